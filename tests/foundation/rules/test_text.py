"""Text as it is kept, and the key by which it is compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sostocked.foundation.rules.text import control_sign, folded, tidy, tidy_code, tidy_lines


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Brush set", "Brush set"),
        ("  Brush \t set\n", "Brush set"),
        ("Brush\u00a0set", "Brush set"),
        ("Brush\u2028set", "Brush set"),
        ("T-Z-1\u200b", "T-Z-1"),
        ("T-\u200eZ-\u202e1\u2069", "T-Z-1"),
        ("\ufeffT-Z-1", "T-Z-1"),
        ("T\u00ad-Z\u2060-1", "T-Z-1"),
        ("Lone\u200dStar", "LoneStar"),
        ("Lone\u3164 Star\u2800", "Lone Star"),
        ("a\u0007b", "ab"),
        ("a\0b", "a\0b"),
        ("CAFE\u0301-1", "CAFÉ-1"),
        ("E\u200b\u0301", "É"),
        ("شنطة 😀", "شنطة 😀"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🍳 kit", "👩\u200d🍳 kit"),
        ("I ❤\ufe0f you", "I ❤\ufe0f you"),
        ("\ufe0fx\ufe0f", "x"),
        ("\u200b \u200e", ""),
    ],
)
def test_nothing_is_kept_that_cannot_be_seen(text, kept):
    assert tidy(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Dock 4\r\nRing twice\rLeave it", "Dock 4\nRing twice\nLeave it"),
        ("Dock 4\u2028Ring\x0btwice\x85", "Dock 4\nRing\ntwice"),
        ("\n\n  first\n\n\tsecond  \n \n", "first\n\n second"),
        ("Cafe\u0301\u200b\ntable \u202e2\u2069", "Café\ntable 2"),
        ("می\u200cخواهم\n👩\u200d🍳", "می\u200cخواهم\n👩\u200d🍳"),
        ("a\x07b\x1bc", "abc"),
        ("\u200b\r\n\ufeff", ""),
    ],
)
def test_what_is_written_on_lines_keeps_them_and_nothing_that_cannot_be_seen(text, kept):
    assert tidy_lines(text) == kept


@given(st.text())
def test_lines_that_are_tidy_stay(text):
    assert tidy_lines(tidy_lines(text)) == tidy_lines(text)


def test_a_sign_that_commands_a_machine_is_found_and_line_ends_are_none():
    assert (control_sign("a\x07b\x1b"), control_sign("a\r\n\tb\u2028")) == ("\x07", "")


def test_a_code_is_spelled_without_joiners():
    assert tidy_code("می\u200cخ 👩\u200d🍳❤\ufe0f") == "میخ 👩🍳❤"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ch-brush-set", "CH-BRUSH-SET"),
        ("Test LT", "test  lt "),
        ("CAFÉ-1", "cafe\u0301-1"),
        ("T-Z-1", "T-Z-1\u200b"),
        ("T\u200d-Z-1", "T-Z-1"),
        ("İST-47100", "i\u0307st-47100"),
        ("İST-47100", "ist-47100"),
        ("STRASSE", "straße"),
        ("ẞ", "ss"),
        ("ＣＨ－１", "ch-1"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("Lone\u00a0Star", "LONE STAR"),
        ("می\u200cخ", "میخ"),
        ("T-Z-1", "T\u2011Z\u20131"),
        ("T-Z-1", "T\u2212Z\ufe581"),
        ("O'Brien's 6\" board", "O\u2019Brien\u02bcs 6\u201d board"),
    ],
)
def test_what_a_reader_takes_for_the_same_has_one_key(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("A-1", "A-2"), ("CAFE", "CAFÉ"), ("A 1", "A1"), ("", "0"), ("T-Z-1", "TZ1")]
)
def test_what_reads_differently_has_two(one, other):
    assert folded(one) != folded(other)


@given(st.text(max_size=30))
def test_tidying_twice_is_tidying_once(text):
    assert tidy(tidy(text)) == tidy(text)
    assert tidy_code(tidy_code(text)) == tidy_code(text)
    assert unicodedata.is_normalized("NFC", tidy(text))


@given(st.text(max_size=30))
def test_a_text_has_the_key_of_its_tidy_form_and_of_its_key(text):
    assert folded(tidy(text)) == folded(tidy_code(text)) == folded(text)
    assert folded(folded(text)) == folded(text)

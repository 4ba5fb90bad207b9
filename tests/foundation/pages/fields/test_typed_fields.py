"""Fields for numbers, lines of text and codes: what they read, and what they say of what they cannot."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from sostocked.foundation.pages.fields.typed_fields import (
    CodeField,
    DecimalNumberField,
    GtinField,
    OneLineField,
    OwnCodeField,
    WholeNumberField,
)

COUNT = {"least": 1, "most": 1_000_000}
COST = {"least": Decimal(0), "most": Decimal(9999), "places": 4}


def refused(field, text):
    """The code and the sentence by which `field` refuses `text`."""
    with pytest.raises(ValidationError) as wrong:
        field.clean(text)
    (error,) = wrong.value.error_list
    return error.code, *error.messages


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("1,200", 1200), (" 1 200 ", 1200), ("1000000", 1_000_000), ("1,000,000", 1_000_000)],
)
def test_a_count_is_read_as_it_is_written(text, number):
    assert WholeNumberField(**COUNT).clean(text) == number


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("", "required", "This field is required."),
        ("0", "least", "Enter at least 1."),
        ("-3", "least", "Enter at least 1."),
        ("1,000,001", "most", "Enter at most 1,000,000."),
        ("2.5", "whole", "2.5 is not a whole number."),
        ("3,85", "whole", "3,85 is not a whole number."),
        (
            "many",
            "unreadable",
            "“many” is not a number we can read. Write it in digits, like 1200 or 1,200.",
        ),
        ("1.200.000", "otherwise", "“1.200.000” is not a number we can read. Write 1200000."),
        ("0,375", "ambiguous", "“0,375” can mean two things. Write 0.375 or 375."),
    ],
)
def test_a_count_that_is_none_says_why(text, code, sentence):
    assert refused(WholeNumberField(**COUNT), text) == (code, sentence)


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", "0"), ("2.1", "2.1"), ("1,200.50", "1200.50"), ("9999", "9999"), (".0375", "0.0375")],
)
def test_an_amount_is_read_as_it_is_written(text, number):
    assert DecimalNumberField(**COST).clean(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("-0.01", "least", "Enter at least 0."),
        ("9999.0001", "most", "Enter at most 9,999."),
        ("0.00375", "places", "0.00375 has too many decimals."),
        (
            "2.10 USD",
            "unreadable",
            "“2.10 USD” is not a number we can read. Write it in digits, like 3.85 or 1,200.50.",
        ),
        ("2,10", "otherwise", "“2,10” is not a number we can read. Write 2.1."),
        ("1,200", "ambiguous", "“1,200” can mean two things. Write 1.2 or 1200."),
    ],
)
def test_an_amount_that_is_none_says_why(text, code, sentence):
    assert refused(DecimalNumberField(**COST), text) == (code, sentence)


def test_where_nothing_need_be_written_nothing_is_no_number():
    assert WholeNumberField(**COUNT, required=False).clean("  ") is None
    assert DecimalNumberField(**COST, required=False).clean(None) is None


def test_a_novel_is_not_repeated_in_the_answer():
    _code, sentence = refused(WholeNumberField(**COUNT), "x" * 4000)
    assert sentence.startswith(f"“{'x' * 40}” is not")


def test_a_form_can_say_it_in_its_own_words():
    field = WholeNumberField(**COUNT, error_messages={"least": "Order one at least, not %(text)s."})
    assert refused(field, "0") == ("least", "Order one at least, not 0.")


def test_a_telephone_shows_the_keys_that_are_needed():
    attrs = [field.widget.attrs for field in (WholeNumberField(**COUNT), DecimalNumberField(**COST))]
    assert [each["inputmode"] for each in attrs] == ["numeric", "decimal"]
    assert {each["autocomplete"] for each in attrs} == {"off"}


# ── Lines and codes ───────────────────────────────────────────────────────────────────────────────────


def test_a_line_is_kept_tidy():
    assert OneLineField().clean("  Brush \n set\u200b ") == "Brush set"
    assert refused(OneLineField(), " \u200b ")[0] == "required"


@pytest.mark.parametrize(
    ("initial", "sent", "changed"),
    [
        ("Brush set", "Brush set", False),
        ("Brush  set\u200b", "Brush  set\u200b", False),
        ("Brush  set\u200b", "Brush set", False),
        ("Brush set", "Brush sets", True),
        (None, "", False),
    ],
)
def test_what_stands_untidily_and_is_sent_back_has_not_changed(initial, sent, changed):
    assert OneLineField().has_changed(initial, sent) is changed


def test_a_code_of_ones_own_keeps_its_spaces_and_letters_but_no_joiners():
    assert OwnCodeField().clean(" ch-Brush  set\u200d ") == "ch-Brush set"


@pytest.mark.parametrize(
    "text",
    [
        "X00ABC1234",
        "x00abc1234",
        " X00-ABC-1234 ",
        "X00 ABC\u00a01234",
        "X00\u2013ABC\u20121234",
        "X00\u200bABC1234",
    ],
)
def test_a_code_is_the_same_however_it_is_pasted(text):
    assert CodeField().clean(text) == "X00ABC1234"


def test_the_size_of_a_code_is_that_without_what_stands_between():
    assert CodeField(max_length=10).clean("X00-ABC-1234") == "X00ABC1234"
    assert refused(CodeField(max_length=10), "X00-ABC-12345")[0] == "max_length"


def test_a_gtin_proves_itself_or_stands_already():
    field = GtinField(required=False)
    assert field.clean("0-36000-29145-2") == "036000291452"
    assert field.clean("") == ""
    assert refused(field, "036000291453") == (
        "gtin",
        "036000291453 has a wrong digit: the last one would be 2. Compare it with the barcode.",
    )
    field.stands = "036000291453"
    assert field.clean("036000291453") == "036000291453"
    assert refused(field, "036000291454")[0] == "gtin"


def test_fields_in_a_form_each_say_their_own():
    class Form(forms.Form):
        units = WholeNumberField(**COUNT)
        cost = DecimalNumberField(**COST)
        fnsku = CodeField(required=False)

    form = Form({"units": "0", "cost": "2.10", "fnsku": ""})
    assert form.errors == {"units": ["Enter at least 1."]}
    assert form.cleaned_data == {"cost": Decimal("2.10"), "fnsku": ""}

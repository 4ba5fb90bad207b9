"""Amazon's counts: short and over, and rows that somebody pastes."""

import pytest

from inventory.rules.check_ins import Counted, UnreadableRow, codes_of, read_rows

CODES = codes_of([(1, ("CH-BRUSH-SET", "X00ABC1234", "")), (2, ("KT-BOARD-L", "", "B01"))])


def test_what_is_missing_is_to_come_until_amazon_is_done_and_short_then():
    assert (Counted(100, 90).missing, Counted(100, 90).over) == (10, 0)
    assert (Counted(100, 120).missing, Counted(100, 120).over) == (0, 20)
    assert [Counted(100, 90, is_done).missing_words for is_done in (False, True)] == ["to come", "short"]


@pytest.mark.parametrize(
    "text",
    [
        "CH-BRUSH-SET\t1,960\nKT-BOARD-L\t5",
        "MSKU,units\nch-brush-set,1960\nb01,5",
        "x00abc1234;1960\n\n B01 ; 5 ",
        "CH-BRUSH-SET 1960\nKT-BOARD-L 5",
        '"CH-BRUSH-SET","1960"\n"B01","5"',
    ],
)
def test_rows_are_read_however_they_come(text):
    assert read_rows(text, CODES) == {1: 1960, 2: 5}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("TOWEL\t5", "Row 1: “TOWEL” is not in this shipment."),
        ("CH-BRUSH-SET\t5\nX00ABC1234\t6", "Row 2: “X00ABC1234” is named twice."),
        ("CH-BRUSH-SET\t-5", "Row 1: enter between 0 and"),
        ("SKU\tunits\nCH-BRUSH-SET\t2.5", "Row 2: “2.5” is not a whole number of units."),
        ("CH-BRUSH-SET\t1\nB01\tmany", "Row 2: “many” is not a whole number of units."),
        ("CH-BRUSH-SET\t1000000000000", "Row 1: enter between 0 and"),
        ("B01\t1\n" * 2001, "At most 2,000 rows, please."),
    ],
)
def test_what_means_nothing_is_named(text, sentence):
    with pytest.raises(UnreadableRow, match=sentence.replace(".", r"\.")):
        read_rows(text, CODES)


def test_a_code_of_two_products_names_neither():
    assert codes_of([(1, ("A", "SAME")), (2, ("B", "same"))]) == {"a": 1, "b": 2}

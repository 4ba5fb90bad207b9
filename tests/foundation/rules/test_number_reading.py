"""The one reading of typed numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sostocked.foundation.rules.number_reading import (
    NotOneNumber,
    NotWhole,
    read_decimal,
    read_id,
    read_whole,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("1200", "1200"),
        ("3.85", "3.85"),
        ("0.385", "0.385"),
        ("1.200", "1.2"),
        (".5", "0.5"),
        ("5.", "5"),
        ("007", "7"),
        ("-3", "-3"),
        ("+3.5", "3.5"),
        (" 3.85 ", "3.85"),
        ("1,200.50", "1200.50"),
        ("1,200,000", "1200000"),
        ("12,00,000", "1200000"),
        ("12,00,000.5", "1200000.5"),
        ("1 200.50", "1200.50"),
        ("1\u202f200", "1200"),
        ("1\u00a0200", "1200"),
        ("1'200", "1200"),
        ("0,000", "0"),
    ],
)
def test_what_can_mean_one_thing_only_is_read(text, number):
    assert read_decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("0,375", ("0.375", "375")),
        ("000,385", ("0.385", "385")),
        ("0,850", ("0.85", "850")),
        ("0,024", ("0.024", "24")),
        ("1,200", ("1.2", "1200")),
        ("-1,200", ("-1.2", "-1200")),
        ("12,345", ("12.345", "12345")),
        ("3,85", ("3.85",)),
        ("1,2345", ("1.2345",)),
        (",375", ("0.375",)),
        ("1.200,50", ("1200.5",)),
        ("1 200,50", ("1200.5",)),
        ("1.200.000", ("1200000",)),
        ("1.200.000,5", ("1200000.5",)),
        ("", ()),
        ("-", ()),
        (".", ()),
        (",", ()),
        ("1,", ()),
        ("1,200.50.1", ()),
        ("1,200 000", ()),
        ("1,20.5", ()),
        ("1 2", ()),
        ("1e3", ()),
        ("NaN", ()),
        ("１２", ()),
        ("١٢", ()),
        ("−3", ()),
        ("--3", ()),
        ("3.85 USD", ()),
    ],
)
def test_what_may_mean_several_things_is_asked_back(text, meanings):
    with pytest.raises(NotOneNumber) as wrong:
        read_decimal(text)
    assert wrong.value.meanings == meanings


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1200", 1200),
        ("1,200", 1200),
        ("2,000", 2000),
        ("1 200", 1200),
        ("12,00,000", 1_200_000),
        ("-3", -3),
        ("012", 12),
    ],
)
def test_a_count_may_be_grouped(text, number):
    assert read_whole(text) == number


@pytest.mark.parametrize("text", ["12.5", "12.0", "0.200", "3,85", "1,2345", "-0.5", ".5"])
def test_a_count_is_whole(text):
    with pytest.raises(NotWhole):
        read_whole(text)


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("0,375", ("0.375", "375")),
        ("000,385", ("0.385", "385")),
        ("12,00", ("12",)),
        ("1.200.000", ("1200000",)),
        ("1.200", ("1200",)),
        ("12.000", ("12", "12000")),
        ("-1.200", ("-1200",)),
        ("abc", ()),
        ("", ()),
    ],
)
def test_a_count_that_may_be_two_things_is_asked_back(text, meanings):
    with pytest.raises(NotOneNumber) as wrong:
        read_whole(text)
    assert wrong.value.meanings == meanings


numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


@given(numbers)
def test_a_number_written_with_a_point_is_that_number(number):
    assert read_decimal(f"{number:f}") == number


@given(st.integers(min_value=10**6, max_value=10**15))
def test_a_grouped_count_is_that_count(number):
    assert read_whole(f"{number:,}") == read_decimal(f"{number:,}") == number


@given(st.text(alphabet="0123456789.,' +-", max_size=12))
def test_every_meaning_that_is_offered_can_be_typed(text):
    meanings = meanings_of(text)
    assert len({read_decimal(meaning) for meaning in meanings}) == len(meanings)


def meanings_of(text):
    try:
        read_decimal(text)
    except NotOneNumber as wrong:
        return wrong.meanings
    return ()


@given(st.text(max_size=12))
def test_whatever_is_typed_is_read_or_refused(text):
    for read in (read_decimal, read_whole):
        try:
            read(text)
        except (NotOneNumber, NotWhole):
            continue


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_an_id_is_digits(text, number):
    assert read_id(text) == number


@pytest.mark.parametrize("text", ["", " 7", "-7", "+7", "7.0", "seven", "٧", "²", "9" * 19, "9" * 5_000])
def test_anything_else_is_no_id(text):
    assert read_id(text) is None

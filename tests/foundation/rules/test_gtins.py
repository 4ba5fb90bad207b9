"""UPC, EAN and the other GTINs prove themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from sostocked.foundation.rules.gtins import LENGTHS, NotAGtin, check_digit, is_gtin, read_gtin, same_gtins


@pytest.mark.parametrize(
    "digits",
    ["036000291452", "012345678905", "4006381333931", "96385074", "10614141000415", "00036000291452"],
)
def test_a_number_that_proves_itself_is_read(digits):
    assert read_gtin(digits) == digits


@pytest.mark.parametrize(
    ("digits", "sentence"),
    [
        (
            "036000291453",
            "036000291453 has a wrong digit: the last one would be 2. Compare it with the barcode.",
        ),
        (
            "4006381333913",
            "4006381333913 has a wrong digit: the last one would be 7. Compare it with the barcode.",
        ),
        (
            "36000291452",
            "The zero in front got lost, as spreadsheets do: 36000291452 has 11 digits. Write 036000291452.",
        ),
        (
            "6000291455",
            "The zeros in front got lost, as spreadsheets do: 6000291455 has 10 digits. Write 006000291455.",
        ),
        ("36000291453", "36000291453 has 11 digits. A UPC has 12, an EAN 13 or 8, a GTIN 14."),
        ("123456789", "123456789 has 9 digits. A UPC has 12, an EAN 13 or 8, a GTIN 14."),
        ("12345", "12345 has 5 digits. A UPC has 12, an EAN 13 or 8, a GTIN 14."),
        ("000000000000", "Zeros alone are no product's code. Leave it empty until there is one."),
        ("1" * 15, f"{'1' * 15} has 15 digits. A UPC has 12, an EAN 13 or 8, a GTIN 14."),
        ("03600029145X", "A UPC, EAN or GTIN is written in digits only."),
        ("１２３４５６７８", "A UPC, EAN or GTIN is written in digits only."),
        ("", "A UPC, EAN or GTIN is written in digits only."),
    ],
)
def test_one_that_does_not_says_why(digits, sentence):
    with pytest.raises(NotAGtin) as wrong:
        read_gtin(digits)
    assert str(wrong.value) == sentence


@given(st.text(alphabet="0123456789", min_size=7, max_size=13))
def test_the_check_digit_is_the_one_of_gs1(digits):
    full = digits + check_digit(digits)
    assert is_gtin(full) == (len(full) in LENGTHS and set(full) != {"0"})
    assert ean.calc_check_digit(digits.zfill(13)) == full[-1]


@given(st.sampled_from(LENGTHS), st.data())
def test_one_wrong_digit_is_always_found(length, data):
    digits = data.draw(st.text(alphabet="0123456789", min_size=length - 1, max_size=length - 1))
    right = digits + check_digit(digits)
    at = data.draw(st.integers(0, length - 1))
    other = data.draw(st.sampled_from([each for each in "0123456789" if each != right[at]]))
    assert not is_gtin(right[:at] + other + right[at + 1 :])


def test_the_same_number_is_written_in_several_lengths():
    every = ["036000291452", "0036000291452", "00036000291452"]
    assert same_gtins("036000291452") == same_gtins("0036000291452") == every
    assert same_gtins("4006381333931") == ["4006381333931", "04006381333931"]
    assert same_gtins("10614141000415") == ["10614141000415"]
    assert same_gtins("00000000") == same_gtins("12345") == same_gtins("X00ABC1234") == []


@pytest.mark.parametrize(
    ("zeros", "sentence"), [(1, "The zero in front"), (2, "The zeros in front"), (3, "")]
)
def test_up_to_two_zeros_get_lost_in_a_spreadsheet_and_no_more(zeros, sentence):
    full = "0" * zeros + "12345678901"[zeros:]
    full += check_digit(full)
    with pytest.raises(NotAGtin) as wrong:
        read_gtin(full.lstrip("0"))
    said = str(wrong.value)
    assert said.startswith(sentence or f"{full.lstrip('0')} has 9 digits.")
    assert said.endswith(f"Write {full}.") == bool(sentence)

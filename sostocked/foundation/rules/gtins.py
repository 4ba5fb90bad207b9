"""UPC, EAN and the other GTINs: 8, 12, 13 or 14 digits, of which the last one proves the others (GS1)."""

LENGTHS = (8, 12, 13, 14)
_MAY_BE_EATEN = 2
"""Spreadsheets read a code as a number and drop the zeros in front; more than two are no accident."""


class NotAGtin(ValueError):
    """The digits prove nothing; `str()` is a sentence that says why and what to write."""


def read_gtin(digits: str) -> str:
    """The digits, once they prove themselves, or NotAGtin."""
    if not (digits.isascii() and digits.isdecimal()):
        raise NotAGtin("A UPC, EAN or GTIN is written in digits only.")
    if len(digits) not in LENGTHS:
        raise NotAGtin(_why_not_so_long(digits))
    if not digits.strip("0"):
        raise NotAGtin("Zeros alone are no product's code. Leave it empty until there is one.")
    if digits[-1] != check_digit(digits[:-1]):
        raise NotAGtin(
            f"{digits} has a wrong digit: the last one would be {check_digit(digits[:-1])}. "
            "Compare it with the barcode."
        )
    return digits


def check_digit(digits: str) -> str:
    """The digit that proves `digits`: they count three times and once by turns, from the last one back."""
    total = sum(int(digit) * (3, 1)[at % 2] for at, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_gtin(digits: str) -> bool:
    """Whether the digits prove themselves."""
    try:
        return bool(read_gtin(digits))
    except NotAGtin:
        return False


def same_gtins(digits: str) -> list[str]:
    """Every way to write the same number: 12 digits are an EAN-13 with a zero in front, and so on."""
    if not (digits.isascii() and digits.isdecimal() and len(digits) in LENGTHS):
        return []
    bare = digits.lstrip("0")
    return [bare.zfill(length) for length in LENGTHS if bare and len(bare) <= length]


def _why_not_so_long(digits: str) -> str:
    count = len(digits)
    full = next((digits.zfill(length) for length in LENGTHS if 0 < length - count <= _MAY_BE_EATEN), "")
    if full and is_gtin(full):
        zeros = "The zero" if len(full) - count == 1 else "The zeros"
        return f"{zeros} in front got lost, as spreadsheets do: {digits} has {count} digits. Write {full}."
    return f"{digits[:20]} has {count} digits. A UPC has 12, an EAN 13 or 8, a GTIN 14."

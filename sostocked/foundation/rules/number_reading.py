"""The one reading of typed numbers: a point sets off decimals, and what could mean two things is asked back.

Commas, spaces and apostrophes group digits ("1,200.50", "1 200", "12,00,000"). A single comma before three
digits is the decimal mark in half the world: as an amount "1,200" may be 1.2 or 1200, and "0,375" is never
grouped by anybody. Such text is not guessed at; `NotOneNumber.meanings` says what it may stand for.
"""

import re
from decimal import Decimal

_GROUPED = r"[0-9]{1,3}(?=([, '’\u00a0\u202f]))(?:(?:\1[0-9]{3})+|(?:\1[0-9]{2})+\1[0-9]{3})|[0-9]+"
_POINT = re.compile(rf"(?:{_GROUPED})(?:\.[0-9]*)?|\.[0-9]+")
_COMMA = re.compile(r"(?:[0-9]{1,3}(?:([. '’\u00a0\u202f])[0-9]{3})+|[0-9]+)?,[0-9]+")
_ONLY_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_ONE_POINT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_NOT_DIGITS = re.compile(r"[^0-9.]")
_LONGEST = 60
_LONGEST_ID = 18


class NotOneNumber(ValueError):
    """The text is no number (`meanings` is empty), or one that must be written otherwise.

    With one meaning it has a decimal comma or grouping points; with two, nobody can tell which is meant.
    """

    def __init__(self, text: str, *meanings: str):
        super().__init__(text)
        self.meanings = meanings


class NotWhole(ValueError):
    """A number, but not a whole one."""


def read_decimal(text: str) -> Decimal:
    """The number that `text` can only be, or NotOneNumber."""
    sign, digits = _apart(text)
    point, comma = _with_point(digits), _with_comma(digits)
    if point is None:
        raise NotOneNumber(text, *([_written(sign, comma)] if comma is not None else []))
    if comma is not None and comma != point:
        raise NotOneNumber(text, _written(sign, comma), _written(sign, point))
    return -point if sign else point


def read_whole(text: str) -> int:
    """The whole number that `text` can only be; NotWhole, or NotOneNumber.

    "1,200" is 1200 here, for a count has no decimals; "0,375" is asked back all the same, and so is "1.200", which
    half the world writes for it.
    """
    sign, digits = _apart(text)
    if _ONE_POINT.fullmatch(digits):
        plain, grouped = Decimal(digits), Decimal(digits.replace(".", ""))
        whole = [plain, grouped] if plain == int(plain) else [grouped]
        raise NotOneNumber(text, *(_written(sign, each) for each in whole))
    point, comma = _with_point(digits), _with_comma(digits)
    if point is None and (comma is None or comma == int(comma)):
        raise NotOneNumber(text, *([_written(sign, comma)] if comma is not None else []))
    if point is None or "." in digits:
        raise NotWhole(text)
    if comma is not None and comma != point and digits.startswith("0"):
        raise NotOneNumber(text, _written(sign, comma), _written(sign, point))
    return int(-point if sign else point)


def read_id(text: str) -> int | None:
    """The id, or the version, that a page sent; None for anything else. It always fits into a big integer."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID else None


def _apart(text: str) -> tuple[str, str]:
    """Whether it is below zero ("-" or nothing), and the rest."""
    text = text.strip()[:_LONGEST]
    sign = text[:1] if text[:1] in ("+", "-") else ""
    return sign.strip("+"), text[len(sign) :]


def _with_point(digits: str) -> Decimal | None:
    """What it is to those who write a decimal point."""
    return Decimal(_NOT_DIGITS.sub("", digits)) if _POINT.fullmatch(digits) else None


def _with_comma(digits: str) -> Decimal | None:
    """What it is to those who write a decimal comma, where that comma or its grouping points are there."""
    if _ONLY_POINTS.fullmatch(digits):
        return Decimal(digits.replace(".", ""))
    if not _COMMA.fullmatch(digits):
        return None
    whole, _, decimals = digits.rpartition(",")
    return Decimal(f"{re.sub('[^0-9]', '', whole) or '0'}.{decimals}")


def _written(sign: str, number: Decimal) -> str:
    """As it can be typed and read again: 0.375, 1200."""
    plain = f"{number:f}"
    return sign + (plain.rstrip("0").rstrip(".") if "." in plain else plain)

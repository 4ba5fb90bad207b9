"""Public holidays by country and region, and the weekends worked instead. The `holidays` package knows them."""

import warnings
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from itertools import islice

import holidays
from holidays.holiday_base import HolidayBase
from holidays.registry import COUNTRIES

DAY = timedelta(days=1)
CODES = frozenset(code for _, code, *_ in COUNTRIES.values())
"""Of countries whose holidays are known; their lists are loaded when they are asked for."""
FIRST_YEAR, LAST_YEAR = 2000, 2050
"""No order is older, and holidays of any later year are anybody's guess."""
COMPARED = range(2020, 2051)
"""The years whose days decide whether a list is another one than before."""
RECENT = range(2020, 2036)
"""Where the newest announcement is looked for."""
STILL_ANNOUNCES = 2
"""A country that announced no worked weekend for more years than this before the newest has given them up."""


@cache
def countries() -> dict[str, list[str]]:
    """Region codes by country code ("US": "AK", "AL", …), for countries whose holidays are known."""
    return holidays.list_supported_countries(include_aliases=False)


@cache
def public_holidays(country: str, region: str = "") -> Mapping[date, str]:
    """Names of the public holidays of a country, in English where there is a translation, by date.

    Empty without a country, and for one that is not known (any more). From a year on that is not announced yet
    they are called estimates. The dates are worked out once: threads share them.
    """
    return {day: _named(country, day, name) for day, name in (_list_of(country, region) or {}).items()}


def _named(country: str, day: date, name: str) -> str:
    unsure = is_estimate(country, day.year) and "estimated" not in name
    return f"{name} (estimate)" if unsure else name


@cache
def worked_weekends(country: str, region: str = "") -> frozenset[date]:
    """The days of a weekend that the country works instead of another day, as far as they are announced."""
    known = _list_of(country, region)
    return frozenset(known.weekend_workdays) if known is not None else frozenset()


def usual_weekdays(country: str, *, on: date) -> list[int]:
    """The weekdays (Monday is 0) on which people of a country work; Monday to Friday where nobody knows."""
    known = _list_of(country, "")
    monday = on - on.weekday() * DAY
    return [n for n in range(7) if not (known.is_weekend(monday + n * DAY) if known is not None else n > 4)]


@cache
def fingerprint(country: str, region: str = "") -> str:
    """Two lists with the same days off and the same days worked instead have the same."""
    known = _list_of(country, region)
    if known is None:
        return ""
    off, worked = (
        sorted(day for day in days if day.year in COMPARED)
        for days in (known, worked_weekends(country, region))
    )
    words = "\n".join([*map(str, off), "", *map(str, worked)])
    return sha256(words.encode()).hexdigest()


def coming_holidays(country: str, region: str, *, since: date, most: int = 6) -> list[tuple[date, str]]:
    """The next public holidays from `since` on, at the longest a year ahead."""
    known = public_holidays(country, region)
    ahead = (since + n * DAY for n in range(366))
    return list(islice(((day, known[day]) for day in ahead if day in known), most))


def coming_worked_weekends(country: str, region: str, *, since: date) -> list[date]:
    """The weekend days worked instead from `since` on, as far as they are announced."""
    return sorted(day for day in worked_weekends(country, region) if day >= since)


def is_estimate(country: str, year: int) -> bool:
    """Whether the country announces its worked weekends year by year, and not yet those of `year`."""
    until = _announced_until(country)
    return until is not None and year > until


@cache
def _list_of(country: str, region: str) -> HolidayBase | None:
    bare = _bare(country)
    if bare is None:
        return None
    first, last = max(FIRST_YEAR, bare.start_year), min(LAST_YEAR, bare.end_year)
    return _read(country, region if region in bare.subdivisions else None, range(first, last + 1))


def _bare(country: str) -> HolidayBase | None:
    """The list of a country, no year of it read yet."""
    return holidays.country_holidays(country) if country in CODES else None


def _read(country: str, region: str | None, years: range) -> HolidayBase:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # some lists warn that they end before ours: then they name what they know
        return holidays.country_holidays(country, subdiv=region, years=years, language="en_US")


@cache
def _announced_until(country: str) -> int | None:
    """The last year whose worked weekends are announced, where they still are, year by year."""
    last = _last_worked_year(country)
    return last if last is not None and last >= _newest() - STILL_ANNOUNCES else None


@cache
def _last_worked_year(country: str) -> int | None:
    if not hasattr(_bare(country), "substituted_label"):
        return None
    worked = _read(country, None, RECENT).weekend_workdays
    return max((day.year for day in worked), default=None)


@cache
def _newest() -> int:
    """The newest year that any country has announced."""
    return max(filter(None, map(_last_worked_year, countries())))

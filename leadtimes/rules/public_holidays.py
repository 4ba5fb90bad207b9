"""Public holidays by country and subdivision. The `holidays` package knows them; we only ask."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from itertools import islice

import holidays


@cache
def countries() -> dict[str, list[str]]:
    """Subdivision codes by country code ("US": "AK", "AL", …), for countries whose holidays are known."""
    return holidays.list_supported_countries(include_aliases=False)


@cache
def public_holidays(country: str, subdivision: str = "") -> Mapping[date, str]:
    """Names of the public holidays of a country, in English where there is a translation, by date.

    Empty without a country. Years are worked out as they are asked for.
    """
    if not country:
        return {}
    return holidays.country_holidays(country, subdiv=subdivision or None, language="en_US")


def coming_holidays(country: str, subdivision: str, *, since: date, most: int = 6) -> list[tuple[date, str]]:
    """The next public holidays from `since` on, at the longest a year ahead."""
    known = public_holidays(country, subdivision)
    ahead = (since + timedelta(days=n) for n in range(366))
    found = ((day, known.get(day)) for day in ahead)
    return list(islice(((day, name) for day, name in found if name), most))

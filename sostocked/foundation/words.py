"""The one place for words of days, spans, counts and lists, so that another language has one place to go to.

Pure: whoever writes a sentence, on a page, in a mail or in a calendar, asks here. A day is always spelled with its
month's name: 3/4 means two things on the two sides of an ocean.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from functools import lru_cache

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# What ends like these takes "es": addresses, boxes, batches, dishes.
_HISSES = ("s", "x", "z", "ch", "sh")


@lru_cache(maxsize=4096)
def day_of(day: date | None, *, missing: str = "") -> str:
    """A day in full: "13 Dec 2026"; `missing` where there is none."""
    return f"{short_day(day)} {day.year}" if day else missing


@lru_cache(maxsize=4096)
def short_day(day: date) -> str:
    """A day whose year goes without saying: "13 Dec"."""
    return f"{day.day} {month_of(day)}"


def month_of(day: date) -> str:
    """The month, in short: "Dec"."""
    return _MONTHS[day.month - 1]


def weekday_of(day: date) -> str:
    """The day of the week: "Sunday"."""
    return _WEEKDAYS[day.weekday()]


def weekdays_of(numbers: Iterable[int]) -> str:
    """Days of the week by their numbers (Monday is 0), in their order: "Monday, Tuesday"."""
    return ", ".join(_WEEKDAYS[number] for number in sorted(numbers))


def full_day(day: date | None, *, missing: str = "not dated") -> str:
    """A day with its weekday, for whoever plans a week by it: "Sun 13 Dec 2026"."""
    return f"{weekday_of(day)[:3]} {day_of(day)}" if day else missing


def moved_from(day: date | None, former: date | None) -> str:
    """A day, and the former one where it is another: "Sun 13 Dec 2026 (was Fri 4 Dec 2026)"."""
    return f"{full_day(day)}{was(day, former)}"


def was(day: date | None, former: date | None) -> str:
    """Behind a day, the former one where it is another: " (was Fri 4 Dec 2026)", else nothing."""
    return f" (was {full_day(former)})" if former and former != day else ""


def moment_of(at: datetime, zone: tzinfo) -> str:
    """An instant by the clock of `zone`, which is named: "27 Nov 2026, 11:26 CST"."""
    there = at.astimezone(zone)
    return f"{day_of(there.date())}, {there:%H:%M %Z}"


def from_to(first: date, last: date) -> str:
    """Two days, the year named once where it is the same: "13 Dec to 24 Dec 2026"."""
    start = short_day(first) if first.year == last.year else day_of(first)
    return f"{start} to {day_of(last)}"


def count_of(number: int, thing: str) -> str:
    """How many of a thing: "1 day", "2,000 units", "1 address", "3 working days"."""
    return f"{number:,} {plural_of(number, thing)}"


def plural_of(number: int, thing: str) -> str:
    """The thing alone, as so many of it are called."""
    if number in (1, -1):
        return thing
    if thing.endswith(_HISSES):
        return f"{thing}es"
    if thing.endswith("y") and thing[-2:-1] not in "aeiou":
        return f"{thing[:-1]}ies"
    return f"{thing}s"


def later_by(days: int) -> str:
    """How far a date moved: "3 days later", "1 day earlier"; "on the same day" if it did not."""
    return f"{count_of(abs(days), 'day')} {'later' if days > 0 else 'earlier'}" if days else "on the same day"


def than_expected(days: int) -> str:
    """How a date came out against what was expected: "3 days later than expected", "as expected"."""
    return f"{later_by(days)} than expected" if days else "as expected"


def late_by(days: int) -> str:
    """How something stands against what was placed: "1 day late", "3 days early", "on time"."""
    return f"{count_of(abs(days), 'day')} {'late' if days > 0 else 'early'}" if days else "on time"


def from_today(days: int) -> str:
    """How far off a day is: "today", "in 3 days", "1 day ago"."""
    if not days:
        return "today"
    return f"in {count_of(days, 'day')}" if days > 0 else f"{count_of(-days, 'day')} ago"


def ended(text: str) -> str:
    """A sentence with its full stop, of which one is enough where it ends in a name like "Tiny Tails Pet Co."."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def listed(things: Sequence[str]) -> str:
    """Things in one breath: "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, [", ".join(things[:-1]), *things[-1:]]))

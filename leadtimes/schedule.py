"""Rule D: legs, calendars and a start make dates. Pure: no database, no clock, plain dates.

A leg of N days takes the first N days that count, from its start on, and ends on the day after the last of
them; the next leg starts there. A leg of 0 days ends where it starts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))
MONDAY_TO_FRIDAY = frozenset(range(5))


class NeverOpen(ValueError):
    """A leg counts working days at a place that works on no weekday."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which a facility does no work: first and last day, both inclusive, and why."""

    starts_on: date
    ends_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a facility works. `weekdays` (Monday is 0) matter to legs in working days, `closures` to every leg."""

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    closures: tuple[Closed, ...] = ()

    def closure_on(self, day: date) -> Closed | None:
        """The closure that covers `day`, if any."""
        return next((each for each in self.closures if each.starts_on <= day <= each.ends_on), None)


ALWAYS_OPEN = Calendar()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A leg as the clock sees it: how many days, which days count, and whose calendar it runs on."""

    days: int
    working: bool = False
    calendar: Calendar = ALWAYS_OPEN


@dataclass(frozen=True, slots=True)
class Lost:
    """Days that one closure took from a leg."""

    reason: str
    days: int


@dataclass(frozen=True, slots=True)
class Span:
    """A dated leg: [starts_on, ends_on), and what closures cost it."""

    starts_on: date
    ends_on: date
    lost: tuple[Lost, ...] = ()


def schedule(starts_on: date, stretches: Iterable[Stretch]) -> tuple[Span, ...]:
    """Date every leg of a chain that starts on `starts_on`. Raises NeverOpen, or OverflowError past year 9999."""
    spans = []
    for stretch in stretches:
        spans.append(_span(starts_on, stretch))
        starts_on = spans[-1].ends_on
    return tuple(spans)


def _span(starts_on: date, stretch: Stretch) -> Span:
    weekdays = stretch.calendar.weekdays if stretch.working else EVERY_DAY
    if stretch.days and not weekdays:
        raise NeverOpen("This facility has no working weekday.")
    day, left, lost = starts_on, stretch.days, {}
    while left:
        closure = stretch.calendar.closure_on(day)
        if closure:
            reopens = closure.ends_on + DAY
            missed = _count(day, reopens, weekdays)
            lost[closure.reason] = lost.get(closure.reason, 0) + missed
            day = reopens
        else:
            left -= day.weekday() in weekdays
            day += DAY
    return Span(starts_on, day, tuple(Lost(reason, days) for reason, days in lost.items() if days))


def _count(first: date, end: date, weekdays: frozenset[int]) -> int:
    """How many days of [first, end) fall on one of `weekdays`."""
    weeks, rest = divmod((end - first).days, 7)
    return weeks * len(weekdays) + sum((first.weekday() + step) % 7 in weekdays for step in range(rest))

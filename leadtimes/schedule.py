"""Rule D: legs, calendars and a start make dates. Pure: no database, no clock, plain dates.

A leg of N days takes the first N days that count, from its start on, and ends on the day after the last of
them; the next leg starts there. A leg of 0 days ends where it starts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
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
    """When a facility works.

    `weekdays` (Monday is 0) and `holidays` (their names by date) matter to legs in working days, `closures` to
    every leg. On an `extra` day there is work whatever the rest says.
    """

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    closures: tuple[Closed, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    extra: frozenset[date] = frozenset()

    def off(self, day: date, *, working: bool) -> str | None:
        """Why `day` does not count: the closure or holiday, "" for an ordinary day off; None when it counts."""
        if day in self.extra:
            return None
        if working and day.weekday() not in self.weekdays:
            return ""
        closure = next((each for each in self.closures if each.starts_on <= day <= each.ends_on), None)
        if closure:
            return closure.reason or "closed"
        return (self.holidays.get(day) or None) if working else None


ALWAYS_OPEN = Calendar()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A leg as the clock sees it: how many days, which days count, and whose calendar it runs on."""

    days: int
    working: bool = False
    calendar: Calendar = ALWAYS_OPEN


@dataclass(frozen=True, slots=True)
class Lost:
    """Days that one closure or holiday took from a leg."""

    reason: str
    days: int


@dataclass(frozen=True, slots=True)
class Span:
    """A dated leg: [starts_on, ends_on), and what closures and holidays cost it."""

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
    calendar, working = stretch.calendar, stretch.working
    if not working and not calendar.closures:
        return Span(starts_on, starts_on + stretch.days * DAY)
    if stretch.days and working and not calendar.weekdays:
        raise NeverOpen("This facility has no working weekday.")
    day, left, lost = starts_on, stretch.days, {}
    while left:
        reason = calendar.off(day, working=working)
        if reason is None:
            left -= 1
        elif reason:
            lost[reason] = lost.get(reason, 0) + 1
        day += DAY
    return Span(starts_on, day, tuple(Lost(reason, days) for reason, days in lost.items()))


def latest_start(by: date, stretches: Sequence[Stretch]) -> date:
    """The last day on which a chain may start to end on `by` or before.

    Starting later never ends earlier, so it is found by halving. Raises NeverOpen; OverflowError when the chain
    would have to start before the year 1.
    """
    too_late = by - sum(stretch.days for stretch in stretches) * DAY + DAY  # no leg is shorter than its days
    step = DAY
    early = too_late - step
    while not _meets(by, early, stretches):
        too_late, step = early, 2 * step
        early = too_late - step
    while too_late - early > DAY:
        middle = early + (too_late - early) // DAY // 2 * DAY
        if _meets(by, middle, stretches):
            early = middle
        else:
            too_late = middle
    return early


def _meets(by: date, starts_on: date, stretches: Sequence[Stretch]) -> bool:
    spans = schedule(starts_on, stretches)
    return (spans[-1].ends_on if spans else starts_on) <= by

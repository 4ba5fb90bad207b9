"""Rule D, told to people: on a computed day nobody may be there. Then the working day that counts is named. Pure.

Goods that are expected while a facility is closed can be taken in on the first open day from then on. What must
leave by the end of a stay has to go on the last working day before. What lies at a facility at the end of its
way is available on the first open day. Legs keep the computed days.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from leadtimes.rules.portions import STARTS_A_PORTION
from leadtimes.rules.schedule import DAY, Calendar
from sostocked.foundation.words import day_of

FARTHEST = 400
"""Days that are looked through for one on which somebody works."""


@dataclass(frozen=True, slots=True)
class ToldDay:
    """A computed day, and how it stands with the facility.

    `counts` is the working day that counts instead, None where the day itself is one, or where none is near.
    `closed_until` is the last day of the closure that the day falls into.
    """

    day: date
    is_closed: bool = False
    counts: date | None = None
    closed_until: date | None = None

    @property
    def is_before(self) -> bool:
        """Whether the day that counts comes before the computed one."""
        return self.counts is not None and self.counts < self.day

    @property
    def closed(self) -> str:
        """That nobody is there: "Sun 13 Dec, closed" or "28 Jan, closed until 5 Feb"; empty on a working day."""
        if not self.is_closed:
            return ""
        if self.closed_until:
            return f"{short(self.day)}, closed until {short(self.closed_until)}"
        return f"{with_weekday(self.day)}, closed"

    @property
    def words(self) -> str:
        """All of it: "Sun 13 Dec, closed; first open day Mon 14 Dec", "by Fri 11 Dec"; empty on a working day."""
        if self.counts is None:
            return self.closed
        if self.is_before:
            return f"by {with_weekday(self.counts)}"
        return f"{self.closed}; first open day {with_weekday(self.counts)}"

    @property
    def beside(self) -> str:
        """The same beside the day: "Sun, closed; first open day Mon 14 Dec", "Sat, closed; by Fri 11 Dec"."""
        if not self.is_closed:
            return ""
        until = f" until {short(self.closed_until)}" if self.closed_until else ""
        which = "" if self.counts is None else "; by " if self.is_before else "; first open day "
        return f"{self.day:%a}, closed{until}{which}{with_weekday(self.counts) if self.counts else ''}"

    @property
    def in_full(self) -> str:
        """The day, and what is to be said beside it: "13 Dec 2026 (Sun, closed; first open day Mon 14 Dec)"."""
        return f"{day_of(self.day)} ({self.beside})" if self.is_closed else day_of(self.day)

    @property
    def sentence(self) -> str:
        """As `words`, and of a day that comes sooner also why: "by Fri 11 Dec (Sat 12 Dec, closed)"."""
        return f"{self.words} ({self.closed})" if self.is_before else self.words


def arrival_day(day: date | None, calendar: Calendar) -> ToldDay | None:
    """The day on which goods are expected; where nobody is there, with the first open day from then on."""
    return None if day is None else _told(day, calendar, _nearest(day, calendar, ahead=True))


def leaving_day(day: date | None, calendar: Calendar, *, arrives_on: date | None = None) -> ToldDay | None:
    """The day by which goods must leave; where nobody is there, with the last working day before.

    Nothing leaves before it came: then the first open day counts here, too.
    """
    if day is None:
        return None
    before = _nearest(day, calendar, ahead=False)
    if before is None or (arrives_on and before < arrives_on):
        return arrival_day(day, calendar)
    return _told(day, calendar, before)


class LastLeg(Protocol):
    """The end of a chain."""

    @property
    def kind(self) -> str: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def actual_ends_on(self) -> date | None: ...


def available_day(last: LastLeg, calendar: Calendar | None) -> ToldDay | None:
    """The day on which goods are there at the end of their way; None where only its date is to be told.

    `calendar` is that of the facility where they lie then, where it is known. Amazon takes in every day; what a
    person has confirmed has happened.
    """
    if calendar is None or last.actual_ends_on or last.kind not in STARTS_A_PORTION:
        return None
    return arrival_day(last.ends_on, calendar)


def last_open_day(day: date, calendar: Calendar) -> date | None:
    """The last day up to `day`, itself included, on which somebody works there; None where none is near."""
    return _nearest(day, calendar, ahead=False)


def first_open_day(day: date, calendar: Calendar) -> date | None:
    """The first day from `day` on, itself included, on which somebody works there; None where none is near."""
    return _nearest(day, calendar, ahead=True)


def _told(day: date, calendar: Calendar, counts: date | None) -> ToldDay:
    if counts == day:
        return ToldDay(day)
    return ToldDay(day, is_closed=True, counts=counts, closed_until=_closed_until(day, calendar, counts))


def _closed_until(day: date, calendar: Calendar, counts: date | None) -> date | None:
    closure = calendar.closure_on(day)
    if closure is None:
        return None
    return min(closure.ends_on, counts - DAY) if counts and counts > day else closure.ends_on


def _nearest(day: date, calendar: Calendar, *, ahead: bool) -> date | None:
    """The nearest day from `day` on, or back from it, on which the facility works; None where none is near."""
    days = (day.toordinal() + (n if ahead else -n) for n in range(FARTHEST))
    known = (date.fromordinal(each) for each in days if 1 <= each <= date.max.toordinal())
    return next((each for each in known if calendar.off(each, working=True) is None), None)


def short(day: date) -> str:
    return f"{day.day} {day:%b}"


def with_weekday(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"

"""Rule D, told to people: on a computed day nobody may be there. Then the working day that counts is named. Pure.

Goods that are expected while a facility is closed can be taken in on the first open day from then on. What must
leave by the end of a stay has to go on the last working day before. Bars and legs keep the computed days.
"""

from dataclasses import dataclass
from datetime import date

from leadtimes.rules.schedule import DAY, Calendar

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

"""Rule D: legs, calendars and a start make dates. Pure: no database, no clock, plain dates.

A leg of N days takes the first N days that count, from its start on, and ends on the day after the last of
them; the next leg starts there. A leg of 0 days ends where it starts.

What a person said of a leg outweighs the count: it started, it finished, or it is not over yet and will be on
another day. Then everything unfinished after it moves, and nothing else does.
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

    `weekdays` (Monday is 0), `holidays` (their names by date) and the weekend days that the country `worked`
    instead matter to legs in working days, `closures` to every leg. On an `extra` day there is work whatever the
    rest says; on a worked weekend only if no closure says otherwise.
    """

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    closures: tuple[Closed, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    extra: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    _seen: dict[tuple[date, bool], str | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def off(self, day: date, *, working: bool) -> str | None:
        """Why `day` does not count: the closure or holiday, "" for an ordinary day off; None when it counts."""
        key = (day, working)
        if key not in self._seen:
            self._seen[key] = self._off(day, working=working)
        return self._seen[key]

    def _off(self, day: date, *, working: bool) -> str | None:
        if day in self.extra:
            return None
        if working and not self._is_weekday(day):
            return ""
        if closure := self.closure_on(day):
            return closure.reason or "closed"
        return (self.holidays.get(day) or None) if working and day not in self.worked else None

    def _is_weekday(self, day: date) -> bool:
        """Whether people come on such a day, unless something is in the way."""
        return day.weekday() in self.weekdays or day in self.worked

    def reopens(self, day: date, *, working: bool) -> tuple[date, int]:
        """When it goes on after the closure or holiday that `day` falls into, and how many days that costs.

        A closure is passed at a stroke: it may last many years. OverflowError when it lasts for ever.
        """
        closure = self.closure_on(day)
        if closure is None:
            return day + DAY, 1
        until = min([closure.ends_on, *(each - DAY for each in self.extra if day < each <= closure.ends_on)])
        days = (until - day).days + 1
        if not working:
            return until + DAY, days
        weeks, rest = divmod(days, 7)
        in_the_rest = sum((day.weekday() + n) % 7 in self.weekdays for n in range(rest))
        instead = sum(day <= each <= until and each.weekday() not in self.weekdays for each in self.worked)
        return until + DAY, weeks * len(self.weekdays) + in_the_rest + instead

    def closure_on(self, day: date) -> Closed | None:
        """The closure that `day` falls into."""
        return next((each for each in self.closures if each.starts_on <= day <= each.ends_on), None)


ALWAYS_OPEN = Calendar()


@dataclass(frozen=True, slots=True)
class LegSpec:
    """A leg as the clock sees it: how many days, which days count, and whose calendar it runs on.

    What a person said of it: `started_on`, `finished_on`, or `due_on` when it is not over yet.
    """

    days: int
    working: bool = False
    calendar: Calendar = ALWAYS_OPEN
    started_on: date | None = None
    finished_on: date | None = None
    due_on: date | None = None

    @property
    def is_never_over(self) -> bool:
        """Whether it counts working days where there are none."""
        return bool(self.days) and self.working and not self.calendar.weekdays


@dataclass(frozen=True, slots=True)
class Lost:
    """Days that one closure or holiday took from a leg."""

    reason: str
    days: int


@dataclass(frozen=True, slots=True)
class LegDates:
    """A dated leg: [starts_on, ends_on), and what closures and holidays cost it."""

    starts_on: date
    ends_on: date
    lost: tuple[Lost, ...] = ()


def schedule(starts_on: date, specs: Iterable[LegSpec]) -> tuple[LegDates, ...]:
    """Date every leg of a chain that starts on `starts_on`. Raises NeverOpen, or OverflowError past year 9999.

    A leg that is unfinished by word of mouth, but followed by one that has begun, was over by then.
    """
    specs = tuple(specs)
    spans = []
    for spec, over_by in zip(specs, _over_by(specs), strict=True):
        spans.append(_dates_of(starts_on, spec, over_by))
        starts_on = spans[-1].ends_on
    return tuple(spans)


def _over_by(specs: Sequence[LegSpec]) -> list[date | None]:
    """For each leg the first day on which, by somebody's word, a later one had begun or ended."""
    known: date | None = None
    days: list[date | None] = []
    for spec in reversed(specs):
        days.append(known)
        known = spec.started_on or spec.finished_on or known
    return days[::-1]


def _dates_of(starts_on: date, spec: LegSpec, over_by: date | None) -> LegDates:
    starts_on = spec.started_on or starts_on
    if spec.finished_on:
        return LegDates(min(starts_on, spec.finished_on), spec.finished_on)
    span = _count(starts_on, spec)
    if spec.due_on and spec.due_on > span.ends_on:
        span = LegDates(starts_on, spec.due_on)
    if over_by and over_by < span.ends_on:
        return LegDates(min(starts_on, over_by), over_by)
    return span


def _count(starts_on: date, spec: LegSpec) -> LegDates:
    calendar, working = spec.calendar, spec.working
    if not working and not _shut(calendar, starts_on, starts_on + spec.days * DAY):
        return LegDates(starts_on, starts_on + spec.days * DAY)
    if spec.is_never_over:
        raise NeverOpen("This facility has no working weekday.")
    day, left = starts_on, spec.days
    lost: dict[str, int] = {}
    while left:
        reason = calendar.off(day, working=working)
        if reason:
            day, cost = calendar.reopens(day, working=working)
            lost[reason] = lost.get(reason, 0) + cost
        else:
            left -= reason is None
            day += DAY
    return LegDates(starts_on, day, tuple(Lost(reason, days) for reason, days in lost.items()))


def _shut(calendar: Calendar, since: date, until: date) -> bool:
    """Whether a closure touches [since, until)."""
    return any(each.starts_on < until and each.ends_on >= since for each in calendar.closures)


def latest_start(by: date, specs: Sequence[LegSpec]) -> date:
    """The last day on which a chain may start to end on `by` or before.

    Starting later never ends earlier, so it is found by halving. Raises NeverOpen; OverflowError when the chain
    would have to start before the year 1.
    """
    too_late = by - sum(spec.days for spec in specs) * DAY + DAY  # no leg is shorter than its days
    step = DAY
    early = too_late - step
    while not _meets(by, early, specs):
        too_late, step = early, 2 * step
        early = too_late - step
    while too_late - early > DAY:
        middle = early + (too_late - early) // DAY // 2 * DAY
        if _meets(by, middle, specs):
            early = middle
        else:
            too_late = middle
    return early


def _meets(by: date, starts_on: date, specs: Sequence[LegSpec]) -> bool:
    spans = schedule(starts_on, specs)
    return (spans[-1].ends_on if spans else starts_on) <= by

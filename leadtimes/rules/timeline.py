"""Dated documents on a calendar axis, as one pure value. `chart.py` draws it and decides nothing.

Positions and widths are percentages of the axis, so that a drawing fits whatever width it gets.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from leadtimes.rules.legs import TimedLeg, who_works
from leadtimes.rules.portions import STARTS_A_PORTION
from leadtimes.rules.schedule import ALWAYS_OPEN, DAY, Calendar, Closed
from leadtimes.rules.told_days import arrival_day

WEEK = timedelta(weeks=1)
LONGEST_BACK = 26 * WEEK
LONGEST_AHEAD = 78 * WEEK
"""How far from today the axis reaches at most: one forgotten order must not squeeze all others."""
SHORTEST = 8 * WEEK

TONES = {"supplier": "making", "freight": "moving", "fba": "amazon", "awd": "amazon"}
"""How legs are told apart, by kind; any other business works on the goods."""
TONE_ELSEWHERE = "working"


class Tick(NamedTuple):
    """A week or month on the axis: where it begins and how wide it is."""

    starts_on: date
    at: float
    width: float


@dataclass(frozen=True, slots=True)
class Axis:
    """The days [first, last), spread from 0 to 100."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days

    def at(self, day: date) -> float:
        """Where `day` begins; the nearest end of the axis for days that are not on it."""
        return min(max((day - self.first).days / self.days * 100, 0.0), 100.0)

    def box(self, starts_on: date, ends_on: date) -> "Box | None":
        """The part of [starts_on, ends_on) that is on the axis; None if none is, or if it holds no day."""
        if ends_on <= starts_on or ends_on <= self.first or starts_on >= self.last:
            return None
        left = self.at(starts_on)
        return Box(left, self.at(ends_on) - left)

    @property
    def weeks(self) -> list[Tick]:
        """From Monday to Monday; the first and the last may be cut."""
        return self._ticks(_monday(self.first), lambda day: day + WEEK)

    @property
    def months(self) -> list[Tick]:
        """From the first to the first; likewise."""
        return self._ticks(self.first.replace(day=1), _next_month)

    def _ticks(self, day: date, following: Callable[[date], date]) -> list[Tick]:
        found = []
        while day < self.last:
            box = self.box(day, following(day))
            if box:
                found.append(Tick(day, *box))
            day = following(day)
        return found


class Box(NamedTuple):
    """Where something lies on the axis."""

    at: float
    width: float


class TimelineLeg(NamedTuple):
    """One leg to be drawn.

    `tone` is making, moving, working or amazon; `closed` are the closures that cost it time. `told` is said where
    nobody is there on the day it starts.
    """

    tone: str
    name: str
    place: str
    state: str
    starts_on: date
    ends_on: date
    closed: tuple[Closed, ...] = ()
    told: str = ""


class Period(NamedTuple):
    """The days [starts_on, ends_on)."""

    starts_on: date
    ends_on: date


class Track(NamedTuple):
    """One document to be drawn: its legs in order, and the whole of it as placed."""

    legs: tuple[TimelineLeg, ...]
    baseline: Period | None = None

    @property
    def period(self) -> Period | None:
        """From the start of its first leg to the end of its last one; None without legs."""
        return Period(self.legs[0].starts_on, self.legs[-1].ends_on) if self.legs else None

    @property
    def days(self) -> Iterator[date]:
        """Every day that the axis should hold."""
        yield from (day for leg in self.legs for day in (leg.starts_on, leg.ends_on))
        yield from self.baseline or ()


class TimelineRow(NamedTuple):
    """A document on the axis.

    `boxes` has one for each leg, None for one of no days or off the axis. `ghost` is the baseline, `overrun` what
    goes beyond it, `closed` the days off. `beyond` is "earlier" or "later" when all of it is off the axis.
    """

    track: Track
    boxes: tuple[Box | None, ...]
    ghost: Box | None
    overrun: Box | None
    closed: tuple[tuple[Closed, Box], ...]
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Documents on one axis."""

    axis: Axis
    today: date
    rows: tuple[TimelineRow, ...]

    @property
    def today_at(self) -> float:
        """The middle of today: a line there belongs to one day only."""
        return self.axis.at(self.today) + 50 / self.axis.days


def plot(tracks: Sequence[Track], *, today: date, whole_months: bool = False) -> Timeline:
    """Lay `tracks` out on the shortest axis of whole weeks (or months) that holds them and today."""
    axis = axis_over((day for track in tracks for day in track.days), today=today, whole_months=whole_months)
    return Timeline(axis, today, tuple(_row(track, axis) for track in tracks))


def axis_over(days: Iterable[date], *, today: date, whole_months: bool = False) -> Axis:
    """The axis that holds today and `days`, as far as they are not too far away.

    Two days are left free on either side, then it is widened to Mondays, so that no bar touches the edge.
    """
    first = last = today
    for day in days:
        first, last = min(first, day), max(last, day)
    first = _monday(max(first, _far(today, -LONGEST_BACK)) - 2 * DAY)
    last = _monday(min(last, _far(today, LONGEST_AHEAD)) + 2 * DAY) + WEEK
    last = max(last, first + SHORTEST)
    return Axis(first.replace(day=1), _next_month(last - DAY)) if whole_months else Axis(first, last)


def _far(today: date, distance: timedelta) -> date:
    """As far as dates go, less the room that whole months need."""
    room = 62 * DAY
    return date.fromordinal(
        min(max(today.toordinal() + distance.days, 1 + room.days), date.max.toordinal() - room.days)
    )


def _row(track: Track, axis: Axis) -> TimelineRow:
    return TimelineRow(
        track=track,
        boxes=tuple(axis.box(leg.starts_on, leg.ends_on) for leg in track.legs),
        ghost=axis.box(*track.baseline) if track.baseline else None,
        overrun=_overrun(track, axis),
        closed=tuple(
            (each, box) for leg in track.legs for each in leg.closed if (box := _shade(leg, each, axis))
        ),
        beyond=_beyond(track, axis),
    )


def _overrun(track: Track, axis: Axis) -> Box | None:
    """What goes beyond the baseline. A document that begins after its baseline is beyond it as a whole."""
    if not track.baseline or not track.period:
        return None
    return axis.box(max(track.baseline.ends_on, track.period.starts_on), track.period.ends_on)


def _shade(leg: TimelineLeg, closed: Closed, axis: Axis) -> Box | None:
    """Where a closure lies within the leg that it costs time.

    A closure names its last day, a leg the day after it; the leg's is taken a day back, not the closure's a day
    on: a place that is closed for good is so until the last day that dates know.
    """
    last = min(closed.ends_on, leg.ends_on - DAY)
    return axis.box(max(closed.starts_on, leg.starts_on), last + DAY)


def _beyond(track: Track, axis: Axis) -> str:
    if not track.period:
        return ""
    if track.period.ends_on < axis.first:
        return "earlier"
    return "later" if track.period.starts_on >= axis.last else ""


def timeline_legs(
    legs: Iterable[TimedLeg],
    *,
    today: date,
    places: Mapping[int | None, str],
    calendars: Mapping[int | None, Calendar],
    supplier_id: int | None = None,
) -> tuple[TimelineLeg, ...]:
    """The dated ones of `legs` of a document under way; where they happen by `places`, by the facility's id."""
    return tuple(
        TimelineLeg(
            tone=TONES.get(leg.kind, TONE_ELSEWHERE),
            name=leg.name,
            place=places.get(leg.facility_id, ""),
            state=leg.state(today),
            starts_on=starts_on,
            ends_on=ends_on,
            closed=closed_within(calendars.get(who_works(leg, supplier_id), ALWAYS_OPEN), starts_on, ends_on),
            told=_told(leg, calendars),
        )
        for leg in legs
        if (starts_on := leg.starts_on) and (ends_on := leg.ends_on)
    )


def _told(leg: TimedLeg, calendars: Mapping[int | None, Calendar]) -> str:
    """That nobody is there on the day it starts, and which day counts."""
    known = leg.facility_id in calendars and leg.kind in STARTS_A_PORTION
    told = arrival_day(leg.expected_starts_on, calendars[leg.facility_id]) if known else None
    return told.words if told and not leg.actual_starts_on else ""


def closed_within(calendar: Calendar, since: date, until: date) -> tuple[Closed, ...]:
    """The closures that touch [since, until), except where there is work in them from `since` to `until`."""
    return tuple(
        each
        for each in calendar.closures
        if each.starts_on < until
        and each.ends_on >= since
        and not _all_worked(calendar, max(each.starts_on, since), min(each.ends_on, until - DAY))
    )


def _all_worked(calendar: Calendar, first: date, last: date) -> bool:
    if not calendar.extra or (last - first).days >= len(calendar.extra):
        return False
    return all(
        date.fromordinal(day) in calendar.extra for day in range(first.toordinal(), last.toordinal() + 1)
    )


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def _next_month(day: date) -> date:
    return (day.replace(day=1) + 32 * DAY).replace(day=1)

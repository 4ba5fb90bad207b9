"""Dated documents on a calendar axis, as one pure value. `chart.py` draws it and decides nothing.

Positions and widths are percentages of the axis, so that a picture fits whatever width it gets.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from leadtimes.rules.bar import state_of
from leadtimes.rules.kinds import leg_name
from leadtimes.rules.schedule import ALWAYS_OPEN, DAY, Calendar, Closed

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

    def _ticks(self, day: date, following) -> list[Tick]:
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

    `tone` is making, moving, working or amazon; `closed` are the closures that cost it time.
    """

    tone: str
    name: str
    place: str
    state: str
    starts_on: date
    ends_on: date
    closed: tuple[Closed, ...] = ()


class Track(NamedTuple):
    """One document to be drawn: its legs in order, and the first and last day as placed."""

    parts: tuple[TimelineLeg, ...]
    baseline: tuple[date, date] | None = None

    @property
    def starts_on(self) -> date | None:
        return self.parts[0].starts_on if self.parts else None

    @property
    def ends_on(self) -> date | None:
        return self.parts[-1].ends_on if self.parts else None

    @property
    def days(self) -> Iterator[date]:
        """Every day that the axis should hold."""
        return iter([*(day for part in self.parts for day in part[4:6]), *(self.baseline or ())])


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
    """The axis that holds today and `days`, as far as they are not too far away."""
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
    boxes = tuple(axis.box(part.starts_on, part.ends_on) for part in track.parts)
    ghost = overrun = None
    if track.baseline:
        ghost = axis.box(*track.baseline)
        if track.parts:
            overrun = axis.box(max(track.baseline[1], track.starts_on), track.ends_on)
    closed = tuple(
        (each, box)
        for part in track.parts
        for each in part.closed
        if (box := axis.box(max(each.starts_on, part.starts_on), min(each.ends_on, part.ends_on - DAY) + DAY))
    )
    return TimelineRow(track, boxes, ghost, overrun, closed, _beyond(track, axis))


def _beyond(track: Track, axis: Axis) -> str:
    if not track.parts:
        return ""
    if track.ends_on < axis.first:
        return "earlier"
    return "later" if track.starts_on >= axis.last else ""


def timeline_legs(
    legs: Iterable[Any],
    *,
    today: date,
    places: Mapping[int, str],
    calendars: Mapping[int, Calendar],
    supplier_id: int | None = None,
) -> tuple[TimelineLeg, ...]:
    """The dated ones of `legs` of a document under way; where they happen by `places`, by the facility's id."""
    return tuple(
        TimelineLeg(
            TONES.get(leg.kind, TONE_ELSEWHERE),
            leg_name(leg.kind, leg.mode, leg.label),
            places.get(leg.facility_id, ""),
            state_of(
                ends_on=leg.expected_ends_on,
                confirmed=leg.actual_ends_on is not None,
                running=True,
                today=today,
            ),
            starts_on,
            ends_on,
            closed_within(calendars.get(_owner(leg, supplier_id), ALWAYS_OPEN), starts_on, ends_on),
        )
        for leg in legs
        if (starts_on := leg.actual_starts_on or leg.expected_starts_on)
        and (ends_on := leg.actual_ends_on or leg.expected_ends_on)
    )


def _owner(leg: Any, supplier_id: int | None) -> int | None:
    """Whose calendar a leg runs on."""
    return leg.facility_id or (supplier_id if leg.kind == "supplier" else None)


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

"""Date changes as read again: beside their leg, and in their document's story. They come in its own query."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from leadtimes.rules.leg_reports import REASONS
from sostocked.foundation.records.changes import Change
from sostocked.foundation.records.history import Event
from sostocked.foundation.words import day_of, than_expected

_DAYS = ("said_on", "old_ends_on", "new_ends_on", "old_available_on", "new_available_on")
_ABOUT_THEN = timedelta(seconds=2)
"""How far apart rows of one transaction may be by the clock, where the transaction itself was not noted yet."""
_INSTANTS = ("at", "transaction_at")
_SAY_NOTHING = ("mistake", "other")
_ICONS = {"started": "play", "finished": "check", "not_yet": "clock", "not_begun": "rotate-ccw"}


class DateChangeRecord(NamedTuple):
    """A date change as it is read again: which leg, what was said, why and by whom."""

    leg_id: int | None
    leg_name: str
    cause: str
    reason: str
    note: str
    days: int
    by: str
    said_by_id: int | None
    at: datetime
    transaction_at: datetime | None
    said_on: date | None
    old_ends_on: date | None
    new_ends_on: date | None
    old_available_on: date | None
    new_available_on: date | None

    def for_facility(self, facility_id: int) -> "DateChangeRecord":
        """What a facility may read of it: its own people's words, and nobody else's."""
        return self if self.said_by_id == facility_id else self._replace(note="")

    @property
    def why(self) -> str:
        """The reason in words, with its note."""
        reason = REASONS.get(self.reason, "") if self.reason != "other" else ""
        return ": ".join(filter(None, [reason, self.note]))

    @property
    def category(self) -> str:
        """Its reason for those who may read no more of it than that; empty where it tells them nothing."""
        return "" if self.reason in _SAY_NOTHING else REASONS.get(self.reason, "")


def date_changes_subquery(date_changes: QuerySet[Any]) -> ArraySubquery:
    """`date_changes` as an annotation of what they belong to; `read_date_changes` reads it."""
    plain = {name: name for name in DateChangeRecord._fields if name != "by"}
    by = Coalesce(NullIf("by__name", Value("")), F("by__email"), Value(""))
    return ArraySubquery(date_changes.order_by("pk").values(record=JSONObject(**plain, by=by)))


def read_date_changes(rows: Iterable[dict[str, Any]]) -> list[DateChangeRecord]:
    """What `date_changes_subquery` brought along."""
    return [_read(row) for row in rows]


def _read(row: dict[str, Any]) -> DateChangeRecord:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in _DAYS}
    instants = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in _INSTANTS}
    return DateChangeRecord(**{**row, **days, **instants})


def with_date_changes(
    events: Iterable[Event],
    date_changes: Iterable[DateChangeRecord],
    elsewhere: Iterable[DateChangeRecord] = (),
) -> list[Event]:
    """The story of a document with its date changes, newest first. What one changed is told with it, not again.

    Of those `elsewhere`, of legs that are others' affair, only the reason is told, with the dates they moved.
    """
    date_changes = list(date_changes)
    explaining = [_event_of(each) for each in date_changes]
    rest = []
    for event in events:
        behind = (n for n, each in enumerate(date_changes) if _goes_with(event, each))
        nearest = min(behind, key=lambda n: abs(event.at - explaining[n].at), default=None)
        if nearest is None:
            rest.append(event)
        else:
            change = explaining[nearest]
            explaining[nearest] = replace(change, changes=[*change.changes, *event.changes])
    beyond = [each for each in elsewhere if each.category]
    return sorted(
        [*(_explained(event, beyond) for event in rest), *explaining],
        key=lambda event: event.at,
        reverse=True,
    )


def _explained(event: Event, elsewhere: Iterable[DateChangeRecord]) -> Event:
    """`event` with the reason of what happened elsewhere, if that is behind it."""
    found = next((each for each in elsewhere if _goes_with(event, each)), None)
    return replace(event, note=found.category) if found else event


def _goes_with(event: Event, date_change: DateChangeRecord) -> bool:
    """Whether the history wrote `event` because of `date_change`: by the same person, in the same transaction."""
    if not event.is_plain or event.actor != date_change.by:
        return False
    if date_change.transaction_at:
        return event.at == date_change.transaction_at
    return abs(event.at - date_change.at) < _ABOUT_THEN


def _event_of(record: DateChangeRecord) -> Event:
    ends = Change(f"{record.leg_name} ends", day_of(record.old_ends_on), day_of(record.new_ends_on))
    available = Change("Available", day_of(record.old_available_on), day_of(record.new_available_on))
    changes = [each for each in (ends, available) if each.before != each.after]
    icon = _ICONS.get(record.cause, "calendar-clock")
    return Event(record.at, record.by, _sentence(record), icon, note=record.why, changes=changes)


def _sentence(record: DateChangeRecord) -> str:
    match record.cause:
        case "started":
            return f"confirmed that {record.leg_name} started on {day_of(record.said_on)}"
        case "finished":
            ended = f"{day_of(record.said_on)}, {than_expected(record.days)}"
            return f"confirmed that {record.leg_name} finished on {ended}"
        case "not_yet":
            until = f"{day_of(record.said_on)}, {than_expected(record.days)}"
            return f"reported that {record.leg_name} is not over yet: {until}"
        case "not_begun":
            return f"took back what was said of {record.leg_name}"
        case "calendar":
            return "dated the order again: a calendar had changed"
    return "changed the legs"

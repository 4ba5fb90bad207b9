"""What an edit of an order's legs does, leg by leg and document by document, in words. Pure.

It compares two pictures of the order, before and after, and knows nothing of how one became the other.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from leadtimes.models import AbstractLeg
from leadtimes.rules.punctuality import days_behind, end_of
from purchasing.change_context import ReasonNeeded
from purchasing.models import OrderLeg
from purchasing.work_order_summaries import WorkOrderSummary
from sostocked.foundation.pages.badges import Badge
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.records.history import Change

BADGES = {
    "kept": Badge("Stays", "outline", ""),
    "moved": Badge("Other dates", "info", "calendar-clock"),
    "changed": Badge("Changed", "warning", "pencil"),
    "new": Badge("New", "success", "plus"),
    "removed": Badge("Goes", "danger", "minus"),
}


class Snapshot(NamedTuple):
    """An order's legs and the documents kept for it, at one moment."""

    legs: Sequence[OrderLeg]
    documents: Sequence[WorkOrderSummary]

    @property
    def available_on(self) -> date | None:
        return end_of(self.legs[-1]) if self.legs else None


class Side(NamedTuple):
    """A leg on one side of an edit."""

    name: str
    icon: str
    place: str
    length: str
    starts_on: date | None
    ends_on: date | None


class LegImpact(NamedTuple):
    """What becomes of a leg; without `before` it is new, without `after` it goes."""

    before: Side | None
    after: Side | None

    @property
    def side(self) -> Side:
        return self.after or self.before

    @property
    def word(self) -> str:
        if self.before is None:
            return "new"
        if self.after is None:
            return "removed"
        if self.before[:4] != self.after[:4]:
            return "changed"
        return "kept" if self.before == self.after else "moved"

    @property
    def badge(self) -> Badge:
        return BADGES[self.word]


class WorkOrderImpact(NamedTuple):
    """What becomes of a document that another desk keeps for the order."""

    number: str
    place: str
    url: str
    tone: str
    icon: str
    words: str
    changes: Sequence[Change] = ()


@dataclass(frozen=True)
class Impact:
    """Everything an edit does, and why it cannot be done, if it cannot; `writes` is False if it does nothing."""

    legs: Sequence[LegImpact]
    documents: Sequence[WorkOrderImpact]
    available_before: date | None
    available_on: date | None
    after: Snapshot
    writes: bool
    refusal: Refused | None = None

    @property
    def days(self) -> int:
        """By how many days the goods are available later; below zero when earlier."""
        return days_behind(self.available_on, self.available_before)

    @property
    def needs_reason(self) -> bool:
        return isinstance(self.refusal, ReasonNeeded)

    @property
    def is_refused(self) -> bool:
        return self.refusal is not None and not self.needs_reason

    @property
    def tiles(self) -> list[dict]:
        """When the goods are available, and how that differs."""
        tile = {"label": "Available", "value": _day(self.available_on), "hint": "as before"}
        if self.days:
            late, count = self.days > 0, abs(self.days)
            tile["hint"] = f"{count:,} day{'' if count == 1 else 's'} {'later' if late else 'earlier'}"
            tile["tone"] = "danger" if late else ""
        return [{"label": "Available so far", "value": _day(self.available_before)}, tile]

    @cached_property
    def digest(self) -> str:
        """In short what it does: the same effect has the same digest."""
        told = repr((tuple(self.legs), tuple(self.documents), self.available_before, self.available_on))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def impact_of(
    before: Snapshot,
    after: Snapshot,
    origins: Mapping[int, int],
    *,
    writes: bool,
    refusal: Refused | None = None,
) -> Impact:
    """The difference of two pictures; `origins` tells by its key which leg a leg was before."""
    return Impact(
        tuple(_legs(before.legs, after.legs, origins)),
        tuple(_documents(before.documents, after.documents)),
        before.available_on,
        after.available_on,
        after,
        writes,
        refusal,
    )


def length(leg: AbstractLeg) -> str:
    """The days of a leg, in words."""
    return f"{leg.days:,} {'working ' if leg.day_basis == 'working' else ''}day{'' if leg.days == 1 else 's'}"


def _legs(before: Sequence[OrderLeg], after: Sequence[OrderLeg], origins: Mapping[int, int]):
    """The legs as they will be, with those that go where they were."""
    at = {leg.pk: n for n, leg in enumerate(before)}
    stay = {origins[leg.pk] for leg in after if leg.pk in origins}
    going = [leg for leg in before if leg.pk not in stay]
    for leg in after:
        origin = origins.get(leg.pk)
        while origin is not None and going and at[going[0].pk] < at[origin]:
            yield _gone(going.pop(0))
        yield LegImpact(None if origin is None else _side(before[at[origin]]), _side(leg))
    yield from map(_gone, going)


def _gone(leg: OrderLeg) -> LegImpact:
    return LegImpact(_side(leg), None)


def _side(leg: OrderLeg) -> Side:
    place = leg.facility.place if leg.facility_id else ""
    starts_on = leg.actual_starts_on or leg.expected_starts_on
    return Side(leg.name, leg.icon, place, length(leg), starts_on, end_of(leg))


def _documents(before: Sequence[WorkOrderSummary], after: Sequence[WorkOrderSummary]):
    known = {document.number: document for document in before}
    for document in after:
        old = known.get(document.number)
        if old is None:
            yield _fresh(document)
        elif not old.cancelled:
            yield _changed(old, document)


def _fresh(document: WorkOrderSummary) -> WorkOrderImpact:
    words = "A new work order, sent to them."
    return WorkOrderImpact(
        document.number, document.place, "", "info", "send", words, _differences(None, document)
    )


def _changed(old: WorkOrderSummary, new: WorkOrderSummary) -> WorkOrderImpact:
    head = (new.number, new.place, new.url)
    if new.cancelled:
        words = "Is cancelled, and they are told."
        if old.acknowledged_revision:
            words = "Is cancelled. They have acknowledged it: they read why, and must acknowledge that too."
        return WorkOrderImpact(*head, "danger", "ban", words)
    if new.revision == old.revision and _differences(old, new) == []:
        return WorkOrderImpact(*head, "neutral", "check", "Stays as it is.")
    return WorkOrderImpact(*head, "warning", "refresh-cw", _revised(old, new), _differences(old, new))


def _revised(old: WorkOrderSummary, new: WorkOrderSummary) -> str:
    if new.revision == old.revision:
        return "Gets other dates."
    words = f"Gets revision {new.revision}"
    if new.begun:
        return f"{words}. Work has begun: they must acknowledge it again."
    if old.acknowledged_revision:
        return f"{words} and must be acknowledged again."
    return f"{words}, sent to them. Nobody has acknowledged it so far."


def _differences(old: WorkOrderSummary | None, new: WorkOrderSummary) -> list[Change]:
    """The dates and steps of a document that differ; all of a new one's."""
    was, now = ", ".join(old.steps) if old else "", ", ".join(new.steps)
    return _dates(old, new) + ([Change("Steps", was, now)] if was != now else [])


def _dates(old: WorkOrderSummary | None, new: WorkOrderSummary) -> list[Change]:
    """The dates of a document that differ; all of a new one's."""
    pairs = [
        ("Goods expected", old and old.expected_on, new.expected_on),
        ("Must leave", old and old.leave_on, new.leave_on),
    ]
    return [Change(name, _day(was), _day(now)) for name, was, now in pairs if was != now]


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""

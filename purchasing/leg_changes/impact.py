"""What an edit of an order's legs does, leg by leg and document by document, in words. Pure.

It compares two snapshots of the order, before and after, and knows nothing of how one became the other.
"""

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, Protocol

from leadtimes.rules.bar import ChainLeg
from leadtimes.rules.kinds import leg_length
from leadtimes.rules.lateness import days_behind
from leadtimes.rules.legs import end_of_chain
from leadtimes.rules.told_days import ToldDay, available_day
from purchasing.change_context import ReasonNeeded
from purchasing.rules.work_order_summary import WorkOrderSummary
from sostocked.foundation.pages.badges import Badge
from sostocked.foundation.records.changes import Change
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import day_of, later_by

BADGES = {
    "kept": Badge("Stays", "outline", ""),
    "moved": Badge("Other dates", "info", "calendar-clock"),
    "changed": Badge("Changed", "warning", "pencil"),
    "new": Badge("New", "success", "plus"),
    "removed": Badge("Goes", "danger", "minus"),
}


class SavedLeg(ChainLeg, Protocol):
    """A leg of an order with its key."""

    @property
    def pk(self) -> int: ...


class Snapshot(NamedTuple):
    """An order's legs and the documents kept for it, at one moment."""

    legs: Sequence[SavedLeg]
    documents: Sequence[WorkOrderSummary]

    @property
    def available_on(self) -> date | None:
        return end_of_chain(self.legs)

    @property
    def available(self) -> ToldDay | None:
        """When the goods are available, as it is told."""
        return available_day(self.legs[-1], self.legs[-1].known_calendar) if self.legs else None

    @property
    def available_in_words(self) -> str:
        return self.available.in_full if self.available else day_of(self.available_on)


class Side(NamedTuple):
    """A leg on one side of an edit."""

    name: str
    icon: str
    place: str
    length: str
    starts_on: date | None
    ends_on: date | None

    @property
    def undated(self) -> "Side":
        """What it says besides its dates."""
        return self._replace(starts_on=None, ends_on=None)


class LegImpact(NamedTuple):
    """What becomes of a leg; without `before` it is new, without `after` it goes. `side` is as it is last seen."""

    side: Side
    before: Side | None
    after: Side | None

    @property
    def word(self) -> str:
        if self.before is None:
            return "new"
        if self.after is None:
            return "removed"
        if self.before.undated != self.after.undated:
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
    before: Snapshot
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
    def tiles(self) -> list[dict[str, str]]:
        """When the goods are available, and how that differs."""
        tile = {"label": "Available", "value": day_of(self.available_on), "hint": "as before"}
        if self.days:
            tile["hint"] = later_by(self.days)
            tile["tone"] = "danger" if self.days > 0 else ""
        tile["hint"] = " · ".join(filter(None, [_closed(self.after), tile["hint"]]))
        so_far = {"label": "Available so far", "value": day_of(self.available_before)}
        return [{**so_far, "hint": _closed(self.before)}, tile]

    @cached_property
    def digest(self) -> str:
        """In short what it does: the same effect has the same digest."""
        whole = repr((tuple(self.legs), tuple(self.documents), self.available_before, self.available_on))
        return hashlib.sha256(whole.encode()).hexdigest()[:32]


def _closed(snapshot: Snapshot) -> str:
    """That nobody is there on the day at the end, and which one counts."""
    return snapshot.available.beside if snapshot.available else ""


def impact_of(
    before: Snapshot,
    after: Snapshot,
    origins: Mapping[int, int],
    *,
    writes: bool,
    refusal: Refused | None = None,
) -> Impact:
    """The difference of two snapshots; `origins` tells by its key which leg a leg was before."""
    return Impact(
        legs=tuple(_legs(before.legs, after.legs, origins)),
        documents=tuple(_documents(before.documents, after.documents)),
        available_before=before.available_on,
        available_on=after.available_on,
        before=before,
        after=after,
        writes=writes,
        refusal=refusal,
    )


def _legs(
    before: Sequence[SavedLeg], after: Sequence[SavedLeg], origins: Mapping[int, int]
) -> Iterator[LegImpact]:
    """The legs as they will be, with those that go where they were."""
    at = {leg.pk: n for n, leg in enumerate(before)}
    stay = {origins[leg.pk] for leg in after if leg.pk in origins}
    going = deque(leg for leg in before if leg.pk not in stay)
    for leg in after:
        origin = origins.get(leg.pk)
        while origin is not None and going and at[going[0].pk] < at[origin]:
            yield _gone(going.popleft())
        side = _side(leg)
        yield LegImpact(side, None if origin is None else _side(before[at[origin]]), side)
    yield from map(_gone, going)


def _gone(leg: SavedLeg) -> LegImpact:
    side = _side(leg)
    return LegImpact(side, side, None)


def _side(leg: SavedLeg) -> Side:
    return Side(
        name=leg.name,
        icon=leg.icon,
        place=leg.facility.place if leg.facility else "",
        length=leg_length(leg.days, leg.day_basis),
        starts_on=leg.starts_on,
        ends_on=leg.ends_on,
    )


def _documents(
    before: Sequence[WorkOrderSummary], after: Sequence[WorkOrderSummary]
) -> Iterator[WorkOrderImpact]:
    known = {document.number: document for document in before}
    for document in after:
        old = known.get(document.number)
        if old is None:
            yield _fresh(document)
        elif not old.cancelled:
            yield _changed(old, document)


def _fresh(document: WorkOrderSummary) -> WorkOrderImpact:
    return WorkOrderImpact(
        number=document.number,
        place=document.place,
        url="",  # it is only there once this is saved
        tone="info",
        icon="send",
        words="A new work order, sent to them.",
        changes=_differences(None, document),
    )


def _changed(old: WorkOrderSummary, new: WorkOrderSummary) -> WorkOrderImpact:
    changes = _differences(old, new)
    impact = WorkOrderImpact(
        number=new.number,
        place=new.place,
        url=new.url,
        tone="warning",
        icon="refresh-cw",
        words=_revised(old, new),
        changes=changes,
    )
    if new.cancelled:
        return impact._replace(tone="danger", icon="ban", words=_cancelled(old), changes=())
    if new.revision == old.revision and not changes:
        return impact._replace(tone="neutral", icon="check", words="Stays as it is.")
    return impact


def _cancelled(old: WorkOrderSummary) -> str:
    if old.acknowledged_revision:
        return "Is cancelled. They have acknowledged it: they read why, and must acknowledge that too."
    return "Is cancelled, and they are told."


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
        ("Goods expected", old.expected_on if old else None, new.expected_on, new.arrival),
        ("Must leave", old.leave_on if old else None, new.leave_on, new.leaving),
    ]
    return [
        Change(name, day_of(was), (told and told.sentence) or day_of(now))
        for name, was, now, told in pairs
        if was != now
    ]

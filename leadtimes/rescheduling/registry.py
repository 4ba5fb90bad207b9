"""Whose documents are dated on a facility's calendar. The map does not know them: they come and register."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from leadtimes.models import Facility
from leadtimes.rules.lateness import days_behind
from sostocked.foundation.people.models import Organization, User


class MovedDocument(NamedTuple):
    """A document whose dates moved, and the end of its chain before (None while it was not dated) and after."""

    document: Any
    old_available_on: date | None
    new_available_on: date

    @property
    def days(self) -> int:
        return days_behind(self.new_available_on, self.old_available_on)


class BatchResult(NamedTuple):
    """What came of a batch: documents that moved, and documents that cannot be dated."""

    moved: list[MovedDocument]
    stuck: list[Any]


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """Whose calendar changed, and why, where nobody changed it by hand."""

    facility: Facility
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reschedulable:
    """A kind of document that runs on the calendars of facilities.

    `touched` are the open documents with unfinished work by a facility. `date_again` dates a batch of them on
    today's calendars; unless it is only asked what would happen, it writes what moved, says why, and lets whoever
    must know hear of it, in the caller's transaction, where the documents are locked. Doing it again does nothing.
    """

    key: str
    label: str
    list_url: Callable[[Organization], str]
    touched: Callable[[Facility], QuerySet[Any]]
    date_again: Callable[[Sequence[Any], CalendarChange, User | None], BatchResult]


_reschedulables: dict[str, Reschedulable] = {}


def register(reschedulable: Reschedulable) -> None:
    """Let a kind of document be dated again; called once, when the app is ready."""
    _reschedulables[reschedulable.key] = reschedulable


def reschedulables() -> list[Reschedulable]:
    """The kinds, in the order in which they are asked."""
    return list(_reschedulables.values())

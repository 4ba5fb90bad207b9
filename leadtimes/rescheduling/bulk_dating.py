"""Many documents dated at once on today's calendars. Writes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, NamedTuple

from leadtimes.dating import OwnLeg, set_expected, specs_of
from leadtimes.models import DatedLeg
from leadtimes.rescheduling.registry import CalendarChange, MovedDocument
from leadtimes.rules.lateness import days_behind
from leadtimes.rules.legs import who_works
from leadtimes.rules.schedule import LegDates, NeverOpen, schedule
from sostocked.foundation.people.models import User
from sostocked.foundation.words import count_of

MOST_NOTED = 300
"""Characters of a note."""


@dataclass(frozen=True, slots=True)
class Chain(Generic[OwnLeg]):
    """A document, and the legs that it travels from `starts_on` on."""

    document: Any
    starts_on: date
    legs: Sequence[OwnLeg]
    supplier_id: int | None = None


class _Dates(NamedTuple):
    """When a leg is expected; an imported one may not be dated yet."""

    starts_on: date | None
    ends_on: date | None

    @property
    def length(self) -> timedelta | None:
        return self.ends_on - self.starts_on if self.starts_on and self.ends_on else None


@dataclass(frozen=True, slots=True)
class ShiftedChain(Generic[OwnLeg]):
    """A chain that moved: its legs carry the new dates, unsaved; `before` are the old ones.

    `spans` say what closures and holidays cost each leg now.
    """

    chain: Chain[OwnLeg]
    before: Sequence[_Dates]
    spans: Sequence[LegDates]

    @property
    def changed(self) -> list[OwnLeg]:
        """The legs that have other dates now, in the columns `EXPECTED`."""
        return [leg for leg, old in zip(self.chain.legs, self.before, strict=True) if _dates(leg) != old]

    @property
    def moved(self) -> MovedDocument:
        return MovedDocument(self.chain.document, self.before[-1].ends_on, self.spans[-1].ends_on)

    def as_date_change(self, change: CalendarChange, by: User) -> dict[str, Any]:
        """The values of the date change that tells why: by the first leg that takes longer or shorter."""
        rows = list(zip(self.chain.legs, self.before, self.spans, strict=True))
        longer = [row for row in rows if _dates(row[0]).length != row[1].length]
        leg, old, span = (longer or [row for row in rows if _dates(row[0]) != row[1]])[0]
        # whoever reads of a leg knows who works on it
        is_own = who_works(leg, self.chain.supplier_id) == change.facility.pk
        return {
            "leg": leg,
            "leg_name": leg.name,
            "cause": "calendar",
            "note": _note(change, span, is_longer=_is_longer(span, old)) if is_own else "",
            "days": days_behind(leg.expected_ends_on, old.ends_on),
            "old_ends_on": old.ends_on,
            "new_ends_on": leg.expected_ends_on,
            "old_available_on": self.moved.old_available_on,
            "new_available_on": self.moved.new_available_on,
            "by": by,
        }


def date_chains(chains: Iterable[Chain[OwnLeg]]) -> tuple[list[ShiftedChain[OwnLeg]], list[Any]]:
    """Date every chain on the calendars of whoever works, in one query: what moved, and what cannot be dated."""
    chains = [chain for chain in chains if chain.legs]
    shifts, stuck = [], []
    for chain, specs in zip(chains, specs_of((each.legs, each.supplier_id) for each in chains), strict=True):
        try:
            spans = schedule(chain.starts_on, specs)
        except (NeverOpen, OverflowError):
            stuck.append(chain.document)
            continue
        before = [_dates(leg) for leg in chain.legs]
        set_expected(chain.legs, spans)
        if [_dates(leg) for leg in chain.legs] != before:
            shifts.append(ShiftedChain(chain, before, spans))
    return shifts, stuck


def _note(change: CalendarChange, span: LegDates, *, is_longer: bool) -> str:
    """Whose calendar it was, and why: the reason that came with the change, and what takes the days."""
    taken = [f"{lost.reason}, {count_of(lost.days, 'day')}" for lost in span.lost]
    why = "; ".join(filter(None, [change.reason, *(taken if is_longer else [])]))
    return ": ".join(filter(None, [change.facility.name, why]))[:MOST_NOTED]


def _dates(leg: DatedLeg) -> _Dates:
    return _Dates(leg.expected_starts_on, leg.expected_ends_on)


def _is_longer(span: LegDates, old: _Dates) -> bool:
    return old.length is not None and span.ends_on - span.starts_on > old.length

"""Many documents dated at once on today's calendars. Writes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from leadtimes.dating import calendars, set_expected, who_works
from leadtimes.models import DatedLeg, Facility
from leadtimes.rescheduling.registry import MovedDocument
from leadtimes.rules.schedule import ALWAYS_OPEN, LegDates, NeverOpen, schedule
from sostocked.foundation.people.models import User

EXPECTED = ("expected_starts_on", "expected_ends_on")
"""The columns of `ShiftedChain.changed` that have changed."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A document, and the legs that it travels from `starts_on` on."""

    document: Any
    starts_on: date
    legs: Sequence[DatedLeg]
    supplier_id: int | None = None


@dataclass(frozen=True, slots=True)
class ShiftedChain:
    """A chain that moved: its legs carry the new dates, unsaved; `before` are the old ones."""

    chain: Chain
    before: Sequence[LegDates]

    @property
    def changed(self) -> list[DatedLeg]:
        """The legs that have other dates now."""
        return [leg for leg, old in zip(self.chain.legs, self.before, strict=True) if _dates(leg) != old]

    @property
    def moved(self) -> MovedDocument:
        last = self.chain.legs[-1]
        return MovedDocument(self.chain.document, self.before[-1].ends_on, last.expected_ends_on)

    def as_date_change(self, facility: Facility, by: User) -> dict:
        """The values of the date change that tells why: by the first leg that takes longer or shorter."""
        pairs = list(zip(self.chain.legs, self.before, strict=True))
        longer = [(leg, old) for leg, old in pairs if _length(_dates(leg)) != _length(old)]
        leg, old = (longer or [(leg, old) for leg, old in pairs if _dates(leg) != old])[0]
        own = (
            who_works(leg, self.chain.supplier_id) == facility.pk
        )  # whoever reads of a leg knows who works on it
        return {
            "leg": leg,
            "leg_name": leg.name,
            "cause": "calendar",
            "note": facility.name if own else "",
            "days": (leg.expected_ends_on - old.ends_on).days,
            "old_ends_on": old.ends_on,
            "new_ends_on": leg.expected_ends_on,
            "old_available_on": self.moved.old_available_on,
            "new_available_on": self.moved.new_available_on,
            "by": by,
        }


def date_chains(chains: Iterable[Chain]) -> tuple[list[ShiftedChain], list[Any]]:
    """Date every chain on the calendars of whoever works, in two queries: what moved, and what cannot be dated."""
    chains = [chain for chain in chains if chain.legs]
    known = calendars(
        {who for each in chains for leg in each.legs if (who := who_works(leg, each.supplier_id))}
    )
    shifts, stuck = [], []
    for chain in chains:
        specs = [leg.spec(known.get(who_works(leg, chain.supplier_id), ALWAYS_OPEN)) for leg in chain.legs]
        try:
            spans = schedule(chain.starts_on, specs)
        except (NeverOpen, OverflowError):
            stuck.append(chain.document)
            continue
        before = [_dates(leg) for leg in chain.legs]
        set_expected(chain.legs, spans)
        if [_dates(leg) for leg in chain.legs] != before:
            shifts.append(ShiftedChain(chain, before))
    return shifts, stuck


def _dates(leg: DatedLeg) -> LegDates:
    return LegDates(leg.expected_starts_on, leg.expected_ends_on)


def _length(span: LegDates):
    return span.ends_on - span.starts_on

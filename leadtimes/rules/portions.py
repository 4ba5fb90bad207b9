"""Rule P: who takes care of which legs. Pure: no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

STARTS_A_PORTION = frozenset({"warehouse", "prep", "other"})
"""Kinds of leg that happen at a business that must be told. Supplier, freight and Amazon never need it."""


class PlacedLeg(Protocol):
    """What a portion asks of a leg: its kind, and which facility it happens at (None: nobody's in particular)."""

    kind: str
    facility_id: Any


@dataclass(frozen=True, slots=True)
class Portion:
    """A run of neighbouring legs that one document takes care of.

    `legs` holds their indexes into the lead time. `facility_id` is None for the purchase order's own
    portion, which always comes first and may be empty.
    """

    facility_id: Any
    legs: tuple[int, ...]

    @property
    def first(self) -> int:
        """Index of the leg that the document is anchored to."""
        return self.legs[0]

    @property
    def last(self) -> int:
        return self.legs[-1]


def divide(legs: Iterable[PlacedLeg]) -> tuple[Portion, ...]:
    """The portions of a lead time, in order: first the purchase order's, then one for each work order.

    A leg at a warehouse, prep center or other business starts a portion unless the goods are there already.
    """
    runs: list[tuple[Any, list[int]]] = [(None, [])]
    for index, leg in enumerate(legs):
        if leg.kind in STARTS_A_PORTION and (len(runs) == 1 or leg.facility_id != runs[-1][0]):
            runs.append((leg.facility_id, []))
        runs[-1][1].append(index)
    return tuple(Portion(facility_id, tuple(indexes)) for facility_id, indexes in runs)


def last_leg_at_facility(legs: Sequence[PlacedLeg], portion: Portion) -> int:
    """Index of the last leg of a work order's portion that happens at its facility: when it ends, goods leave."""
    return max(index for index in portion.legs if legs[index].kind in STARTS_A_PORTION)

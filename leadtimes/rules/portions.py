"""Rule P: who takes care of which legs. Pure: no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

STARTS_A_PORTION = frozenset({"warehouse", "prep", "other"})
"""Kinds of leg that happen at a business that must be told. Supplier, freight and Amazon never need it."""


class PlacedLeg(Protocol):
    """What a portion asks of a leg: its kind, and which facility it happens at (None: nobody's in particular)."""

    @property
    def kind(self) -> str: ...
    @property
    def facility_id(self) -> int | None: ...


AnyLeg = TypeVar("AnyLeg")


@dataclass(frozen=True, slots=True)
class Portion:
    """A run of neighbouring legs that one document takes care of.

    `legs` holds their indexes into the lead time. `facility_id` is None for the purchase order's own
    portion, which always comes first and may be empty.
    """

    facility_id: int | None
    legs: tuple[int, ...]

    @property
    def first(self) -> int:
        """Index of the leg that the document is anchored to."""
        return self.legs[0]

    @property
    def last(self) -> int:
        return self.legs[-1]

    def of(self, legs: Sequence[AnyLeg]) -> list[AnyLeg]:
        """The legs of the lead time that are in it."""
        return [legs[index] for index in self.legs]


class _Run(NamedTuple):
    facility_id: int | None
    indexes: list[int]


def divide(legs: Iterable[PlacedLeg]) -> tuple[Portion, ...]:
    """The portions of a lead time, in order: first the purchase order's, then one for each work order.

    A leg at a warehouse, prep center or other business starts a portion unless the goods are there already.
    """
    runs: list[_Run] = [_Run(None, [])]
    for index, leg in enumerate(legs):
        if leg.kind in STARTS_A_PORTION and (len(runs) == 1 or leg.facility_id != runs[-1].facility_id):
            runs.append(_Run(leg.facility_id, []))
        runs[-1].indexes.append(index)
    return tuple(Portion(run.facility_id, tuple(run.indexes)) for run in runs)


def whole(facility_id: int | None, legs: Sequence[PlacedLeg]) -> Portion:
    """All of a chain as one portion: what a work order that stands alone takes care of."""
    return Portion(facility_id, tuple(range(len(legs))))


def last_leg_at_facility(legs: Sequence[PlacedLeg], portion: Portion) -> int:
    """Index of the last leg of a work order's portion that happens at its facility: when it ends, goods leave."""
    return max(index for index in portion.legs if legs[index].kind in STARTS_A_PORTION)

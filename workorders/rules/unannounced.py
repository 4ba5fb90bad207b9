"""What came unannounced: the words for it, what becomes of it, and which work order it may be for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from workorders.rules.receiving import DAMAGED, GOOD, WRONG

CAME_AS = {GOOD: "Good", DAMAGED: "Damaged"}
LIES_AS = {GOOD: "on_hold", DAMAGED: "damaged"}
"""In which condition units lie until somebody says whose they are, by how they came: none of them is free."""

ASSIGNED, KEPT, TAKEN_BACK = "assigned", "kept", "taken_back"
ENDINGS = {
    ASSIGNED: "Assigned to a work order",
    KEPT: "Put into stock",
    TAKEN_BACK: "Taken back",
}

Key = tuple[int, str, int | None]
"""Product, how it came, and lot."""


def outcome_on(named: bool, came_as: str) -> str:
    """As what units are received on a work order that names their product, or does not."""
    return came_as if named else WRONG


@dataclass(frozen=True, slots=True)
class Match:
    """How much of what came a work order still waits for, and how much of it that work order does not name."""

    expected: int
    strange: int

    @property
    def rank(self) -> tuple[int, int]:
        """The better match sorts first."""
        return -self.expected, self.strange


def match(came: Mapping[int, int], missing: Mapping[int, int]) -> Match:
    """Units that `came` against those that are `missing` on a work order, both by product.

    What a work order names of which nothing is missing any more counts neither way.
    """
    return Match(
        expected=sum(min(units, missing.get(product, 0)) for product, units in came.items()),
        strange=sum(units for product, units in came.items() if product not in missing),
    )

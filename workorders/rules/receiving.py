"""What may be received, and what is missing then. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GOOD, DAMAGED, WRONG = "good", "damaged", "wrong"
OUTCOMES = {GOOD: "Good", DAMAGED: "Damaged", WRONG: "Wrong item"}

RECEIVED = (GOOD, DAMAGED)
"""What counts against an order; wrong items stand apart."""

CONDITION_OF = {GOOD: "good", DAMAGED: "damaged", WRONG: "on_hold"}
"""In which condition units lie at the facility, by how they came."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one product: what was ordered, what came of it, and whether nothing more is counted."""

    ordered: int
    good: int = 0
    damaged: int = 0
    wrong: int = 0
    is_final: bool = False

    @property
    def received(self) -> int:
        return self.good + self.damaged

    @property
    def missing(self) -> int:
        """What has not come."""
        return max(self.ordered - self.received, 0)

    @property
    def short(self) -> int:
        """What is missing once the count is final."""
        return self.missing if self.is_final else 0

    @property
    def to_come(self) -> int:
        """What is missing while goods may still come."""
        return 0 if self.is_final else self.missing

    @property
    def over(self) -> int:
        return max(self.received - self.ordered, 0)


def most_without_reason(ordered: int, percent: int) -> int:
    """Up to how many units of an ordered quantity come in without a word: over all receipts, not in each."""
    return ordered + ordered * percent // 100


@dataclass(frozen=True, slots=True)
class Excess:
    """More of a product than is received without a reason."""

    sku: str
    ordered: int
    total: int

    @property
    def words(self) -> str:
        return f"{self.sku}: {self.total:,} instead of {self.ordered:,}"


def excesses(
    skus: Mapping[int, str],
    ordered: Mapping[int, int],
    so_far: Mapping[int, int],
    coming: Mapping[int, int],
    percent: int,
) -> list[Excess]:
    """Products of which `coming` units on top of those `so_far` are beyond the tolerance; all by product."""
    found = []
    for product, units in coming.items():
        total = so_far.get(product, 0) + units
        if units and total > most_without_reason(ordered[product], percent):
            found.append(Excess(skus[product], ordered[product], total))
    return found


def less_than_received(
    wanted: Mapping[int, int], received: Mapping[int, int], now: Mapping[int, int]
) -> list[int]:
    """Products of which less is wanted than there is `now`, and less than was received."""
    return [pk for pk, units in now.items() if wanted.get(pk, 0) < min(units, received.get(pk, 0))]


def together(tallies: Iterable[Tally]) -> Tally:
    """All of them as one; final where each is."""
    tallies = list(tallies)
    return Tally(
        ordered=sum(each.ordered for each in tallies),
        good=sum(each.good for each in tallies),
        damaged=sum(each.damaged for each in tallies),
        wrong=sum(each.wrong for each in tallies),
        is_final=bool(tallies) and all(each.is_final for each in tallies),
    )

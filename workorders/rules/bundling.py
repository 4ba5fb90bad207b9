"""How many bundles the parts make, which part runs out first, and what goes out of a work order. Pure."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

PART, BUNDLE = "part", "bundle"
ROLES = {PART: "Part", BUNDLE: "Bundle"}

BUILD, SCRAP = "build", "scrap"
KINDS = {BUILD: "Build", SCRAP: "Scrap"}

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Buildable:
    """So many bundles can be made of what is there; the part that runs out first, and what is left of each."""

    units: int
    limiting: int | None
    leftovers: Mapping[int, int]


def buildable(parts: Mapping[int, int], on_hand: Mapping[int, int]) -> Buildable:
    """`parts`: units of each product in one bundle; `on_hand`: units of each that are there. Of nothing: none."""
    makes = {product: on_hand.get(product, 0) // each for product, each in parts.items()}
    limiting = min(makes, key=lambda product: makes[product], default=None)
    units = makes[limiting] if limiting is not None else 0
    left = {product: on_hand.get(product, 0) - each * units for product, each in parts.items()}
    return Buildable(units, limiting, left)


def take_in_order(stock: Sequence[tuple[Key, int]], wanted: int) -> dict[Key, int]:
    """`wanted` units, from the first of `stock` (key and units) on; less where there is less."""
    taken: dict[Key, int] = {}
    for key, units in stock:
        if part := min(units, wanted):
            taken[key] = part
        wanted -= part
    return taken


@dataclass(frozen=True, slots=True)
class BundleStep:
    """What a bundle step asks for: `units` of a product there shall be, of so many units of each part."""

    product: int
    units: int
    parts: Mapping[int, int] = field(default_factory=dict)


def to_build(lines: Mapping[int, int], steps: Iterable[BundleStep]) -> list[int]:
    """How many units each step has to build, of `lines` (units by product) that come in.

    Bundles that come bundled already are on a line of their own and need no build: they count for the step as far
    as the parts on the other lines do not make as many as it asks for.
    """
    return _planned(lines, steps)[0]


def outgoing(lines: Mapping[int, int], steps: Iterable[BundleStep]) -> dict[int, int]:
    """What goes out: lines less the parts that are used up, and the bundles; parts of no line come from stock."""
    left = _planned(lines, steps)[1]
    return {product: units for product, units in left.items() if units > 0}


def _planned(lines: Mapping[int, int], steps: Iterable[BundleStep]) -> tuple[list[int], Counter[int]]:
    """What each step builds, and what there is of each product after all of them."""
    pool, bundled = Counter(dict(lines)), Counter(dict(lines))
    plans = []
    for step in steps:
        ready = max(buildable(step.parts, pool).units, 0)
        units = max(step.units - bundled[step.product], min(step.units, ready), 0)
        bundled[step.product] -= step.units - units
        for part, each in step.parts.items():
            pool[part] = max(pool[part] - each * units, 0)
        pool[step.product] += units
        plans.append(units)
    return plans, pool


@dataclass(frozen=True, slots=True)
class BundleState:
    """How a bundle step stands: how many bundles it has to build, how many are built, and what the parts allow."""

    needed: int
    built: int = 0
    now: Buildable | None = None

    @property
    def left(self) -> int:
        """What is still to be built."""
        return max(self.needed - self.built, 0)

    @property
    def is_all_built(self) -> bool:
        return 0 < self.needed <= self.built

    @property
    def comes_bundled(self) -> bool:
        """Whether there is nothing to build, since the bundles come as such."""
        return not self.needed

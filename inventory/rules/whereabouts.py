"""Where units are by the moves of some documents, and the rows that each figure is the sum of. Pure.

Every move takes units out of one bucket and puts them into another, so all buckets together are nothing: what came
out of the doors is what is somewhere now.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from inventory.rules.stock import (
    ADJUSTMENT,
    AWD,
    CHECK_IN_CORRECTED,
    CHECKED_IN,
    DAMAGED,
    FACILITY,
    FBA,
    FOUND,
    LOST,
    ON_HOLD,
    OUTSIDE,
    SUPPLIER,
)
from inventory.rules.stock import BUILD as BUILD_DOOR
from inventory.rules.stock import IN_TRANSIT as TRANSIT

CAME, OVER, BUNDLES = "came", "over", "bundles"
WAY, HERE, DAMAGED_HERE, AMAZON = "in-transit", "here", "damaged-here", "at-amazon"
MISSING, SCRAPPED, ELSEWHERE = "lost", "scrapped", "elsewhere"

SOURCES = {
    CAME: "Came from the supplier",
    BUNDLES: "Built",
    OVER: "More at Amazon than left for it",
    HERE: "Taken from other stock there",
    DAMAGED_HERE: "Taken from other damaged stock there",
    MISSING: "Turned up",
    SCRAPPED: "Scrap taken back",
}
"""What buckets are called out of which more went than came in."""

USES = {
    WAY: "In transit",
    AMAZON: "At Amazon",
    HERE: "Good, at facilities",
    DAMAGED_HERE: "Damaged, at facilities",
    BUNDLES: "Built into bundles",
    SCRAPPED: "Scrapped at bundling",
    ELSEWHERE: "Sent elsewhere",
    MISSING: "Lost on the way",
}
"""What they are called otherwise, in the order of a page."""


class Flow(NamedTuple):
    """So many units of a product went from a kind of place to another, for a cause."""

    product: int
    cause: str
    origin: str
    target: str
    condition_before: str
    condition_after: str
    units: int

    @property
    def is_wrong(self) -> bool:
        """Wrong goods: they came in on hold, and stand apart."""
        return ON_HOLD in (self.condition_before, self.condition_after)


class UnitRow(NamedTuple):
    """A row behind a figure: which document, what it says, when, and how many units it adds or takes."""

    text: str
    units: int
    url: str = ""
    hint: str = ""
    on: date | None = None


class UnitSection(NamedTuple):
    """A figure, what it is called, and its rows."""

    key: str
    title: str
    rows: list[UnitRow]
    hint: str = ""

    @property
    def total(self) -> int:
        return sum(row.units for row in self.rows)


Whereabouts = Mapping[str, int]
"""Units by bucket; below zero where more went out than came in."""


def buckets_of(flow: Flow) -> list[tuple[str, int]]:
    """What a move takes from one bucket and adds to another; nothing where it stays in one."""
    origin = bucket(flow.origin, flow.condition_before, flow.cause)
    target = bucket(flow.target, flow.condition_after, flow.cause)
    return [] if origin == target else [(origin, -flow.units), (target, flow.units)]


def bucket(kind: str, condition: str, cause: str) -> str:
    """Where units are in the words of a page: a kind of place, seen with their condition and why they moved."""
    if kind == FACILITY:
        return DAMAGED_HERE if condition == DAMAGED else HERE
    if kind == ADJUSTMENT:
        return _behind_adjustments(cause)
    return {
        SUPPLIER: CAME,
        TRANSIT: WAY,
        FBA: AMAZON,
        AWD: AMAZON,
        BUILD_DOOR: BUNDLES,
        OUTSIDE: ELSEWHERE,
    }[kind]


def _behind_adjustments(cause: str) -> str:
    if cause in (LOST, FOUND):
        return MISSING
    return OVER if cause in (CHECKED_IN, CHECK_IN_CORRECTED) else SCRAPPED


def whereabouts_of(flows: Iterable[Flow]) -> dict[int, Whereabouts]:
    """Where the units of each product are; wrong goods stand apart."""
    found: dict[int, Counter[str]] = {}
    for flow in flows:
        if not flow.is_wrong:
            here = found.setdefault(flow.product, Counter())
            for name, units in buckets_of(flow):
                here[name] += units
    return dict(found)


def sources_of(units: Whereabouts) -> list[tuple[str, str]]:
    """Buckets that units came out of, each with its title. Together they are as many as those of `uses_of`."""
    return [(key, title) for key, title in SOURCES.items() if units.get(key, 0) < 0]


def uses_of(units: Whereabouts) -> list[tuple[str, str]]:
    """Buckets that units are in now, each with its title."""
    return [(key, title) for key, title in USES.items() if units.get(key, 0) > 0]


def together(rows: Iterable[UnitRow]) -> list[UnitRow]:
    """One row for each document and what it says: lots of one receipt are one. Rows of nothing are left out."""
    found: dict[tuple[str, str, str, date | None], int] = {}
    for row in rows:
        key = (row.text, row.url, row.hint, row.on)
        found[key] = found.get(key, 0) + row.units
    return [UnitRow(text, units, url, hint, on) for (text, url, hint, on), units in found.items() if units]

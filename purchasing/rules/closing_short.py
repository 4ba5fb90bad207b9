"""What closing an order short takes off its lines, and what its work orders wait for. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from purchasing.rules.work_order_summary import WorkOrderSummary
from sostocked.foundation.words import count_of, listed

NAMED_PRODUCTS = 3
"""How many products a sentence names before it says how many more there are."""


class ExpectedLine(NamedTuple):
    """A line of an order: what is expected of a product, and how many units were ordered before any closing."""

    line_id: int
    product: int
    sku: str
    units: int
    ordered: int


class Cut(NamedTuple):
    """A line of which fewer units are expected from now on, because that is what came."""

    line_id: int
    sku: str
    before: int
    after: int

    @property
    def missing(self) -> int:
        return self.before - self.after

    @property
    def words(self) -> str:
        return f"{self.sku} {self.after:,} instead of {self.before:,}"


def most_that_came(documents: Iterable[WorkOrderSummary]) -> dict[int, int]:
    """Units by product, good and damaged, at the stop that counted most: some pass goods on and count nothing."""
    most: dict[int, int] = {}
    for document in documents:
        for product, came in document.came.items() if not document.cancelled else ():
            most[product] = max(most.get(product, 0), came.units)
    return most


def cuts_of(lines: Sequence[ExpectedLine], came: Mapping[int, int]) -> list[Cut]:
    """What closing short takes off each line: nothing as long as nothing came, and nothing where more came.

    Two lines of a product are filled one after the other, as they are shown.
    """
    if not any(came.values()):
        return []
    left, found = dict(came), []
    for line in lines:
        here = min(left.get(line.product, 0), line.units)
        left[line.product] = left.get(line.product, 0) - here
        if here < line.units:
            found.append(Cut(line.line_id, line.sku, line.units, here))
    return found


def digest_of(cuts: Iterable[Cut]) -> str:
    """What a person looked at who closes short: another receipt makes another of it."""
    return " ".join(f"{cut.line_id}:{cut.before}-{cut.after}" for cut in cuts)


def offer_of(cuts: Sequence[Cut]) -> str:
    """What the button says."""
    return f"Close short at {cuts[0].after:,}" if len(cuts) == 1 else "Close short"


def received_in_words(lines: Iterable[ExpectedLine], came: Mapping[int, int], place: str) -> str:
    """How much of what was ordered came: "400 of 2,000 of CH-BRUSH-SET were received at Lone Star Prep"."""
    ordered: dict[int, tuple[str, int]] = {}
    for line in lines:
        ordered[line.product] = (line.sku, ordered.get(line.product, ("", 0))[1] + line.ordered)
    parts = [
        f"{came[product]:,} of {units:,} of {sku}"
        for product, (sku, units) in ordered.items()
        if came.get(product)
    ]
    more = len(parts) - NAMED_PRODUCTS
    named = [*parts[:NAMED_PRODUCTS], count_of(more, "other product")] if more > 0 else parts
    return f"{listed(named)} were received at {place}" if parts else ""


def waits_for(document: WorkOrderSummary, units: Mapping[int, int]) -> str:
    """What an open work order waits for, in words. `units` are expected of each product."""
    if document.awaits_acknowledgement and not document.acknowledged_revision:
        return "waits to be acknowledged; nothing was received"
    came = document.units_received
    missing = sum(
        max(each - document.came[pk].units if pk in document.came else each, 0) for pk, each in units.items()
    )
    words = []
    if document.awaits_acknowledgement:
        words.append(f"waits for revision {document.revision} to be acknowledged")
    if came and missing:
        words.append(f"{came:,} received, {missing:,} {'short' if document.count_is_final else 'to come'}")
    elif missing and not document.begun:
        words.append("waits for its goods")
    if document.begun:
        words.append(f"work under way, {document.progress}")
    return "; ".join(words)


def effect_of_units(document: WorkOrderSummary, before: int, after: int) -> str:
    """What its facility goes through where an order of `before` units becomes one of `after`."""
    if not document.is_open:
        return "is completed and stays as it is"
    again = "is to be acknowledged again" if document.acknowledged_revision else "is told"
    return f"{after:,} instead of {count_of(before, 'unit')}: revision {document.revision + 1}, {again}"

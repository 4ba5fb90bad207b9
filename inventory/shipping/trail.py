"""The trail of goods through some documents: their moves, summed up or one by one.

Documents are named by querysets of their lines: rows of a `move` and the `number` of the document it belongs to.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet, Sum
from django.utils import timezone

from inventory.models import Product, Shipment, StockMove
from inventory.rules.stock import CAUSES, CORRECTION, IN_TRANSIT, RECEIPT, SHIPPED
from inventory.rules.whereabouts import (
    WAY,
    Flow,
    UnitRow,
    UnitSection,
    Whereabouts,
    buckets_of,
    sources_of,
    together,
    uses_of,
    whereabouts_of,
)
from inventory.stock.documents import Explanation, explain
from sostocked.foundation.words import day_of

Lines = Sequence[QuerySet[Any, Any]]

_ENDS = (
    "product",
    "cause",
    "from_place__kind",
    "to_place__kind",
    "from_condition",
    "to_condition",
)


def flows_of(lines: Lines) -> list[Flow]:
    """What moved on these documents, summed up by product, places and cause; one query."""
    moves = StockMove.objects.filter(pk__in=_move_ids(lines)).order_by()
    return [Flow(*row) for row in moves.values_list(*_ENDS).annotate(units=Sum("quantity"))]


def _move_ids(lines: Lines) -> QuerySet[Any, Any]:
    first, *others = [each.values("move") for each in lines]
    return first.union(*others, all=True)


class Step(NamedTuple):
    """A move, the document that it was made by, and the shipment whose units are in transit, if it is one's."""

    move: StockMove
    number: str
    document: Explanation
    shipment: Shipment | None

    @property
    def flow(self) -> Flow:
        move = self.move
        places = move.from_place.kind, move.to_place.kind
        conditions = move.from_condition, move.to_condition
        return Flow(move.product_id, move.cause, *places, *conditions, move.quantity)

    @property
    def on(self) -> date:
        return timezone.localdate(self.move.moved_at)

    @property
    def place(self) -> str:
        """The facility that it came to or left."""
        ends = (self.move.to_place, self.move.from_place)
        return next((end.facility.place for end in ends if end.facility), "")

    def row(self, units: int, hint: str = "") -> UnitRow:
        """A row of that many units, by the document."""
        return UnitRow(self.document.text, units, self.document.url, hint or self.word, self.on)

    @property
    def is_receipt(self) -> bool:
        return self.move.cause == RECEIPT

    @property
    def is_correction(self) -> bool:
        return self.move.cause == CORRECTION

    @property
    def word(self) -> str:
        return CAUSES[self.move.cause]


def steps_of(lines: Lines, product: Product) -> list[Step]:
    """How a product moved on these documents, first to last; a query for each kind of document and two more."""
    first, *others = [each.filter(product=product).values_list("move", "number") for each in lines]
    numbers = dict(first.union(*others, all=True))
    ends = (f"{end}_place__{what}" for end in ("from", "to") for what in ("facility", "shipment"))
    moves = list(StockMove.objects.filter(pk__in=numbers).select_related("by", *ends).order_by("pk"))
    said = explain((move.pk, move.cause) for move in moves)
    steps = [
        Step(move, numbers[move.pk], said.get(move.pk, Explanation("")), _shipment(move)) for move in moves
    ]
    return [step for step in steps if not step.flow.is_wrong]


def _shipment(move: StockMove) -> Shipment | None:
    places = (move.from_place, move.to_place)
    return next((place.shipment for place in places if place.kind == IN_TRANSIT), None)


def rows_in(steps: Iterable[Step], name: str) -> list[UnitRow]:
    """The rows of a bucket: what is in transit by shipment, everything else by document."""
    if name == WAY:
        return _rows_on_the_way(list(steps))
    return together(
        step.row(units) for step in steps for where, units in buckets_of(step.flow) if where == name
    )


def _rows_on_the_way(steps: Sequence[Step]) -> list[UnitRow]:
    named = {
        step.shipment.pk: step.document for step in steps if step.shipment and step.move.cause == SHIPPED
    }
    rows = []
    for step in steps:
        if step.shipment:
            said = named.get(step.shipment.pk, step.document)
            hint = f"left {day_of(step.shipment.left_on)} for {step.shipment.to_name}"
            units = sum(units for where, units in buckets_of(step.flow) if where == WAY)
            rows.append(UnitRow(said.text, units, said.url, hint))
    return together(rows)


def sources_in(steps: Sequence[Step]) -> list[UnitSection]:
    """Where the units came from, a section with its rows for each source."""
    return [
        UnitSection(key, title, [row._replace(units=-row.units) for row in rows_in(steps, key)])
        for key, title in sources_of(_units(steps))
    ]


def uses_in(steps: Sequence[Step]) -> list[UnitSection]:
    """Where they are now; as many as came."""
    return [UnitSection(key, title, rows_in(steps, key)) for key, title in uses_of(_units(steps))]


def _units(steps: Iterable[Step]) -> Whereabouts:
    """Of one product."""
    return next(iter(whereabouts_of(step.flow for step in steps).values()), {})

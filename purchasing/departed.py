"""What is read of an order's departures: what left its supplier, what has not, and where it goes first."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse

from inventory.models import AbstractDeparture, Shipment, ShipmentLine
from inventory.rules.shipping import AMAZON, AMAZON_NAMES, destination_kind
from inventory.rules.stock import OUTSIDE
from inventory.shipping.page import AmazonShipment, ShipmentRow, amazon_shipment, row_in_short
from inventory.shipping.queries import in_short, lost_units, shipped_units, units_on_the_way, with_counts
from inventory.shipping.services import Destination
from purchasing.models import OrderLeg, OrderLine, PurchaseOrder
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of


def shipments_of(order: PurchaseOrder) -> QuerySet[Shipment]:
    """What left its supplier and was not taken back."""
    return Shipment.objects.filter(
        purchasing_departure__order=order, purchasing_departure__taken_back_at=None
    )


def left_units(order: PurchaseOrder) -> dict[int, int]:
    """Units of each product that left its supplier; one query."""
    return shipped_units(shipments_of(order))


def kept_units(order: PurchaseOrder) -> dict[int, int]:
    """The same without what was lost on the way; two queries."""
    lost = lost_units(shipments_of(order))
    return {pk: units - lost.get(pk, 0) for pk, units in left_units(order).items()}


def departures_of(order: PurchaseOrder) -> list[ShipmentRow]:
    """Its departures, those that were taken back included, with Amazon's counts; one query."""
    rows = list(with_counts(in_short(order.departures.select_related("shipment"), "shipment")))
    for each in rows:
        each.order = order
    return [row_in_short(each, each.shipment, each, order.organization.units) for each in rows]


def left_for_amazon(order: PurchaseOrder, rows: Iterable[ShipmentRow]) -> list[AmazonShipment]:
    """Those of its departures that stand and went straight to Amazon."""
    standing = [row.departure for row in rows if row.departure and row.departure.stands]
    return [
        amazon_shipment(each, count_url=_count_url(order, each))
        for each in standing
        if each.shipment.to_kind in AMAZON
    ]


def _count_url(order: PurchaseOrder, departure: AbstractDeparture) -> str:
    return reverse("purchasing:check_in", args=[order.organization.slug, order.number, departure.number])


def lines_of_departures(order: PurchaseOrder) -> QuerySet[Any, Any]:
    """The lines of its shipments that moves of stock belong to (`inventory.shipping.trail`)."""
    lines = ShipmentLine.objects.filter(shipment__purchasing_departure__order=order).order_by()
    return lines.values("move", number=Value(""))


def destination_of(legs: Iterable[OrderLeg]) -> Destination | None:
    """Where goods of an order go first: a business on the way, or straight to Amazon; None if neither is known."""
    for leg in legs:
        kind = destination_kind(leg.kind)
        if kind == OUTSIDE:
            continue
        if leg.facility:
            return Destination(kind, leg.facility.place, leg.facility.address, leg.facility)
        return Destination(kind, AMAZON_NAMES[kind]) if kind in AMAZON else None
    return None


def why_not_depart(order: PurchaseOrder) -> str:
    """Why nothing can leave its supplier now, in a sentence; empty where it can."""
    return "" if order.is_open else f"{order.number} is {order.badge.label.lower()}: nothing leaves on it."


def why_goods_left(order: PurchaseOrder) -> str:
    """That goods left the supplier and did not come back, in a sentence; empty where none did."""
    units = sum(kept_units(order).values())
    if not units:
        return ""
    under_way = sum(units_on_the_way(shipments_of(order)).values())
    still = f", {under_way:,} of them on the way" if under_way else ""
    return f"{count_of(units, 'unit')} left the supplier{still}. Take the departures back first."


def require_what_left(order: PurchaseOrder, rows: Sequence[OrderLine], wanted: Mapping[int, int]) -> None:
    """Refuse to order less of a product than left and was not lost. `wanted`: units by product."""
    now: dict[int, int] = {}
    for row in rows:
        now[row.product_id] = now.get(row.product_id, 0) + row.quantity
    fewer = {
        row.product_id: row.facts.sku for row in rows if wanted.get(row.product_id, 0) < now[row.product_id]
    }
    left = kept_units(order) if fewer else {}
    less = [
        f"{sku} to {wanted.get(pk, 0):,}, {left[pk]:,} left the supplier"
        for pk, sku in fewer.items()
        if wanted.get(pk, 0) < left.get(pk, 0)
    ]
    if less:
        raise Refused(f"{order.number} cannot be reduced below what left: {'; '.join(less)}.")

"""What is read of the departures of a work order, and whether anything may leave."""

from collections.abc import Iterable
from typing import Any, cast

from django.urls import reverse

from inventory.rules.shipping import AMAZON, summed
from inventory.shipping.page import AmazonShipment, ShipmentRow, amazon_shipment, row_in_short
from inventory.shipping.queries import in_short, with_counts, with_units
from purchasing.models import PurchaseOrder
from workorders.goods.arrivals import shipments_towards
from workorders.models import Departure, WorkOrder
from workorders.workflow import Status


def departures_of(work_order: WorkOrder) -> list[ShipmentRow]:
    """Its departures, those that were taken back included; one query."""
    rows = work_order.departures.select_related("shipment")
    return [_row(each, work_order) for each in with_units(in_short(rows, "shipment"))]


def _row(departure: Departure, work_order: WorkOrder) -> ShipmentRow:
    departure.work_order = work_order
    return row_in_short(departure, departure.shipment, departure, work_order.organization.units)


def units_shipped(rows: Iterable[ShipmentRow]) -> dict[int, int]:
    """Units of each product that left by departures of one work order that stand."""
    standing = [cast(Any, row.departure) for row in rows if row.departure and row.departure.stands]
    return summed((each["product"], each["units"]) for row in standing for each in row.units_list)


def arrivals_of(work_order: WorkOrder) -> list[ShipmentRow]:
    """What is on its way to its facility, without saying from whom; a query or two."""
    system = work_order.organization.units
    rows = [row_in_short(each, each, None, system) for each in in_short(shipments_towards(work_order))]
    return [row for row in rows if row.is_under_way]


def amazon_shipments_of(order: PurchaseOrder) -> list[AmazonShipment]:
    """What left for Amazon on the work orders of an order; one query."""
    rows = Departure.objects.standing().filter(work_order__order=order, shipment__to_kind__in=AMAZON)
    rows = rows.select_related("work_order__organization", "shipment")
    return [
        amazon_shipment(each, count_url=_count_url(each))
        for each in with_counts(rows).order_by("work_order_id", "number")
    ]


def _count_url(departure: Departure) -> str:
    work_order = departure.work_order
    values = [work_order.organization.slug, work_order.number, departure.number]
    return reverse("workorders:check_in", args=values)


def why_not_ship(work_order: WorkOrder) -> str:
    """Why nothing can leave on it now, in a sentence; empty where it can."""
    number = work_order.number
    if work_order.awaits_acknowledgement:
        return f"Acknowledge {number} before its goods leave."
    if work_order.status not in (Status.ACKNOWLEDGED, Status.IN_PROGRESS):
        return f"{number} is {work_order.badge.label.lower()}: nothing leaves on it."
    return ""

"""What is read of the departures of a work order, and whether anything may leave."""

from django.db.models import Prefetch

from inventory.models import Shipment
from inventory.shipping.page import ShipmentRow, rows_of
from inventory.shipping.queries import with_cartons
from workorders.goods.arrivals import shipments_towards
from workorders.models import WorkOrder
from workorders.workflow import Status


def departures_of(work_order: WorkOrder) -> list[ShipmentRow]:
    """Its departures, those that were taken back included; four queries for any number."""
    cartons = with_cartons(Shipment.objects.select_related("by", "to_facility"))
    rows = work_order.departures.select_related("taken_back_by").prefetch_related(
        Prefetch("shipment", cartons)
    )
    for each in rows:
        each.work_order = work_order
    return rows_of([(each.shipment, each) for each in rows], work_order.organization.units)


def arrivals_of(work_order: WorkOrder) -> list[ShipmentRow]:
    """What is on its way to its facility, without saying from whom; five queries for any number."""
    shipments = with_cartons(shipments_towards(work_order).select_related("by"))
    rows = rows_of([(each, None) for each in shipments], work_order.organization.units)
    return [row for row in rows if row.is_under_way]


def why_not_ship(work_order: WorkOrder) -> str:
    """Why nothing can leave on it now, in a sentence; empty where it can."""
    number = work_order.number
    if work_order.awaits_acknowledgement:
        return f"Acknowledge {number} before its goods leave."
    if work_order.status not in (Status.ACKNOWLEDGED, Status.IN_PROGRESS):
        return f"{number} is {work_order.badge.label.lower()}: nothing leaves on it."
    return ""

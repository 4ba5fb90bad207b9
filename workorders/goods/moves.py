"""The lines of a work order's documents that moves of stock belong to: receipts, builds and departures."""

from typing import Any

from django.db.models import F, QuerySet

from inventory.models import ShipmentLine
from purchasing.models import PurchaseOrder
from workorders.models import BuildLine, ReceiptLine, WorkOrder


def lines_of_documents(**which: Any) -> list[QuerySet[Any, Any]]:
    """Their moves, each with the number of its work order; `which` are fields of the work orders."""
    return [
        model.objects.filter(**{f"{way}__{field}": value for field, value in which.items()})
        .order_by()
        .values("move", number=F(f"{way}__number"))
        for model, way in (
            (ReceiptLine, "receipt__work_order"),
            (BuildLine, "build__work_order"),
            (ShipmentLine, "shipment__workorders_departure__work_order"),
        )
    ]


def lines_of(work_order: WorkOrder) -> list[QuerySet[Any, Any]]:
    """Those of one work order."""
    return lines_of_documents(pk=work_order.pk)


def lines_of_order(order: PurchaseOrder) -> list[QuerySet[Any, Any]]:
    """Those of all work orders of an order."""
    return lines_of_documents(order=order)

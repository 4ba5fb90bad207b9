"""Orders of new inventory, from a supplier, along a lead time."""

from purchasing.models.departures import OrderDeparture
from purchasing.models.orders import (
    MAX_QUANTITY,
    DateChange,
    OrderLeg,
    OrderLine,
    PurchaseOrder,
    PurchaseOrderQuerySet,
)

__all__ = [
    "MAX_QUANTITY",
    "DateChange",
    "OrderDeparture",
    "OrderLeg",
    "OrderLine",
    "PurchaseOrder",
    "PurchaseOrderQuerySet",
]

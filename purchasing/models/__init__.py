"""Orders for new inventory, their lines and legs, what left their suppliers, and what was closed short of them."""

from purchasing.models.departures import OrderDeparture
from purchasing.models.legs import DateChange, OrderLeg
from purchasing.models.orders import MAX_QUANTITY, OrderLine, PurchaseOrder, PurchaseOrderQuerySet
from purchasing.models.short_closes import ShortClose

__all__ = [
    "MAX_QUANTITY",
    "DateChange",
    "OrderDeparture",
    "OrderLeg",
    "OrderLine",
    "PurchaseOrder",
    "PurchaseOrderQuerySet",
    "ShortClose",
]

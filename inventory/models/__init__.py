"""What we own, and where it is."""

from inventory.models.adjustments import Adjustment, AdjustmentLine
from inventory.models.check_ins import CheckIn, CheckInLine
from inventory.models.moves import StockBalance, StockMove
from inventory.models.places import Lot, Place
from inventory.models.products import Product, ProductQuerySet
from inventory.models.shipments import AbstractDeparture, Carton, CartonLine, Shipment, ShipmentLine

__all__ = [
    "AbstractDeparture",
    "Adjustment",
    "AdjustmentLine",
    "Carton",
    "CartonLine",
    "CheckIn",
    "CheckInLine",
    "Lot",
    "Place",
    "Product",
    "ProductQuerySet",
    "Shipment",
    "ShipmentLine",
    "StockBalance",
    "StockMove",
]

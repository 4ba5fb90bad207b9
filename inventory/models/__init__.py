"""What we own, and where it is."""

from inventory.models.adjustments import Adjustment, AdjustmentLine
from inventory.models.bins import Bin, bin_at
from inventory.models.check_ins import CheckIn, CheckInLine
from inventory.models.conditions import ConditionChange, ConditionChangeLine
from inventory.models.moves import StockBalance, StockMove
from inventory.models.places import Lot, Place
from inventory.models.products import Product, ProductQuerySet
from inventory.models.recipes import Recipe, RecipeLine
from inventory.models.shipments import AbstractDeparture, Carton, CartonLine, Shipment, ShipmentLine
from inventory.models.stock_checks import StockCheck

__all__ = [
    "AbstractDeparture",
    "Adjustment",
    "AdjustmentLine",
    "Bin",
    "Carton",
    "CartonLine",
    "CheckIn",
    "CheckInLine",
    "ConditionChange",
    "ConditionChangeLine",
    "Lot",
    "Place",
    "Product",
    "ProductQuerySet",
    "Recipe",
    "RecipeLine",
    "Shipment",
    "ShipmentLine",
    "StockBalance",
    "StockCheck",
    "StockMove",
    "bin_at",
]

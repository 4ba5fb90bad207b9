"""What we own, and where it is."""

from inventory.models.adjustments import Adjustment, AdjustmentLine
from inventory.models.bins import Bin, bin_at
from inventory.models.conditions import ConditionChange, ConditionChangeLine
from inventory.models.moves import StockBalance, StockMove
from inventory.models.places import Lot, Place
from inventory.models.products import Product, ProductQuerySet

__all__ = [
    "Adjustment",
    "AdjustmentLine",
    "Bin",
    "ConditionChange",
    "ConditionChangeLine",
    "Lot",
    "Place",
    "Product",
    "ProductQuerySet",
    "StockBalance",
    "StockMove",
    "bin_at",
]

"""What we own, and where it is."""

from inventory.models.adjustments import Adjustment, AdjustmentLine
from inventory.models.moves import StockBalance, StockMove
from inventory.models.places import Lot, Place
from inventory.models.products import Product, ProductQuerySet
from inventory.models.recipes import Recipe, RecipeLine

__all__ = [
    "Adjustment",
    "AdjustmentLine",
    "Lot",
    "Place",
    "Product",
    "ProductQuerySet",
    "Recipe",
    "RecipeLine",
    "StockBalance",
    "StockMove",
]

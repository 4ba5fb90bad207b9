"""The documents that still say what a product was when they were sent."""

from inventory.models import Product
from sostocked.foundation.records.outdated import Registry

PRODUCT_SPEAKERS: Registry[Product] = Registry()
"""Orders and work orders, which come and register."""

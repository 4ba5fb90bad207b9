"""What sellers do with products. Archiving them is like archiving anything else: `leadtimes.dating`."""

from django.db import IntegrityError, transaction

from inventory.models import Product
from sostocked.foundation.records.errors import Refused


def save_product(product: Product) -> Product:
    """Save it, or raise Refused when somebody else took the SKU at this very moment."""
    try:
        with transaction.atomic():
            product.save()
    except IntegrityError as error:
        if "skus_are_unique" not in str(error):
            raise
        raise Refused("You have a product with this SKU already.") from error
    return product

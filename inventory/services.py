"""What sellers do with products. Nothing is deleted: what is no longer sold is archived."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from inventory.models import Product
from sostocked.people.refusals import Refused


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


def archive_product(product: Product) -> Product:
    """Take it off the list of what can be ordered. Doing it again changes nothing."""
    if not product.archived_at:
        product.archived_at = timezone.now()
        product.save(update_fields=["archived_at"])
    return product


def restore_product(product: Product) -> Product:
    """Let it be ordered again."""
    if product.archived_at:
        product.archived_at = None
        product.save(update_fields=["archived_at"])
    return product

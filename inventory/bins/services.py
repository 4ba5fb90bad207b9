"""Saying where in the hall a product lies."""

from django.db import transaction

from inventory.models import Bin, Product
from leadtimes.models import Facility


@transaction.atomic
def set_bin(facility: Facility, product: Product, text: str) -> Bin | None:
    """The place of `product` in the hall of `facility` is `text` from now on; empty text takes it away."""
    if not text:
        Bin.objects.filter(facility=facility, product=product).delete()
        return None
    row, _made = Bin.objects.update_or_create(facility=facility, product=product, defaults={"text": text})
    return row

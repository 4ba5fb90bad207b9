"""What is read about products for a page."""

from typing import NamedTuple

from django.db.models import F, QuerySet

from inventory.models import Product
from sostocked.foundation.rules.gtins import NotAGtin, read_gtin


class CodeToMend(NamedTuple):
    """A code that would be refused today, and why. `twins` are the products that share it."""

    name: str
    why: str
    twins: list[Product]


def codes_to_mend(product: Product) -> list[CodeToMend]:
    """The codes of a product that stood before they had to be unique or to prove themselves."""
    others = Product.objects.filter(organization=product.organization_id).exclude(pk=product.pk)
    found = []
    if product.sku_to_mend:
        same = "Another product has this SKU, but for capitals or signs that cannot be seen."
        found.append(_shared("SKU", same, others.filter(sku_key=product.sku_key)))
    if product.fnsku_to_mend:
        same = "Another product has this FNSKU. Amazon gives each its own."
        found.append(_shared("FNSKU", same, others.filter(fnsku=product.fnsku).exclude(fnsku=F("asin"))))
    if product.upc_to_mend:
        found.append(CodeToMend("UPC, EAN or GTIN", _unproved(product.upc), []))
    return found


def _shared(name: str, why: str, twins: QuerySet[Product]) -> CodeToMend:
    return CodeToMend(name, why, list(twins.order_by("pk")))


def _unproved(upc: str) -> str:
    try:
        read_gtin(upc)
    except NotAGtin as wrong:
        return str(wrong)
    return ""

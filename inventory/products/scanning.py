"""The products that a scanned or typed code is exactly the code of."""

from collections.abc import Iterable

from django.db.models import Q

from inventory.matching import code_of
from inventory.models import Product
from sostocked.foundation.people.models import Organization
from sostocked.foundation.rules.gtins import same_gtins
from sostocked.foundation.rules.text import folded


def find_scanned(organization: Organization, texts: Iterable[str]) -> dict[str, list[Product]]:
    """The products of an organization with these codes, by text: SKU, FNSKU, UPC or EAN, or the GTIN of a carton.

    Never by a part of a code, or by title. One query for all.
    """
    wanted = {text: (folded(text), code_of(text)) for text in texts if text.strip() and "\0" not in text}
    same = Q()
    for key, code in wanted.values():
        gtins = {code, *same_gtins(code)}
        same |= Q(sku_key=key) | Q(fnsku=code) | Q(upc__in=gtins) | Q(case_gtin__in=gtins)
    products = list(Product.objects.filter(same, organization=organization).order_by("pk")) if wanted else []
    return {
        text: [product for product in products if _is_code_of(product, key, code)]
        for text, (key, code) in wanted.items()
    }


def _is_code_of(product: Product, key: str, code: str) -> bool:
    gtins = {code, *same_gtins(code)}
    return product.sku_key == key or product.fnsku == code or not gtins.isdisjoint(_gtins_of(product))


def _gtins_of(product: Product) -> set[str]:
    return {gtin for gtin in (product.upc, product.case_gtin) if gtin}

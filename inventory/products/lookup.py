"""The products that somebody means who types or scans a SKU, FNSKU, ASIN, barcode or title."""

from collections.abc import Iterable
from typing import Any, Protocol, cast

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Value
from django.urls import reverse

from inventory.matching import code_of, named_exactly, same_barcode
from inventory.models import Product
from sostocked.foundation.people.models import Organization
from sostocked.foundation.rules.text import folded


class _Found(Protocol):
    """A product in a catalog; `stands` where the document names it already."""

    stands: bool


class Catalog:
    """The products that these texts and ids may mean, read with one query however many lines there are.

    One that is archived is no longer ordered; where its id is among `standing` (a query of ids), it is on the
    document already and may stay. To a facility archived goods still lie there: `takes_archived` finds them, too.
    """

    def __init__(
        self,
        organization: Organization,
        texts: Iterable[str],
        *,
        ids: Iterable[int] = (),
        standing: QuerySet[Any] | None = None,
        takes_archived: bool = False,
    ):
        self.takes_archived = takes_archived
        self.options_url = reverse("inventory:product_options", args=[organization.slug])
        self.products = list(_called(organization, texts, ids, standing))
        self.by_id = {product.pk: product for product in self.products}

    def find(self, text: str) -> Product:
        """The product that `text` names; or ValidationError where there is none, or where several are meant."""
        for found in self._meanings(text):
            if len(found) > 1:
                raise ValidationError(f"Several products are called “{text[:60]}”. Choose one by its SKU.")
            if found:
                return self.usable(found[0])
        raise ValidationError(f"You have no product with the SKU, title or code “{text[:60]}”.")

    def _meanings(self, text: str) -> Iterable[list[Product]]:
        """What it may mean, from the SKU as it is written to the title; codes of products in use go first."""
        key, code = folded(text), code_of(text)
        yield [each for each in self.products if each.sku == text]
        yield [each for each in self.products if each.sku_key == key]
        in_use = [each for each in self.products if self.is_usable(each)]
        for products in (in_use, self.products):
            yield [each for each in products if each.fnsku and each.fnsku == code]
            yield [each for each in products if each.asin and each.asin == code]
            yield [each for each in products if same_barcode(each.upc, code)]
            yield [each for each in products if each.title_key == key]

    def is_usable(self, product: Product) -> bool:
        return not product.archived_at or self.takes_archived or cast(_Found, product).stands

    def usable(self, product: Product) -> Product:
        """The product, unless it is archived and not on the document yet."""
        if not self.is_usable(product):
            raise ValidationError(f"{product.sku} is archived and cannot be ordered.")
        return product


def _called(
    organization: Organization, texts: Iterable[str], ids: Iterable[int], standing: QuerySet[Any] | None
) -> QuerySet[Product]:
    named, ids = named_exactly(text for text in texts if "\0" not in text), set(ids)
    if named is None and not ids:
        return Product.objects.none()
    stands = Value(False) if standing is None else Q(pk__in=standing)
    found = organization.products.filter((named or Q(pk=None)) | Q(pk__in=ids))
    return found.annotate(stands=stands).order_by("pk")

"""The products that somebody means who types their SKU or title, found on the server."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from inventory.models import Product
from sostocked.foundation.people.models import Organization


class Catalog:
    """The products that these texts may mean, read with one query however many lines there are.

    One that is archived is no longer ordered, but still lies there: with `takes_archived` it is found too.
    """

    def __init__(self, organization: Organization, texts: Iterable[str], *, takes_archived: bool = False):
        self.takes_archived = takes_archived
        self.options_url = reverse("inventory:product_options", args=[organization.slug])
        self.by_sku, self.by_title = defaultdict(list), defaultdict(list)
        for product in _called(organization, texts):
            self.by_sku[product.low_sku].append(product)
            self.by_title[product.low_title].append(product)

    def find(self, text: str) -> Product:
        """The product of this SKU or, if only one has it, of this title; or ValidationError."""
        low = text.lower()
        exact = [product for product in self.by_sku[low] if product.sku == text]
        for found in (exact, self.by_sku[low], [p for p in self.by_title[low] if not p.archived_at]):
            if len(found) > 1:
                raise ValidationError(f"Several products are called “{text}”. Choose one by its SKU.")
            if found:
                return self._in_use(found[0])
        raise ValidationError(f"You have no product with the SKU or title “{text[:60]}”.")

    def _in_use(self, product: Product) -> Product:
        if product.archived_at and not self.takes_archived:
            raise ValidationError(f"{product.sku} is archived and cannot be ordered.")
        return product


def _called(organization: Organization, texts: Iterable[str]) -> QuerySet[Product]:
    wanted = {text.strip().lower() for text in texts if text.strip() and "\0" not in text}
    if not wanted:
        return Product.objects.none()
    named = organization.products.annotate(low_sku=Lower("sku"), low_title=Lower("title"))
    return named.filter(Q(low_sku__in=wanted) | Q(low_title__in=wanted))

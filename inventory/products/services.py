"""What sellers do with products. Archiving them is like archiving anything else: `records.archiving`."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, UniqueConstraint

from inventory.models import Product
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records import keys
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.rules.gtins import is_gtin


@transaction.atomic
def save_product(product: Product) -> Product:
    """Save it, or raise Refused when somebody else took a code of it at this very moment.

    Marks of codes to mend go where they are mended: here, and on products that shared a code with this one.
    """
    product.upc_to_mend = bool(product.upc) and not is_gtin(product.upc)
    try:
        with transaction.atomic():
            product.save()
    except IntegrityError as error:
        unique = (rule for rule in Product._meta.constraints if isinstance(rule, UniqueConstraint))
        broken = next((rule for rule in unique if rule.name in str(error)), None)
        if broken is None:
            raise
        raise Refused(broken.get_violation_error_message()) from error
    forget_mended(product.organization)
    return product


def forget_mended(organization: Organization) -> None:
    """Take the marks off SKUs and FNSKUs that no other product of the organization has any more."""
    keys.forget_mended(Product, organization.pk, key="sku_key", mark="sku_to_mend")
    own = Product.objects.filter(organization=organization)
    labels = own.filter(fnsku=OuterRef("fnsku")).exclude(pk=OuterRef("pk")).exclude(fnsku=F("asin"))
    own.filter(~Exists(labels), fnsku_to_mend=True).update(fnsku_to_mend=False)


def note_costs(lines: QuerySet[Any], *, currency: str, on: date) -> None:
    """Make the `unit_cost` of the last line of each `product` its last cost, unless a later one is known.

    One statement, which locks products in the order of their ids: orders placed at once wait for each other.
    What comes for nothing (samples) is no cost to go by.
    """
    paid = lines.exclude(unit_cost=0)
    known_until = Q(last_cost_on=None) | Q(last_cost_on__lte=on)
    bought = Product.objects.filter(known_until, pk__in=paid.order_by().values("product")).order_by("pk")
    last = paid.filter(product=OuterRef("pk")).reverse().values("unit_cost")[:1]
    Product.objects.filter(pk__in=bought.select_for_update().values("pk")).update(
        last_cost=Subquery(last), last_cost_currency=currency, last_cost_on=on
    )

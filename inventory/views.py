"""The seller's pages about products."""

from typing import NamedTuple

from django.db.models import Case, Value, When
from django.shortcuts import render

from inventory.models import Product
from sostocked.people.doors import enter

MOST_OPTIONS = 12


class Option(NamedTuple):
    """A line of the product combobox."""

    value: str
    label: str
    hint: str


def product_options(request, slug):
    """The products that match what is being typed; those whose SKU begins with it come first."""
    organization = enter(request, slug).organization
    text = request.GET.get("q", "").replace("\0", "").strip()[:250]
    begins = Case(When(sku__istartswith=text, then=Value(0)), default=Value(1))
    found = Product.objects.visible_to(request.user).filter(organization=organization).active()
    found = found.matching(text).order_by(begins, "sku")[:MOST_OPTIONS]
    return render(request, "components/combobox_options.html", {"options": [_option(each) for each in found]})


def _option(product):
    return Option(product.sku, product.title, f"{product.sku} · {product.units_per_carton:,} per carton")

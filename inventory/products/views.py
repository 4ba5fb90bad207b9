"""The seller's pages about products."""

from typing import NamedTuple

from django.contrib import messages
from django.db import transaction
from django.db.models import Case, Value, When
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from inventory.models import Product
from inventory.products.filters import ProductFilter
from inventory.products.forms import ProductForm
from inventory.products.outdated import PRODUCT_SPEAKERS
from inventory.products.queries import codes_to_mend
from inventory.products.recipes import has_story, recipe_story
from inventory.products.services import save_product
from inventory.stock.outlook import outlook
from inventory.stock.whereabouts import whereabouts
from sostocked.foundation.pages.dialogs import posted
from sostocked.foundation.pages.navigation import crumbs
from sostocked.foundation.pages.page_parts import list_page
from sostocked.foundation.pages.paging import BY_SKU
from sostocked.foundation.people.access import enter, enter_to_write
from sostocked.foundation.records.archiving import archive, restore
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused
from sostocked.foundation.records.versions import latest_version, newer_than, version_said
from sostocked.foundation.rules.text import folded

MOST_OPTIONS = 12
MOST_COMING = 20
"""Rows of what is still to come that are shown."""


def products(request, org):
    """What the organization buys, stores and sells."""
    membership = enter(request, org)
    rows = _products_of(request, membership).select_related("supplier", "lead_time")
    narrowed = ProductFilter(request.GET, rows, request=request)
    page = "inventory/products/products.html"
    return list_page(request, page, narrowed, BY_SKU, part="products", membership=membership)


def new_product(request, org):
    """Describe a new product; "Save and add another" comes back here."""
    membership = enter_to_write(request, org)
    form = ProductForm(posted(request), organization=membership.organization)
    if request.method == "POST" and _save(form):
        messages.success(request, f"{form.instance.sku} is saved.")
        return redirect("inventory:new_product" if "again" in request.POST else "inventory:products", org)
    return _form_page(request, membership, form)


def product(request, org, pk):
    """Look at a product, and change it."""
    membership = enter(request, org) if request.method == "GET" else enter_to_write(request, org)
    rows = _products_of(request, membership).annotate(
        version_read=latest_version(Product), has_story=has_story()
    )
    found = get_object_or_404(rows, pk=pk)
    form = ProductForm(posted(request), instance=found, organization=membership.organization)
    if request.method != "POST":
        return _form_page(request, membership, form, version=str(found.version_read))
    with transaction.atomic():
        newer = newer_than(
            found,
            version_said(request.POST),
            reader=request.user,
            timezone=membership.organization.timezone,
        )
        is_saved = not newer and _save(form)
    if is_saved:
        return _saved(request, org, form.instance)
    return _form_page(request, membership, form, version=request.POST.get("version", ""), newer=newer)


def _saved(request, org, product):
    """To the list; or back, where documents were sent that still say what the product was before."""
    messages.success(request, f"{product.sku} is saved.")
    if PRODUCT_SPEAKERS.outdated(product):
        return redirect(reverse("inventory:product", args=[org, product.pk]) + "#outdated")
    return redirect("inventory:products", org)


@require_POST
def tell_documents(request, org, pk):
    """Let the chosen documents say what the product is now."""
    membership = enter_to_write(request, org)
    found = get_object_or_404(_products_of(request, membership), pk=pk)
    try:
        messages.success(request, PRODUCT_SPEAKERS.tell(found, request.POST.getlist("documents")))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("inventory:product", org, found.pk)


@require_POST
def archive_product(request, org, pk):
    """Take a product off the lists, with a way back in the same breath."""
    membership = enter_to_write(request, org)
    found = archive(get_object_or_404(_products_of(request, membership), pk=pk))
    toast = render_to_string(
        "inventory/products/archived_toast.html", {"product": found, "slug": org}, request
    )
    messages.success(request, toast)
    return redirect("inventory:products", org)


@require_POST
def restore_product(request, org, pk):
    """Put an archived product back on the lists."""
    membership = enter_to_write(request, org)
    found = restore(get_object_or_404(_products_of(request, membership), pk=pk))
    messages.success(request, f"{found.sku} can be ordered again.")
    return redirect("inventory:product", org, found.pk)


class Option(NamedTuple):
    """A line of the product combobox."""

    value: str
    label: str
    hint: str


def product_options(request, org):
    """The products that match what is being typed; those whose SKU begins with it come first."""
    membership = enter(request, org)
    text = request.GET.get("q", "").replace("\0", "").strip()[:250]
    begins = Case(When(sku_key__startswith=folded(text), then=Value(0)), default=Value(1))
    found = _products_of(request, membership).active().matching(text).order_by(begins, "sku")[:MOST_OPTIONS]
    return render(request, "components/combobox_options.html", {"options": [_option(each) for each in found]})


def _products_of(request, membership):
    return Product.objects.visible_to(request.user).filter(organization=membership.organization)


def _option(product):
    return Option(product.sku, product.title, f"{product.sku} · {product.units_per_carton:,} per carton")


def _save(form):
    """True once it is saved; a refusal stands beside the code that somebody else took."""
    if not form.is_valid():
        return False
    try:
        save_product(form.instance)
    except Refused as refusal:
        form.add_error(form.field_of(str(refusal)), str(refusal))
    return not form.errors


def _as_it_is(form):
    """The product as it is saved, whatever was typed."""
    return Product.objects.get(pk=form.instance.pk) if form.is_bound else form.instance


def _form_page(request, membership, form, *, version="", newer=None):
    up = reverse("inventory:products", args=[membership.organization.slug])
    here = form.initial.get("sku") or "New product"
    saved = _as_it_is(form) if form.instance.pk else None
    context = {
        "membership": membership,
        "codes": codes_to_mend(saved) if saved else [],
        "form": form,
        "product": form.instance,
        "outdated": PRODUCT_SPEAKERS.outdated(saved) if saved else [],
        "where": whereabouts(saved) if saved else None,
        "coming": outlook().coming(saved.pk, most=MOST_COMING) if saved else None,
        "recipe": recipe_story(saved) if saved else None,
        "here": here,
        "version": version,
        "newer": newer,
        "path": request.path,
        "crumbs": crumbs(("Products", up), here),
    }
    return render(request, "inventory/products/product.html", context, status=_status(form, newer))


def _status(form, newer) -> int:
    if newer:
        return ChangedMeanwhile.http_status
    return 422 if form.errors else 200

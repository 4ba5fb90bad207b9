"""Where the stock is: all of a seller's, one facility's, and how it came there."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from inventory.models import Bin, Product, StockBalance, StockMove
from inventory.stock.access import StockAccess, open_stock_of
from inventory.stock.facility_tabs import FACILITY_TABS
from inventory.stock.filters import MovementFilter, PlaceMovementFilter, PlaceStockFilter, StockFilter
from inventory.stock.here import may_see_here, stock_here
from inventory.stock.movements import LATEST_FIRST, movements
from inventory.stock.outlook import outlook
from inventory.stock.queries import (
    ProductStock,
    by_lot,
    by_lot_with_pages,
    by_place,
    staffed_facilities,
    stock_at,
    stock_of,
    with_stock,
)
from leadtimes.models import Facility
from sostocked.foundation.pages.navigation import crumbs, tabs
from sostocked.foundation.pages.page_parts import page_or_part
from sostocked.foundation.pages.paging import BY_SKU, page_of
from sostocked.foundation.people.access import enter

MOST_AHEAD = 50
"""Rows of what is expected or under way that are shown at once."""

_ALONG = ("product", "from_place__facility", "to_place__facility", "from_lot", "to_lot", "by")


def stock(request, org):
    """What a seller has, product by product, and at which facilities."""
    membership = enter(request, org)
    organization = membership.organization
    narrowed = StockFilter(request.GET, Product.objects.filter(organization=organization), request=request)
    on_hand = narrowed.balances(StockBalance.objects.on_hand().filter(place__organization=organization))
    page = page_of(with_stock(narrowed.qs, on_hand), request, BY_SKU)
    facilities = Facility.objects.working().active().filter(organization=organization).order_by("name")
    context = {
        "membership": membership,
        "filter": narrowed,
        "url": request.path,
        "page": page,
        "rows": stock_of(page.rows, on_hand, by_place),
        "places": stock_at(facilities),
        "tabs": seller_tabs(request, org),
    }
    return page_or_part(request, "inventory/stock/stock.html", context, part="stock")


def facility_stock(request, org, pk):
    """What lies at one facility, by product, condition and lot; for the seller and for its staff."""
    access = open_stock_of(request, org, pk)
    on_hand = StockBalance.objects.on_hand().filter(place__facility=access.facility)
    products = Product.objects.filter(organization=access.facility.organization_id)
    narrowed = PlaceStockFilter(request.GET, products, request=request)
    page = page_of(with_stock(narrowed.qs, on_hand), request, BY_SKU)
    context = {
        **_at(request, access),
        "filter": narrowed,
        "page": page,
        "rows": _rows_at(access, page.rows, on_hand),
        "place": stock_at([access.facility])[0],
    }
    return page_or_part(request, "inventory/stock/facility_stock.html", context, part="stock")


def _rows_at(access: StockAccess, products, on_hand) -> list[ProductStock]:
    """The products at one facility, and where they lie; whoever handles them finds where to say what they saw."""
    rows = stock_of(products, on_hand, by_lot if access.discreet else by_lot_with_pages)
    where = [access.facility.organization.slug, access.facility.pk]
    committed = outlook().committed([access.facility.pk], [product.pk for product in products])
    moves = reverse("inventory:facility_movements", args=where)
    bins = Bin.objects.filter(facility=access.facility, product__in=products).texts()
    for product, row in zip(products, rows, strict=True):
        row.bin = bins.get(product.pk, "")
        row.committed = committed.get((access.facility.pk, product.pk), 0)
        row.here_url = reverse("inventory:product_here", args=[*where, product.pk])
        row.moves_url = f"{moves}?product={product.pk}"
        if access.may_handle:
            row.change_url = reverse("inventory:change_units", args=[*where, product.pk])
            row.bin_url = reverse("inventory:say_bin", args=[*where, product.pk])
    return rows


def facility_ahead(request, org, pk):
    """What a facility expects, and what is on the way to and from it."""
    access = open_stock_of(request, org, pk)
    facility, discreet = access.facility, access.discreet
    context = {
        **_at(request, access),
        "expected": outlook().expected(facility, product=None, discreet=discreet, most=MOST_AHEAD),
        "under_way": outlook().on_the_way(facility, discreet=discreet, most=MOST_AHEAD),
    }
    return render(request, "inventory/stock/facility_ahead.html", context)


def product_here(request, org, pk, product):
    """One product at one facility: by condition and lot, committed to what, expected when."""
    access = open_stock_of(request, org, pk)
    found = get_object_or_404(Product, organization=access.facility.organization_id, pk=product)
    if access.discreet and not may_see_here(access.facility, found):
        raise Http404("No such product here.")
    at = _at(request, access)
    above = (access.facility.name, reverse("inventory:facility_stock", args=[org, access.facility.pk]))
    context = {
        **at,
        "crumbs": crumbs(("Stock", access.stock_url), above, found.sku),
        "product": found,
        "here": stock_here(access.facility, found, discreet=access.discreet, most=MOST_AHEAD),
    }
    return render(request, "inventory/stock/product_here.html", context)


def stock_movements(request, org):
    """How the stock of a seller came to be where it is."""
    membership = enter(request, org)
    rows = StockMove.objects.filter(organization=membership.organization)
    narrowed = MovementFilter(request.GET, rows, request=request)
    context = {"membership": membership, "tabs": seller_tabs(request, org), "heading": "Stock"}
    return _movements(request, narrowed, context)


def facility_movements(request, org, pk):
    """How the stock of one facility came there, and what left."""
    access = open_stock_of(request, org, pk)
    place = getattr(access.facility, "stock_place", None)
    rows = StockMove.objects.all() if place else StockMove.objects.none()
    narrowed = PlaceMovementFilter(request.GET, rows, request=request)
    narrowed.here = place
    context = {**_at(request, access), "heading": f"Stock at {access.facility.name}"}
    return _movements(request, narrowed, context, for_staff=access.discreet)


def my_stock(request):
    """To the staff of facilities: whose stock lies with them."""
    places = stock_at(staffed_facilities(request.user))
    return render(request, "inventory/stock/my_stock.html", {"places": places})


def _movements(request, narrowed, context: dict[str, Any], *, for_staff: bool = False):
    ways = [way.select_related(*_ALONG) for way in narrowed.ways]
    page, scope = page_of(ways, request, LATEST_FIRST), narrowed.scope
    is_figure = bool(narrowed.asked.get("product") and page.rows)
    context |= {
        "one_product": page.rows[0].product if is_figure else None,
        "together": scope.together(narrowed.qs) if is_figure and scope.is_somewhere else None,
        "filter": narrowed,
        "url": request.path,
        "page": page,
        "rows": movements(page.rows, for_staff=for_staff, scope=scope),
        "discreet": for_staff,
    }
    return page_or_part(request, "inventory/stock/movements.html", context, part="movements")


def seller_tabs(request, org) -> list[dict[str, Any]]:
    """The pages of all of a seller's stock."""
    pages = [
        ("On hand", "inventory:stock"),
        ("Value", "inventory:stock_value"),
        ("Movements", "inventory:stock_movements"),
    ]
    return tabs(request, *((label, reverse(name, args=[org])) for label, name in pages))


def _at(request, access: StockAccess) -> dict[str, Any]:
    """What the pages of one facility's stock share."""
    facility = access.facility
    return {
        "access": access,
        "facility": facility,
        "facility_pk": str(facility.pk),
        "membership": access.membership,
        "url": request.path,
        "tabs": tabs(request, *FACILITY_TABS.at(facility)),
        "crumbs": crumbs(("Stock", access.stock_url), facility.name),
    }

"""The page of one order: everything about it, for reading; and what its figures are the sums of."""

from typing import Any, cast

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from purchasing.access import crumbs, order_crumbs, order_to_read
from purchasing.order_page.page import order_page
from purchasing.order_page.units import units_page
from sostocked.foundation.people.access import enter
from sostocked.foundation.people.mail.undelivered import undelivered_about


def order(request, org, number):
    """An order with its bar, lines, legs, work orders and story."""
    membership = enter(request, org)
    found = order_to_read(request, org, number)
    context = {
        "page": order_page(
            found, has_departures=cast(Any, found).has_departures, may_report=membership.may_write
        ),
        "order": found,
        "may_write": membership.may_write,
        "may_manage": membership.may_manage,
        "undelivered": undelivered_about(found.organization, found, may_send=membership.may_write),
        "crumbs": crumbs(found.organization, found.number),
    }
    return render(request, "purchasing/order_page/order.html", context)


@require_safe
def units(request, org, number, product):
    """Where the units of a product of an order are: every figure of its lines, row by row."""
    found = order_to_read(request, org, number)
    page = units_page(found, product)
    if page is None:
        raise Http404("No such product on this order.")
    sku = page.lines[0].facts.sku
    context = {"page": page, "order": found, "sku": sku, "crumbs": order_crumbs(found, sku)}
    return render(request, "purchasing/order_page/units.html", context)

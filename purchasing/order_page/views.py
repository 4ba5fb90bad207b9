"""The page of one order: everything about it, for reading."""

from typing import Any, cast

from django.shortcuts import render

from purchasing.access import crumbs, order_to_read
from purchasing.order_page.page import order_page
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

"""The door of one order, for every page about one, and where such a page stands."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from django.urls import reverse

from purchasing.models import OrderDeparture, PurchaseOrder
from sostocked.foundation.pages import navigation
from sostocked.foundation.people.access import Request, enter, enter_to_manage, enter_to_write
from sostocked.foundation.people.mail.undelivered import misses_mail
from sostocked.foundation.people.models import Organization

RELATED = ("organization", "supplier", "lead_time", "created_by", "placed_by")


def order_to_read(request: Request, org: str, number: str) -> PurchaseOrder:
    """The order behind these words of an address, or Http404."""
    return _order(request, enter(request, org).organization, number)


def order_to_write(request: Request, org: str, number: str) -> PurchaseOrder:
    """The same, for those who may change it."""
    return _order(request, enter_to_write(request, org).organization, number)


def order_to_manage(request: Request, org: str, number: str) -> PurchaseOrder:
    """The same, for owners and admins."""
    return _order(request, enter_to_manage(request, org).organization, number)


def _order(request: Request, organization: Organization, number: str) -> PurchaseOrder:
    orders = PurchaseOrder.objects.visible_to(request.user).filter(organization=organization)
    return get_object_or_404(
        orders.select_related(*RELATED)
        .with_lead_time_now()
        .with_date_changes()
        .annotate(
            misses_mail=misses_mail(PurchaseOrder),
            has_departures=Exists(OrderDeparture.objects.filter(order=OuterRef("pk"))),
        ),
        number=number.replace("\0", ""),
    )


def crumbs(organization: Organization, *steps: tuple[str, str] | str) -> list[dict]:
    """Where we are: the list of orders, then `steps` down to this page."""
    orders = ("Purchase orders", reverse("purchasing:orders", args=[organization.slug]))
    return navigation.crumbs(orders, *steps)


def order_crumbs(order: PurchaseOrder, here: str) -> list[dict]:
    """Where we are: the order, and `here` what is done to it."""
    return crumbs(order.organization, (order.number, order.get_absolute_url()), here)


def list_tabs(organization: Organization, request: Request) -> list[dict[str, Any]]:
    """The orders as a list and on a calendar."""
    args = [organization.slug]
    return navigation.tabs(
        request,
        ("List", reverse("purchasing:orders", args=args)),
        ("Timeline", reverse("purchasing:timeline", args=args)),
    )

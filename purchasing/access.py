"""The way in to one order, for every page about one."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from purchasing.models import PurchaseOrder
from sostocked.foundation.people.access import enter, enter_to_write
from sostocked.foundation.people.models import Organization

RELATED = ("organization", "supplier", "lead_time", "created_by", "placed_by")


def order_to_read(request: HttpRequest, org: str, number: str) -> PurchaseOrder:
    """The order behind these words of an address, or Http404."""
    return _order(request, enter(request, org).organization, number)


def order_to_write(request: HttpRequest, org: str, number: str) -> PurchaseOrder:
    """The same, for those who may change it."""
    return _order(request, enter_to_write(request, org).organization, number)


def _order(request: HttpRequest, organization: Organization, number: str) -> PurchaseOrder:
    orders = PurchaseOrder.objects.visible_to(request.user).filter(organization=organization)
    return get_object_or_404(
        orders.select_related(*RELATED).with_lead_time_now().with_date_changes(),
        number=number.replace("\0", ""),
    )


def crumbs(organization: Organization, *labels: tuple[str, str] | str) -> list[dict]:
    """Where we are: the list of orders, then `labels` with their addresses; the last one is this page."""
    steps = [("Purchase orders", reverse("purchasing:orders", args=[organization.slug])), *labels]
    return [{"label": step[0], "url": step[1]} for step in steps]


def list_tabs(organization: Organization, here: str) -> list[dict]:
    """The two ways to look at many orders; `here` is the address of the page."""
    pages = (("List", "purchasing:orders"), ("Timeline", "purchasing:timeline"))
    urls = [(label, reverse(name, args=[organization.slug])) for label, name in pages]
    return [{"label": label, "url": url, "current": url == here} for label, url in urls]

"""Asking about an order before something is done: in the dialog with scripts, else as a page with its bar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from purchasing.access import crumbs
from purchasing.models import PurchaseOrder
from purchasing.order_page.bar import order_bar
from purchasing.work_order_summaries import live_work_orders


def ask(request: HttpRequest, order: PurchaseOrder, *, status: int = 200, **question) -> HttpResponse:
    """The question, by the contract of components/confirm.html; it is posted to this same address."""
    context = {"action": request.path, "cancel_url": order.get_absolute_url(), **question}
    if request.htmx:
        return render(request, "components/confirm.html", {**context, "htmx": True}, status=status)
    legs = list(order.legs.select_related("facility"))
    context["bar"] = order_bar(order, legs, live_work_orders(order), today=order.organization.today())
    up = (order.number, order.get_absolute_url())
    context["crumbs"] = crumbs(order.organization, up, (question["title"], ""))
    return render(request, "purchasing/confirm.html", context, status=status)

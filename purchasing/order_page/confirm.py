"""Asking about an order before something is done: in the dialog with scripts, else as a page with its bar."""

from django.http import HttpResponse

from leadtimes.rules.bar import Bar
from purchasing.access import order_crumbs
from purchasing.models import PurchaseOrder
from purchasing.order_legs.bar import order_bar
from purchasing.work_order_summaries import live_work_orders
from sostocked.foundation.pages import dialogs
from sostocked.foundation.people.access import Request


def ask(request: Request, order: PurchaseOrder, *, status: int = 200, **question) -> HttpResponse:
    """The question, by the contract of components/confirm.html; it is posted to this same address."""
    question = {"cancel_url": order.get_absolute_url(), **question}
    if not request.htmx:
        question |= {"bar": bar_for(order), "crumbs": order_crumbs(order, question["title"])}
    return dialogs.ask(request, status=status, **question)


def bar_for(order: PurchaseOrder) -> Bar:
    """The bar of a saved order, for the pages about it."""
    legs = list(order.legs.select_related("facility"))
    return order_bar(order, legs, live_work_orders(order), today=order.organization.today())

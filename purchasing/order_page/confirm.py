"""Asking about an order before something is done: in the dialog with scripts, else as a page with its bar."""

from django.http import HttpResponse

from leadtimes.models import calendar_columns
from leadtimes.rules.bar import Bar
from purchasing.access import order_crumbs
from purchasing.models import PurchaseOrder
from purchasing.order_legs.bar import order_bar
from purchasing.rules.work_order_summary import WorkOrderSummary
from purchasing.work_order_summaries import live_work_orders
from sostocked.foundation.pages import dialogs
from sostocked.foundation.people.access import Request


def ask(
    request: Request,
    order: PurchaseOrder,
    *,
    status: int = 200,
    documents: list[WorkOrderSummary] | None = None,
    **question,
) -> HttpResponse:
    """The question, by the contract of components/confirm.html; it is posted to this same address.

    Whoever has read the live work orders (`documents`) gives them along.
    """
    question = {"cancel_url": order.get_absolute_url(), **question}
    if not request.htmx:
        question |= {"bar": bar_for(order, documents), "crumbs": order_crumbs(order, question["title"])}
    return dialogs.ask(request, status=status, **question)


def bar_for(order: PurchaseOrder, documents: list[WorkOrderSummary] | None = None) -> Bar:
    """The bar of a saved order, for the pages about it."""
    legs = list(order.legs.select_related("facility").annotate(**calendar_columns("facility")))
    documents = live_work_orders(order) if documents is None else documents
    return order_bar(order, legs, documents, today=order.organization.today())

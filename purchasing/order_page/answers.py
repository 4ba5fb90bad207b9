"""What comes of pressing a button about an order: it is done, it was done before, or a sentence says why not."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse

from purchasing.access import order_crumbs
from purchasing.models import PurchaseOrder
from purchasing.order_page.confirm import ask, bar_for
from purchasing.workflow import BADGES, Status, no_such_move
from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.pages.page_parts import page_or_part
from sostocked.foundation.people.access import Request
from sostocked.foundation.records.errors import Refused


def confirm_and_move(
    request: Request, order: PurchaseOrder, to: Status, service: Callable, **question: Any
) -> HttpResponse:
    """Ask, then move the order to its next status; on a page of before, say where it stands."""
    if not order.may_become(to):
        return not_again(request, order, to)
    if request.method == "POST":
        return do(request, order, lambda: service(order), f"is {BADGES[to].label.lower()}")
    return ask(request, order, **question)


def do(request: Request, order: PurchaseOrder, act: Callable, outcome: str) -> HttpResponse:
    """Do it and go back to the order, or say why not; somebody may have been quicker."""
    try:
        act()
    except Refused as refusal:
        return refuse(request, order, f"{order.number} stays as it is", [str(refusal)], refusal.http_status)
    messages.success(request, f"{order.number} {outcome}.")
    return go(request, order.get_absolute_url())


def not_again(request: Request, order: PurchaseOrder, to: Status) -> HttpResponse:
    """Back to an order that has come further already, or that can never get there."""
    now = order.badge.label.lower()
    if order.status == to:
        messages.info(request, f"{order.number} is already {now}.")
    else:
        messages.error(request, no_such_move(order.number, order.status, to))
    return go(request, order.get_absolute_url())


def refuse(
    request: Request,
    order: PurchaseOrder,
    title: str,
    reasons: list[str],
    status: int = 409,
    *,
    offer: dict[str, str] | None = None,
) -> HttpResponse:
    """The sentences that say why not; `offer` (url, label) is what may be done instead."""
    context = {
        "title": title,
        "reasons": reasons,
        "order": order,
        "offer": offer,
        "htmx": bool(request.htmx),
    }
    if not request.htmx:
        context |= {"crumbs": order_crumbs(order, title), "bar": bar_for(order)}
    return page_or_part(request, "purchasing/order_page/refused.html", context, part="refused", status=status)

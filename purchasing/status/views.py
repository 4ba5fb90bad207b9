"""Placing, confirming, closing and cancelling: first asked, with what it will do, then done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from leadtimes.models import Facility, staff_emails
from purchasing import services
from purchasing.access import order_crumbs, order_to_write
from purchasing.models import PurchaseOrder
from purchasing.order_page.confirm import ask, bar_for
from purchasing.rules.missing_fnskus import missing_fnskus, missing_in_words
from purchasing.rules.work_order_summary import WorkOrderSummary
from purchasing.work_order_summaries import live_work_orders, open_work_orders
from purchasing.workflow import BADGES, Status, no_such_move
from sostocked.foundation.pages.count_from_form import ask_where_to_count_from
from sostocked.foundation.pages.dialogs import go, posted
from sostocked.foundation.pages.page_parts import page_or_part
from sostocked.foundation.pages.reason_form import ReasonForm
from sostocked.foundation.people.access import Request
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of, day_of

WHY: dict[str, Any] = {
    "label": "Why?",
    "help_text": "Everybody who was told about this order will read it.",
    "missing": services.SAY_WHY,
}


def place_order(request, org, number):
    """Order from the supplier; says which facilities will be told, and what stays as placed."""
    order = order_to_write(request, org, number)
    if not order.may_become(Status.PLACED):
        return _not_again(request, order, Status.PLACED)
    today = order.organization.today()
    form = ask_where_to_count_from(
        posted(request), what="The PO date is", written=order.ordered_on, today=today
    )
    if request.method == "POST" and (form is None or form.is_valid()):
        day = form.day if form else None
        act = lambda: services.place(order, by=request.user, ordered_on=day)  # noqa: E731
        return _do(request, order, act, "is placed")
    if reasons := services.why_not_place(order):
        return _refuse(request, order, f"{order.number} cannot be placed yet", reasons)
    try:
        moved = _moved(order)
    except Refused as refusal:
        return _refuse(request, order, f"{order.number} cannot be placed yet", [str(refusal)])
    documents = live_work_orders(order)
    return ask(
        request,
        order,
        documents=documents,
        title=f"Place {order.number}?",
        text="Supplier, currency and PO date are settled then, and the dates of now are kept to compare with. "
        "Lines, notes and legs can still be changed; every facility that is touched is told and acknowledges "
        f"again.\n\n{moved}{_what_lacks_labels(order, documents)}{_who_gets_one(documents)}",
        items=_recipients(order, documents),
        form=form,
        status=422 if form and form.is_bound else 200,
        submit="Place order",
    )


def _moved(order: PurchaseOrder) -> str:
    """Sentences where the lead time or calendars have changed since the draft was saved."""
    follows = services.follows_later(order)
    changed = f"{order.lead_time} has changed since this draft was saved. Placing it takes that over."
    words = [changed] if follows else []
    if moved := services.availability_moved(order):
        before, after = moved
        why = "Now" if follows else "Calendars have changed since this draft was saved:"
        words.append(f"{why} available {after} instead of {before}.")
    return "".join(f"{sentence}\n\n" for sentence in words)


def confirm_order(request, org, number):
    """Note that the supplier accepted the order."""
    order = order_to_write(request, org, number)
    return _simple(
        request,
        order,
        Status.CONFIRMED,
        services.confirm,
        title=f"Has {order.supplier_name} confirmed {order.number}?",
        text="This notes that the supplier accepted the order. It confirms no dates and tells no facility.",
        submit="Mark as confirmed",
    )


def close_order(request, org, number):
    """Put a finished order away."""
    order = order_to_write(request, org, number)
    if order.may_become(Status.CLOSED) and (waiting := open_work_orders(order)):
        return _offer_to_cancel(request, order, waiting)
    return _simple(
        request,
        order,
        Status.CLOSED,
        services.close,
        title=f"Close {order.number}?",
        text="The order and its work orders stay readable. It can no longer be changed.",
        submit="Close order",
    )


def cancel_order(request, org, number):
    """Cancel the order and its work orders, with a reason."""
    order = order_to_write(request, org, number)
    if not order.may_become(Status.CANCELLED):
        return _not_again(request, order, Status.CANCELLED)
    if why := services.why_not_cancel(order):
        return _refuse(request, order, f"{order.number} cannot be cancelled", [why])
    form = ReasonForm(posted(request), **WHY)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        return _do(request, order, lambda: services.cancel(order, reason=reason), "is cancelled")
    documents = live_work_orders(order)
    return ask(
        request,
        order,
        status=422 if form.is_bound else 200,
        documents=documents,
        title=f"Cancel {order.number}?",
        text=_what_cancelling_does(order, documents),
        items=_states(documents),
        form=form,
        submit="Cancel order",
        cancel="Keep it",
        danger=True,
    )


def _offer_to_cancel(request, order: PurchaseOrder, waiting: list[WorkOrderSummary]) -> HttpResponse:
    """An order that somebody is still to work for stays open, or is cancelled with that work, if it may be."""
    title = f"{order.number} cannot be closed yet"
    if why := services.why_not_cancel(order):
        reasons = [f"{each.number} for {each.place} is {each.badge.label.lower()}." for each in waiting]
        return _refuse(request, order, title, [*reasons, f"It cannot be cancelled either. {why}"])
    return ask(
        request,
        order,
        status=409 if request.method == "POST" else 200,
        title=title,
        text="Somebody is still to work for it. Keep it open until these work orders are completed, or cancel the "
        "order: these work orders are cancelled with it, and whoever was told reads why.",
        items=_states(waiting),
        action=reverse("purchasing:cancel_order", args=[order.organization.slug, order.number]),
        form=ReasonForm(**WHY),
        submit="Cancel the order instead",
        cancel="Keep it open",
        danger=True,
    )


def _states(documents: list[WorkOrderSummary]) -> list[dict]:
    """Each work order with its facility and state, for components/confirm.html."""
    return [{"label": d.number, "hint": f"{d.place} · {d.badge.label.lower()}"} for d in documents]


def _simple(request, order: PurchaseOrder, to: Status, service: Callable, **question) -> HttpResponse:
    if not order.may_become(to):
        return _not_again(request, order, to)
    if request.method == "POST":
        return _do(request, order, lambda: service(order), f"is {BADGES[to].label.lower()}")
    return ask(request, order, **question)


def _do(request: Request, order: PurchaseOrder, act: Callable, outcome: str) -> HttpResponse:
    """Do it and go back to the order, or say why not; somebody may have been quicker."""
    try:
        act()
    except Refused as refusal:
        return _refuse(request, order, f"{order.number} stays as it is", [str(refusal)], refusal.http_status)
    messages.success(request, f"{order.number} {outcome}.")
    return go(request, order.get_absolute_url())


def _not_again(request: Request, order: PurchaseOrder, to: Status) -> HttpResponse:
    """Back to an order that has come further already, or that can never get there."""
    now = order.badge.label.lower()
    if order.status == to:
        messages.info(request, f"{order.number} is already {now}.")
    else:
        messages.error(request, no_such_move(order.number, order.status, to))
    return go(request, order.get_absolute_url())


def _refuse(request, order: PurchaseOrder, title: str, reasons: list[str], status: int = 409) -> HttpResponse:
    context = {"title": title, "reasons": reasons, "order": order, "htmx": bool(request.htmx)}
    if not request.htmx:
        context |= {"crumbs": order_crumbs(order, title), "bar": bar_for(order)}
    return page_or_part(request, "purchasing/status/refused.html", context, part="refused", status=status)


# ── What will happen, in words ────────────────────────────────────────────────────────────────────────


def _who_gets_one(documents: list[WorkOrderSummary]) -> str:
    count = len(documents)
    if not count:
        return "No warehouse or prep center is on the way, so nobody needs a work order."
    return (
        "This facility gets its work order now:"
        if count == 1
        else f"These {count_of(count, 'facility')} get work orders:"
    )


def _what_lacks_labels(order: PurchaseOrder, documents: list[WorkOrderSummary]) -> str:
    """A paragraph where a work order is to label what has no FNSKU."""
    labels = frozenset().union(*(each.labels for each in documents))
    products = [line.product for line in order.lines.select_related("product")] if labels else []
    words = missing_in_words(missing_fnskus(products, labels))
    return f"{words}\n\n" if words else ""


def _recipients(order: PurchaseOrder, documents: list[WorkOrderSummary]) -> list[dict]:
    legs = order.legs.exclude(facility=None).select_related("facility").prefetch_related("facility__staff")
    facilities: dict[int | None, Facility | None] = {leg.pk: leg.facility for leg in legs}
    return [{"label": each.place, "hint": _promise(each, facilities.get(each.leg_id))} for each in documents]


def _promise(document: WorkOrderSummary, facility: Facility | None) -> str:
    words = [document.number]
    if document.expected_on:
        told = document.arrival.sentence if document.arrival else ""
        words.append(f"goods expected {told or day_of(document.expected_on)}")
    count = len(staff_emails(facility)) if facility else 0
    words.append(f"mail to {count_of(count, 'address')}" if count else "no e-mail address: tell them")
    return " · ".join(words)


def _what_cancelling_does(order: PurchaseOrder, documents: list[WorkOrderSummary]) -> str:
    if order.is_draft:
        return "Nobody outside was told about this draft. It stays readable."
    if not documents:
        return "The order stays readable."
    return "These work orders are cancelled too and stay readable. Facilities that were told hear of it."

"""Placing and confirming: first asked, with what it will do, then done."""

from leadtimes.models import Facility, staff_emails
from purchasing import services
from purchasing.access import order_to_write
from purchasing.models import PurchaseOrder
from purchasing.order_page.answers import confirm_and_move, do, not_again, refuse
from purchasing.order_page.confirm import ask
from purchasing.rules.missing_fnskus import missing_fnskus, missing_in_words
from purchasing.rules.work_order_summary import WorkOrderSummary
from purchasing.work_order_summaries import live_work_orders
from purchasing.workflow import Status
from sostocked.foundation.pages.count_from_form import ask_where_to_count_from
from sostocked.foundation.pages.dialogs import posted
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of, day_of


def place_order(request, org, number):
    """Order from the supplier; says which facilities will be told, and what stays as placed."""
    order = order_to_write(request, org, number)
    if not order.may_become(Status.PLACED):
        return not_again(request, order, Status.PLACED)
    today = order.organization.today()
    form = ask_where_to_count_from(
        posted(request), what="The PO date is", written=order.ordered_on, today=today
    )
    if request.method == "POST" and (form is None or form.is_valid()):
        day = form.day if form else None
        act = lambda: services.place(order, by=request.user, ordered_on=day)  # noqa: E731
        return do(request, order, act, "is placed")
    if reasons := services.why_not_place(order):
        return refuse(request, order, f"{order.number} cannot be placed yet", reasons)
    try:
        moved = _moved(order)
    except Refused as refusal:
        return refuse(request, order, f"{order.number} cannot be placed yet", [str(refusal)])
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
    return confirm_and_move(
        request,
        order,
        Status.CONFIRMED,
        services.confirm,
        title=f"Has {order.supplier_name} confirmed {order.number}?",
        text="This notes that the supplier accepted the order. It confirms no dates and tells no facility.",
        submit="Mark as confirmed",
    )


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

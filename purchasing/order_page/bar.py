"""The workflow bar of an order, saved or still being typed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from leadtimes.lead_times.previews import planned_bar, promised
from leadtimes.models import LeadTime
from leadtimes.rules.bar import Bar, Document, Viewing, draw
from leadtimes.rules.portions import divide
from leadtimes.rules.schedule import LegDates
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.work_order_summaries import WorkOrderSummary


def preview_bar(
    legs: Sequence[OrderLeg], spans: Sequence[LegDates], *, today: date, number: str = "", label=""
) -> Bar:
    """The bar of legs that are not saved yet (no spans: undated); their work orders are only promised."""
    head = Document(number or "New purchase order", "You")
    return planned_bar(legs, spans, head=head, today=today, label=label)


def with_numbers(bar: Bar, documents: Sequence[WorkOrderSummary]) -> Bar:
    """`bar` with the numbers of the work orders that a draft has already, each given to its facility once."""
    left = [document for document in documents if not document.cancelled]

    def numbered(portion):
        known = next((each for each in left if each.place == portion.legs[0].place), None)
        if not portion.upcoming or known is None:
            return portion
        left.remove(known)
        return replace(portion, title=known.number, upcoming=False)

    return replace(bar, portions=tuple(numbered(portion) for portion in bar.portions))


def lead_time_label(lead_time: LeadTime, *, adjusted: bool) -> str:
    """What the bar is headed with: legs that were adjusted are no longer the lead time's."""
    return f"{lead_time}, adjusted for this order" if adjusted else str(lead_time)


def order_bar(
    order: PurchaseOrder, legs: Sequence[OrderLeg], documents: Sequence[WorkOrderSummary], *, today: date
) -> Bar:
    """The bar of a saved order: its own portion black, each facility's work order named and linked."""
    portions = divide(legs)
    by_leg = {document.leg_id: document for document in documents if not document.cancelled}
    others = [
        _document(by_leg.get(legs[portion.first].pk), promise)
        for portion, promise in zip(portions[1:], promised(legs, portions), strict=True)
    ]
    cancelled = order.status == "cancelled"
    head = Document(order.number, order.organization.name, cancelled=cancelled)
    if cancelled:
        others = [promise._replace(title="Work order", upcoming=False, cancelled=True) for promise in others]
    viewing = Viewing(today, running=order.is_open or order.status == "closed")
    return draw(
        legs,
        portions,
        [head, *others],
        active=0,
        viewing=viewing,
        label=lead_time_label(order.lead_time, adjusted=order.legs_adjusted),
    )


def _document(summary: WorkOrderSummary | None, promise: Document) -> Document:
    if summary is None:
        return promise
    return Document(summary.number, summary.place, summary.url)

"""The workflow bar of an order, saved or still being typed."""

from collections.abc import Iterable, Sequence
from datetime import date

from leadtimes.lead_times.planned_bar import planned_bar
from leadtimes.models import LeadTime
from leadtimes.rules.bar import Bar, Document, Viewing, draw_chain, promised
from leadtimes.rules.schedule import LegDates
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.rules.row_matching import match_rows
from purchasing.rules.work_order_summary import WorkOrderSummary


def draft_bar(
    legs: Sequence[OrderLeg],
    spans: Sequence[LegDates],
    *,
    rows: Sequence[OrderLeg] = (),
    documents: Iterable[WorkOrderSummary] = (),
    today: date,
    number: str = "",
    label: str = "",
) -> Bar:
    """The bar of legs that are not saved yet (no spans: undated).

    Work orders that a saved draft has already (`documents`) are named on the legs that will be written on their
    `rows`, as saving will do it; the others are only promised.
    """
    matches = match_rows(rows, legs)
    known = _by_leg([match.row.pk if match.row else None for match in matches], legs, documents)

    def work_order_at(at: int) -> Document:
        promise = promised(legs[at])
        return Document(known[at].number, promise.owner) if at in known else promise

    head = Document(number or "New purchase order", "You")
    return planned_bar(legs, spans, head=head, today=today, label=label, work_order_at=work_order_at)


def lead_time_label(lead_time: LeadTime | str, *, adjusted: bool) -> str:
    """What the bar is headed with: legs that were adjusted are no longer the lead time's."""
    return f"{lead_time}, adjusted for this order" if adjusted else str(lead_time)


def order_bar(
    order: PurchaseOrder, legs: Sequence[OrderLeg], documents: Iterable[WorkOrderSummary], *, today: date
) -> Bar:
    """The bar of a saved order: its own portion black, each facility's work order named and linked."""
    cancelled = order.status == "cancelled"
    known = _by_leg([leg.pk for leg in legs], legs, documents)

    def work_order_at(at: int) -> Document:
        promise = promised(legs[at])
        if cancelled:
            return Document("Work order", promise.owner, cancelled=True)
        return Document(known[at].number, known[at].place, known[at].url) if at in known else promise

    return draw_chain(
        legs,
        head=Document(order.number, order.organization.name, cancelled=cancelled),
        work_order_at=work_order_at,
        viewing=Viewing(today, running=order.counts_days),
        label=lead_time_label(order.lead_time_name, adjusted=order.legs_adjusted),
    )


def _by_leg(
    rows: Sequence[int | None], legs: Sequence[OrderLeg], documents: Iterable[WorkOrderSummary]
) -> dict[int, WorkOrderSummary]:
    """The live work orders by the index of the leg that each hangs on; `rows` are the keys of the legs.

    A row that is written on anew may lie at another facility by then: the work order does not go along.
    """
    live = {each.leg_id: each for each in documents if each.leg_id and not each.cancelled}
    return {
        at: live[row]
        for at, (row, leg) in enumerate(zip(rows, legs, strict=True))
        if row in live and live[row].facility_id == leg.facility_id
    }

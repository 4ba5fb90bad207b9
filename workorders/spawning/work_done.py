"""Rule E: what a facility did or reported counts, whoever changes the order afterwards."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from zoneinfo import ZoneInfo

from leadtimes.rules.portions import divide
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.reported_goods import why_goods_came
from purchasing.rules.closing_short import ExpectedLine, received_in_words
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import day_of
from workorders.goods.arrivals import why_goods_come
from workorders.goods.received import received_units
from workorders.models import WorkOrder, WorkOrderLine
from workorders.rules.asked import Asked, is_closed_short
from workorders.rules.own_portion import former_portion
from workorders.workflow import CHANGEABLE, Status


def require_no_work(work_order: WorkOrder, legs: Sequence[OrderLeg]) -> None:
    """Raise Refused for a work order that can no longer be cancelled; `legs` are those that its order had."""
    if why := _why_it_stays(work_order, legs):
        raise Refused(why)


def why_they_stay(order: PurchaseOrder, legs: Sequence[OrderLeg]) -> str:
    """Why a work order of `order` can no longer be cancelled with it, in a sentence; empty where all can."""
    alive = order.work_orders.exclude(status=Status.CANCELLED).select_related("facility").order_by("pk")
    return next((why for each in alive if (why := _why_it_stays(each, legs))), "")


def _why_it_stays(work_order: WorkOrder, legs: Sequence[OrderLeg]) -> str:
    if work_order.status not in CHANGEABLE:
        who = work_order.facility.name
        if received := _received_in_words(work_order):
            return f"{work_order.number}: {received}. What has not come can be closed short instead."
        return f"{work_order.number}: {who} has {_begun(work_order)}. It cannot be undone."
    came = why_goods_come(work_order) or _why_goods_came(work_order, legs)
    return f"{work_order.number} can no longer be cancelled. {came}" if came else ""


def _received_in_words(work_order: WorkOrder) -> str:
    """How much of what it asks for came, while the order can still be closed short of the rest."""
    if work_order.status == Status.COMPLETED:
        return ""
    lines = [
        ExpectedLine(row.pk, row.product_id, row.facts.sku, units=row.quantity, ordered=row.ordered)
        for row in work_order.lines.select_related("product")
    ]
    return received_in_words(lines, received_units(work_order), work_order.facility.place)


def lines_of(work_order: WorkOrder) -> dict[int, Asked]:
    """What its lines say, by product."""
    return {row.product_id: Asked(row.quantity, row.short) for row in work_order.lines.all()}


def require_changeable(work_order: WorkOrder, asked: Mapping[int, Asked], legs: Sequence[OrderLeg]) -> None:
    """Rule E for lines: free before goods came or work began, then up or down to what came, never after.

    What was closed short never came, so it is taken off whatever was reported; below what was counted here never.
    """
    if work_order.status == Status.COMPLETED:
        who = work_order.facility.name
        raise Refused(f"{work_order.number}: {who} has {_begun(work_order)}. Its lines stay.")
    less = [row for row in work_order.lines.all() if _asked_of(row, asked).units < row.quantity]
    if not less:
        return
    received = {} if work_order.status in CHANGEABLE else received_units(work_order)
    if any(received.values()):
        _require_what_came(work_order, less, asked, received)
    elif rest := [
        row for row in less if not is_closed_short(Asked(row.quantity, row.short), _asked_of(row, asked))
    ]:
        _require_nothing_known(work_order, rest, asked, legs)


def require_no_less(work_order: WorkOrder, units: Mapping[int, int], why: str) -> None:
    """Raise Refused, with `why`, where a line would be less than it is. `units` by product."""
    asked = {pk: Asked(each) for pk, each in units.items()}
    for row in work_order.lines.all():
        if _asked_of(row, asked).units < row.quantity:
            raise Refused(f"{_cannot_shrink(work_order, row, asked)} {why}")


def _asked_of(row: WorkOrderLine, asked: Mapping[int, Asked]) -> Asked:
    return asked.get(row.product_id, Asked(0))


def _require_nothing_known(
    work_order: WorkOrder, less: Sequence[WorkOrderLine], asked: Mapping[int, Asked], legs: Sequence[OrderLeg]
) -> None:
    """Raise Refused for lines that would be less, once goods came or work began, as far as nobody has counted."""
    if work_order.status in CHANGEABLE:
        why = _why_goods_came(work_order, legs)
    else:
        why = f"{work_order.facility.name} has {_begun(work_order)}."
    if why:
        raise Refused(f"{_cannot_shrink(work_order, less[0], asked)} {why}")


def _require_what_came(
    work_order: WorkOrder,
    less: Sequence[WorkOrderLine],
    asked: Mapping[int, Asked],
    received: Mapping[int, int],
) -> None:
    """Raise Refused where a line would be less than what was received of it."""
    for row in less:
        came = received.get(row.product_id, 0)
        if _asked_of(row, asked).units < came:
            raise Refused(f"{_cannot_shrink(work_order, row, asked)} {came:,} were received.")


def _cannot_shrink(work_order: WorkOrder, row: WorkOrderLine, asked: Mapping[int, Asked]) -> str:
    target = _asked_of(row, asked).units
    return f"{work_order.number}: {row.facts.sku} cannot go from {row.quantity:,} down to {target:,}."


def _why_goods_came(work_order: WorkOrder, legs: Sequence[OrderLeg]) -> str:
    """What was reported of its own legs, or of those behind them, in a sentence; empty if nothing was."""
    number = former_portion(work_order, legs)
    portions = divide(legs)
    return why_goods_came(legs, portions[number].first) if 0 < number < len(portions) else ""


def _begun(work_order: WorkOrder) -> str:
    """What its facility did, on which day, and who said so where that is known."""
    is_done = work_order.status == Status.COMPLETED
    what, at = ("completed", work_order.completed_at) if is_done else ("begun", work_order.started_at)
    day = day_of(at.astimezone(ZoneInfo(work_order.facility.timezone)).date()) if at else ""
    return f"{what} the work ({', '.join(filter(None, [day, _who_moved(work_order)]))})"


def _who_moved(work_order: WorkOrder) -> str:
    """Who brought it into the status that it has; the last time, where it was reopened."""
    since = "completed_at" if work_order.status == Status.COMPLETED else "started_at"
    events = cast(Any, work_order).events.filter(
        status=work_order.status, **{since: getattr(work_order, since)}
    )
    first = events.select_related("pgh_context").order_by("pgh_id").first()
    return (first and first.pgh_context and first.pgh_context.metadata.get("by")) or ""

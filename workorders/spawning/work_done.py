"""Rule E: what a facility did or reported counts, whoever changes the order afterwards."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from zoneinfo import ZoneInfo

from leadtimes.rules.portions import divide
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.reported_goods import why_goods_came
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import day_of
from workorders.arrivals import why_goods_come
from workorders.models import WorkOrder
from workorders.received import received_units
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
        return f"{work_order.number}: {who} has {_begun(work_order)}. It cannot be undone."
    came = why_goods_come(work_order) or _why_goods_came(work_order, legs)
    return f"{work_order.number} can no longer be cancelled. {came}" if came else ""


def require_changeable(
    work_order: WorkOrder, quantities: Mapping[int, int], legs: Sequence[OrderLeg]
) -> None:
    """Rule E for lines: free before goods came or work began, then up or down to what came, never after."""
    if work_order.status == Status.COMPLETED:
        who = work_order.facility.name
        raise Refused(f"{work_order.number}: {who} has {_begun(work_order)}. Its lines stay.")
    if work_order.status in CHANGEABLE:
        why = _why_goods_came(work_order, legs)
    elif any((received := received_units(work_order)).values()):
        _require_what_came(work_order, quantities, received)
        return
    else:
        why = f"{work_order.facility.name} has {_begun(work_order)}."
    if why:
        require_no_less(work_order, quantities, why)


def require_no_less(work_order: WorkOrder, quantities: Mapping[int, int], why: str) -> None:
    """Raise Refused, with `why`, where a line would be less than it is. `quantities`: units by product."""
    for row in work_order.lines.all():
        target = quantities.get(row.product_id, 0)
        if target < row.quantity:
            raise Refused(
                f"{work_order.number}: {row.facts.sku} cannot go from {row.quantity:,} down to {target:,}. {why}"
            )


def _require_what_came(
    work_order: WorkOrder, quantities: Mapping[int, int], received: Mapping[int, int]
) -> None:
    """Raise Refused where a line would be less than what was received of it."""
    for row in work_order.lines.all():
        target, came = quantities.get(row.product_id, 0), received.get(row.product_id, 0)
        if target < row.quantity and target < came:
            raise Refused(
                f"{work_order.number}: {row.facts.sku} cannot go from {row.quantity:,} down to {target:,}. "
                f"{came:,} were received."
            )


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
    """Who brought it into the status that it has."""
    events = cast(Any, work_order).events.filter(status=work_order.status).select_related("pgh_context")
    first = events.order_by("pgh_id").first()
    return (first and first.pgh_context and first.pgh_context.metadata.get("by")) or ""

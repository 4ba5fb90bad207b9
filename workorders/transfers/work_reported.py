"""Rules E and X for work orders that are cancelled or written anew by hand: what was reported counts."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from leadtimes.rules.legs import LegValues
from purchasing.reported_goods import who_reported
from purchasing.workflow import Status as OrderStatus
from sostocked.foundation.records.errors import Refused
from workorders.models import WorkOrder, WorkOrderLeg
from workorders.spawning.work_done import require_no_work
from workorders.workflow import Status, require_move


class Way(NamedTuple):
    """When the work of a stand-alone work order starts, and its legs without their dates."""

    starts_on: date | None
    legs: list[LegValues]


def way_of(starts_on: date | None, legs: Sequence[WorkOrderLeg]) -> Way:
    """The same for the same legs, whatever became of their dates."""
    return Way(starts_on, [leg.values() for leg in legs])


def what_was_reported(legs: Sequence[WorkOrderLeg]) -> str:
    """The first leg that began or ended by somebody's word, in a sentence; empty if none did."""
    leg = next((leg for leg in legs if leg.has_begun), None)
    return f"Work has begun: {who_reported(leg)}." if leg else ""


def keeps_way(work_order: WorkOrder, legs: Sequence[WorkOrderLeg], wanted: Way) -> bool:
    """Whether its `legs` stay as they are, with what was reported of them, rather than be written anew."""
    return wanted == way_of(work_order.starts_on, legs) and any(
        leg.is_reported or leg.has_begun for leg in legs
    )


def require_way_kept(work_order: WorkOrder, legs: Sequence[WorkOrderLeg], wanted: Way) -> None:
    """Raise Refused for another way, once one of its `legs` began or ended by somebody's word."""
    if wanted == way_of(work_order.starts_on, legs):
        return
    if reported := what_was_reported(legs):
        raise Refused(f"{work_order.number}: its legs and the day on which work starts stay. {reported}")


def require_cancellable(work_order: WorkOrder) -> None:
    """Raise Refused for a work order that cannot be cancelled by itself, or no longer.

    One of an order can where that order was closed, in an older version, while it was open.
    """
    order = work_order.order
    if order and order.status != OrderStatus.CLOSED:
        raise Refused(f"{work_order.number} follows {order}: cancel or change that order.")
    require_move(work_order.number, work_order.status, Status.CANCELLED)
    if order:
        require_no_work(work_order, list(order.legs.select_related("facility")))
    elif reported := what_was_reported(list(work_order.legs.all())):
        raise Refused(f"{work_order.number} can no longer be cancelled. {reported}")


def why_not_cancel(work_order: WorkOrder) -> Refused | None:
    """What cancelling would be refused for, before anybody is asked for a reason."""
    try:
        require_cancellable(work_order)
    except Refused as refusal:
        return refusal
    return None

"""The dates on a work order, those its facility was told, and from when on it is news to it that they moved.

Nothing is saved here: `revisions` does that.
"""

from collections.abc import Iterable, Sequence

from leadtimes.models import DatedLeg
from leadtimes.rules.lateness import days_behind
from leadtimes.rules.portions import whole
from purchasing.change_context import ChangeContext
from workorders.models import WorkOrder
from workorders.rules.own_portion import WorkDates, work_dates
from workorders.workflow import Status


def dates_along(legs: Sequence[DatedLeg], facility_id: int) -> WorkDates:
    """The dates that a stand-alone work order takes from its own legs, which all are one portion."""
    return work_dates(legs, whole(facility_id, legs))


def would_move(work_order: WorkOrder, dates: WorkDates) -> bool:
    """Whether these are other dates than it has. One whose work is over keeps its own."""
    return work_order.status != Status.COMPLETED and dates != (work_order.expected_on, work_order.leave_on)


def move_dates(work_order: WorkOrder, dates: WorkDates, context: ChangeContext) -> None:
    """Give the work order these dates, unsaved. A facility whose own report moved them has been told by that."""
    work_order.expected_on, work_order.leave_on = dates
    if _is_its_own_report(work_order, context):
        note_as_told([work_order])


def is_news(work_order: WorkOrder, context: ChangeContext) -> bool:
    """Whether its facility must hear of dates that moved.

    An instruction always is news. What merely happened is from the facility's own threshold on, counted from the
    dates that it was told last; what the facility reports itself never is.
    """
    if not context.is_drift:
        return True
    if _is_its_own_report(work_order, context):
        return False
    pairs = (
        (work_order.told_expected_on, work_order.expected_on),
        (work_order.told_leave_on, work_order.leave_on),
    )
    return any(abs(days_behind(now, former)) >= work_order.facility.notice_days for former, now in pairs)


def _is_its_own_report(work_order: WorkOrder, context: ChangeContext) -> bool:
    return context.is_drift and context.said_by == work_order.facility_id


def note_as_told(work_orders: Iterable[WorkOrder]) -> None:
    """Remember, unsaved, that the facility knows the dates as they are now; its notice names the former ones."""
    for each in work_orders:
        each.was_expected_on, each.was_leave_on = each.told_expected_on, each.told_leave_on
        each.told_expected_on, each.told_leave_on = each.expected_on, each.leave_on

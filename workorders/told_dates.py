"""The dates on a work order, and from when on it is news that they moved."""

from collections.abc import Iterable
from datetime import date

from leadtimes.rules.punctuality import days_behind
from purchasing.change_context import ChangeContext
from workorders.models import WorkOrder
from workorders.workflow import Status

DATES = ("revision", "expected_on", "leave_on", "told_expected_on", "told_leave_on")
"""The columns that are written when dates move."""


def move_dates(work_order: WorkOrder, expected_on: date | None, leave_on: date | None) -> bool:
    """Give the work order these dates, unless its work is over; True if they moved."""
    dates = (expected_on, leave_on)
    if work_order.status == Status.COMPLETED or dates == (work_order.expected_on, work_order.leave_on):
        return False
    work_order.expected_on, work_order.leave_on = dates
    return True


def is_news(work_order: WorkOrder, cause: ChangeContext) -> bool:
    """Whether the facility must hear of dates that moved.

    An instruction always is news. What merely happened is from the facility's own threshold on, counted from the
    dates that it was told last; what the facility says itself never is, and counts as told.
    """
    if not cause.is_drift:
        return True
    if cause.said_by == work_order.facility_id:
        note_as_told([work_order])
        return False
    pairs = (
        (work_order.told_expected_on, work_order.expected_on),
        (work_order.told_leave_on, work_order.leave_on),
    )
    return any(abs(days_behind(now, told)) >= work_order.facility.notice_days for told, now in pairs)


def note_as_told(work_orders: Iterable[WorkOrder]) -> None:
    """Remember, unsaved, that the facility knows the dates as they are now; its notice names the former ones."""
    for each in work_orders:
        each.was_expected_on, each.was_leave_on = each.told_expected_on, each.told_leave_on
        each.told_expected_on, each.told_leave_on = each.expected_on, each.leave_on

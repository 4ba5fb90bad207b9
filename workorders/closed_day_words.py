"""The days of work orders as they are told: where nobody is there, with the working day that counts."""

from collections.abc import Iterable

from leadtimes.dating import calendars
from leadtimes.rules.schedule import Calendar
from leadtimes.rules.told_days import arrival_day, leaving_day
from workorders.models import WorkOrder
from workorders.workflow import OVER, Status

CAME = (Status.IN_PROGRESS, *OVER)
"""Whose goods are there, or come no more."""


def tell_days(work_orders: Iterable[WorkOrder]) -> None:
    """Give each its `arrival` and `leaving`, where they lie ahead: the others are told by their dates alone.

    Work orders that come with their facility and its `calendar_columns` ask nothing more; calendars of the others
    are looked up in one query.
    """
    ahead = [each for each in work_orders if each.status not in OVER]
    known = calendars({each.facility_id for each in ahead if not hasattr(each, "closure_rows")})
    for each in ahead:
        tell(each, known.get(each.facility_id) or each.facility.calendar(each))


def tell(work_order: WorkOrder, calendar: Calendar) -> None:
    """The same for one that is under way, on the calendar of its facility."""
    came, leaves = work_order.expected_on, work_order.leave_on
    if work_order.status not in CAME:
        work_order.arrival = arrival_day(came, calendar)
    work_order.leaving = leaving_day(leaves, calendar, arrives_on=came)

"""The days of work orders as they are told: where nobody is there, with the working day that counts."""

from collections.abc import Iterable

from leadtimes.dating import calendars
from leadtimes.rules.schedule import Calendar
from leadtimes.rules.told_days import arrival_day, leaving_day
from workorders.models import WorkOrder


def tell_days(work_orders: Iterable[WorkOrder]) -> None:
    """Give each its `arrival` and `leaving`, by the calendar of its facility: two queries for all of them."""
    work_orders = list(work_orders)
    known = calendars({each.facility_id for each in work_orders})
    for each in work_orders:
        tell_days_of(each, known[each.facility_id])


def tell_days_of(work_order: WorkOrder, calendar: Calendar) -> None:
    """The same for one, whose facility's calendar is at hand."""
    work_order.arrival = arrival_day(work_order.expected_on, calendar)
    work_order.leaving = leaving_day(work_order.leave_on, calendar, arrives_on=work_order.expected_on)

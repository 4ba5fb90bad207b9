"""Stand-alone work orders, dated again after a calendar has changed. Those of an order follow that order."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from leadtimes.models import Facility
from leadtimes.rescheduling.bulk_dating import Chain, ShiftedChain, date_chains
from leadtimes.rescheduling.registry import BatchResult, CalendarChange, Reschedulable
from leadtimes.rules.legs import EXPECTED
from purchasing.change_context import ChangeContext
from sostocked.foundation.people.models import User
from sostocked.foundation.records.bulk_update import write_columns
from workorders.models import WorkOrder, WorkOrderDateChange, WorkOrderLeg
from workorders.revisions import revise_where_dates_move
from workorders.told_dates import dates_along
from workorders.workflow import AT_WORK, Status


def touched(facility: Facility) -> QuerySet[WorkOrder]:
    """Stand-alone work orders, planned or under way, on which `facility` has unfinished work."""
    legs = WorkOrderLeg.objects.filter(work_order=OuterRef("pk"), facility=facility, actual_ends_on=None)
    return WorkOrder.objects.select_related("facility").filter(
        Exists(legs),
        organization=facility.organization_id,
        order=None,
        starts_on__isnull=False,
        status__in=[Status.PLANNED, *AT_WORK],
    )


def date_again(work_orders: Sequence[WorkOrder], change: CalendarChange, by: User | None) -> BatchResult:
    """Date `work_orders` on today's calendars; with `by`, write what moved and why, and tell their facilities."""
    shifts, stuck = date_chains(_chains(work_orders))
    if by and shifts:
        write_columns([leg for shift in shifts for leg in shift.changed], EXPECTED)
        WorkOrderDateChange.objects.bulk_create(
            WorkOrderDateChange(work_order=shift.chain.document, **shift.as_date_change(change, by))
            for shift in shifts
        )
        _follow(shifts)
    return BatchResult([shift.moved for shift in shifts], stuck)


def _chains(work_orders: Sequence[WorkOrder]) -> Iterator[Chain[WorkOrderLeg]]:
    legs = WorkOrderLeg.objects.filter(work_order__in=[each.pk for each in work_orders])
    legs = legs.order_by("work_order_id", "position")
    by_work_order = {pk: list(group) for pk, group in groupby(legs, key=lambda leg: leg.work_order_id)}
    for each in work_orders:
        if each.starts_on:
            yield Chain(each, each.starts_on, by_work_order.get(each.pk, []))


def _follow(shifts: Sequence[ShiftedChain[WorkOrderLeg]]) -> None:
    """Give the work orders the dates of their legs; from each facility's threshold on that is news to it."""
    chains = [(shift.chain.document, shift.chain.legs) for shift in shifts]
    dates = {work_order: dates_along(legs, work_order.facility_id) for work_order, legs in chains}
    revise_where_dates_move(dates, ChangeContext(is_drift=True))


TRANSFERS = Reschedulable(
    key="transfers",
    label="Work orders",
    list_url=lambda organization: reverse("workorders:work_orders", args=[organization.slug]),
    touched=touched,
    date_again=date_again,
)

"""Open orders, dated again after a calendar has changed."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from leadtimes.models import Facility
from leadtimes.rescheduling.bulk_dating import Chain, date_chains
from leadtimes.rescheduling.registry import BatchResult, CalendarChange, Reschedulable
from leadtimes.rules.legs import EXPECTED
from purchasing.models import DateChange, OrderLeg, PurchaseOrder
from purchasing.work_order_summaries import follow_dates
from sostocked.foundation.people.models import User
from sostocked.foundation.records.bulk_update import write_columns


def touched(facility: Facility) -> QuerySet[PurchaseOrder]:
    """Open orders on which `facility` has unfinished work. A draft is dated when it is placed."""
    legs = OrderLeg.objects.filter(order=OuterRef("pk"), actual_ends_on=None)
    theirs = Q(Exists(legs.filter(facility=facility)))
    if facility.kind == "supplier":
        theirs |= Q(Exists(legs.filter(kind="supplier", facility=None)), supplier=facility)
    return PurchaseOrder.objects.filter(theirs, organization=facility.organization_id).open()


def date_again(orders: Sequence[PurchaseOrder], change: CalendarChange, by: User | None) -> BatchResult:
    """Date `orders` on today's calendars; with `by`, write what moved, why, and let work orders follow."""
    shifts, stuck = date_chains(_chains(orders))
    if by and shifts:
        write_columns([leg for shift in shifts for leg in shift.changed], EXPECTED)
        DateChange.objects.bulk_create(
            DateChange(order=shift.chain.document, **shift.as_date_change(change, by)) for shift in shifts
        )
        follow_dates({shift.chain.document.pk: shift.chain.legs for shift in shifts})
    return BatchResult([shift.moved for shift in shifts], stuck)


def _chains(orders: Sequence[PurchaseOrder]) -> Iterator[Chain[OrderLeg]]:
    legs = OrderLeg.objects.filter(order__in=[order.pk for order in orders])
    legs = legs.order_by("order_id", "position").prefetch_related("facility")
    by_order = {pk: list(group) for pk, group in groupby(legs, key=lambda leg: leg.order_id)}
    for order in orders:
        yield Chain(order, order.ordered_on, by_order.get(order.pk, []), order.supplier_id)


ORDERS = Reschedulable(
    key="orders",
    label="Purchase orders",
    list_url=lambda organization: reverse("purchasing:orders", args=[organization.slug]),
    touched=touched,
    date_again=date_again,
)

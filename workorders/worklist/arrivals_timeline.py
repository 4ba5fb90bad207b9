"""What arrives at a facility and must leave it again, as bars.

No supplier, no order and no other facility is named: a work order shows the legs that it takes care of, no others.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Coalesce

from leadtimes.models import Facility
from leadtimes.rules.lateness_words import lateness
from leadtimes.rules.portions import divide
from leadtimes.rules.punctuality import end_of
from leadtimes.rules.timeline import Track, timeline_legs
from leadtimes.timeline.chart import Chart, ChartRow
from purchasing.models import OrderLeg
from sostocked.foundation.pages.paging import Key, read_id
from workorders.models import WorkOrder, WorkOrderLeg

SOONEST_ARRIVAL_FIRST = (Key("arrives", date.fromisoformat), Key("pk", read_id))
_FIELDS = ("pk", "position", "kind", "mode", "label", "facility_id", "baseline_starts_on", "baseline_ends_on")
_DATES = ("expected_starts_on", "expected_ends_on", "actual_starts_on", "actual_ends_on")


def by_arrival(work_orders: QuerySet) -> QuerySet:
    """Adds `arrives`, to sort by: what is not dated comes last."""
    arrives = Coalesce(F("expected_on"), F("leave_on"), Value(date.max), output_field=DateField())
    return work_orders.annotate(arrives=arrives).select_related("facility", "organization")


def chart_of(work_orders: Sequence[WorkOrder], *, today: date, scale: str, several: bool) -> Chart:
    """The chart of work orders `by_arrival`; `several` facilities are named in every row."""
    chains = _chains(work_orders)
    legs = {
        each.pk: chains[(each.order_id, None) if each.order_id else (None, each.pk)] for each in work_orders
    }
    portions = {each.pk: _portion(each, legs[each.pk]) for each in work_orders}
    own = {legs[pk][n].facility_id for pk, numbers in portions.items() for n in numbers}
    known = {place.pk: place for place in Facility.objects.filter(pk__in=own - {None}).with_calendar()}
    on = {
        "today": today,
        "places": {pk: place.place for pk, place in known.items()},
        "calendars": {pk: place.calendar() for pk, place in known.items()},
    }
    entries = [_entry(each, legs[each.pk], portions[each.pk], several, **on) for each in work_orders]
    return Chart("Work under way", "Work order", ("Arrives", "Must leave"), entries, today, scale)


def _chains(work_orders: Iterable[WorkOrder]) -> dict[tuple, list[Any]]:
    """The legs of orders by (order, None), and those of stand-alone work orders by (None, work order)."""
    orders = {each.order_id for each in work_orders if each.order_id}
    alone = {each.pk for each in work_orders if not each.order_id}
    chains = defaultdict(list)
    for leg in _rows(OrderLeg.objects.filter(order__in=orders).order_by("order_id", "position"), "order_id"):
        chains[leg.order_id, None].append(leg)
    own = WorkOrderLeg.objects.filter(work_order__in=alone).order_by("work_order_id", "position")
    for leg in _rows(own, "work_order_id"):
        chains[None, leg.work_order_id].append(leg)
    return chains


def _rows(legs: QuerySet, owner: str) -> Iterable[Any]:
    return legs.values_list(owner, *_FIELDS, *_DATES, named=True)


def _portion(work_order: WorkOrder, legs: Sequence[Any]) -> tuple[int, ...]:
    """Which of these legs the work order takes care of."""
    if work_order.order_id is None:
        return tuple(range(len(legs)))
    mine = (each for each in divide(legs)[1:] if legs[each.first].pk == work_order.leg_id)
    return next((portion.legs for portion in mine), ())


def _entry(
    work_order: WorkOrder, legs: Sequence[Any], mine: Sequence[int], several: bool, *, today: date, **on
) -> ChartRow:
    own = [legs[n] for n in mine]
    here = [leg for leg in own if leg.facility_id == work_order.facility_id]
    leaves = here[-1] if here else None
    dated = [leg for leg in own if leg.baseline_starts_on and leg.baseline_ends_on]
    placed = (dated[0].baseline_starts_on, dated[-1].baseline_ends_on) if dated else None
    who = f"{work_order.organization} · {work_order.facility}" if several else str(work_order.organization)
    return ChartRow(
        number=work_order.number,
        url=work_order.get_absolute_url(),
        status=work_order.badge.label,
        who=who,
        dates=(work_order.expected_on, work_order.leave_on),
        lateness=lateness(
            legs,
            ends_on=leaves and end_of(leaves),
            baseline=leaves and leaves.baseline_ends_on,
            today=today,
            among=mine,
        ),
        track=Track(timeline_legs(own, today=today, **on), placed),
    )

"""What arrives at a facility and must leave it again, as bars.

No supplier, no order and no other facility is named: a work order shows the legs that it takes care of, no others.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Coalesce

from leadtimes.rules.lateness_words import lateness
from leadtimes.rules.legs import PlainLeg
from leadtimes.rules.portions import Portion
from leadtimes.rules.timeline import Period, Track, timeline_legs
from leadtimes.timeline.chart import Chart, ChartRow
from leadtimes.timeline.queries import legs_by_owner, places_and_calendars
from purchasing.models import OrderLeg
from sostocked.foundation.pages.paging import Key, read_id
from workorders.closed_day_words import tell
from workorders.models import WorkOrder, WorkOrderLeg
from workorders.rules.own_portion import divide_for
from workorders.worklist.queries import SOMEDAY

SOONEST_ARRIVAL_FIRST = (Key("arrives", date.fromisoformat), Key("pk", read_id))


def by_arrival(work_orders: QuerySet) -> QuerySet:
    """Adds `arrives`, to sort by: what is not dated comes last."""
    arrives = Coalesce(F("expected_on"), F("leave_on"), Value(SOMEDAY), output_field=DateField())
    return work_orders.annotate(arrives=arrives).select_related("facility", "organization", "order")


def chart_of(work_orders: Sequence[WorkOrder], *, today: date, scale: str, several: bool) -> Chart:
    """The chart of work orders `by_arrival`; `several` facilities are named in every row."""
    legs = _legs_of(work_orders)
    mine = {each.pk: divide_for(each, legs[each.pk]).own for each in work_orders}
    own = {leg.facility_id for pk, portion in mine.items() if portion for leg in portion.of(legs[pk])}
    on = places_and_calendars(own | {each.facility_id for each in work_orders})
    for each in work_orders:
        tell(each, on["calendars"][each.facility_id])
    return Chart(
        label="Work under way",
        whose="Work order",
        columns=("Arrives", "Must leave"),
        rows=[_row(each, legs[each.pk], mine[each.pk], several, today=today, **on) for each in work_orders],
        today=today,
        scale=scale,
    )


def _legs_of(work_orders: Iterable[WorkOrder]) -> dict[int, list[PlainLeg]]:
    """By the work order's id: its order's legs, or its own when it stands alone."""
    orders = {each.order_id for each in work_orders if each.order_id}
    alone = {each.pk for each in work_orders if not each.order_id}
    of_orders = legs_by_owner(OrderLeg.objects.filter(order__in=orders), "order_id")
    own = legs_by_owner(WorkOrderLeg.objects.filter(work_order__in=alone), "work_order_id")
    return {each.pk: of_orders[each.order_id] if each.order_id else own[each.pk] for each in work_orders}


def _row(
    work_order: WorkOrder,
    legs: Sequence[PlainLeg],
    mine: Portion | None,
    several: bool,
    *,
    today: date,
    **on,
) -> ChartRow:
    own = mine.of(legs) if mine else []
    here = [leg for leg in own if leg.facility_id == work_order.facility_id]
    leaves = here[-1] if here else None
    who = f"{work_order.organization} · {work_order.facility}" if several else str(work_order.organization)
    return ChartRow(
        number=work_order.number,
        url=work_order.get_absolute_url(),
        status=work_order.badge.label + ", order closed" * work_order.order_is_closed,
        who=who,
        dates=(work_order.expected_on, work_order.leave_on),
        lateness=lateness(
            legs,
            ends_on=leaves and leaves.ends_on,
            baseline=leaves and leaves.baseline_ends_on,
            today=today,
            among=mine.legs if mine else (),
        ),
        track=Track(timeline_legs(own, today=today, **on), _as_placed(own)),
        told=(work_order.arrival, work_order.leaving),
    )


def _as_placed(legs: Iterable[PlainLeg]) -> Period | None:
    placed = [
        Period(leg.baseline_starts_on, leg.baseline_ends_on)
        for leg in legs
        if leg.baseline_starts_on and leg.baseline_ends_on
    ]
    return Period(placed[0].starts_on, placed[-1].ends_on) if placed else None

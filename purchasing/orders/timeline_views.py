"""All open orders on a calendar, soonest available first."""

from collections.abc import Sequence
from datetime import date

from django.db.models import DateField, F, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.views.decorators.http import require_safe

from leadtimes.rules.lateness_words import lateness
from leadtimes.rules.legs import PlainLeg
from leadtimes.rules.timeline import Period, Track, timeline_legs
from leadtimes.rules.told_days import available_day
from leadtimes.timeline.chart import ROWS, Chart, ChartRow, scale_of, scales
from leadtimes.timeline.queries import legs_by_owner, places_and_calendars
from purchasing.access import crumbs, list_tabs
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.orders.filters import OpenOrderFilter
from sostocked.foundation.pages.page_parts import page_or_part
from sostocked.foundation.pages.paging import Key, page_of, read_id
from sostocked.foundation.people.access import enter

SOONEST_FIRST = (Key("soonest", date.fromisoformat), Key("pk", read_id))


@require_safe
def timeline(request, org):
    """The organization's open orders as bars, narrowed by the address like the list."""
    organization = enter(request, org).organization
    mine = PurchaseOrder.objects.visible_to(request.user).filter(organization=organization).open()
    narrowed = OpenOrderFilter(request.GET, mine, organization=organization)
    page = page_of(_soonest(narrowed.qs), request, SOONEST_FIRST, size=ROWS)
    for order in page.rows:
        order.organization = organization  # known already: not read again for each of 500
    context = {
        "filter": narrowed,
        "chart": _chart(page.rows, today=organization.today(), scale=scale_of(request)),
        "page": page,
        "scales": scales(request),
        "tabs": list_tabs(organization, request),
        "url": request.path,
        "list_url": reverse("purchasing:orders", args=[org]),
        "crumbs": crumbs(organization, "Timeline"),
    }
    return page_or_part(request, "purchasing/orders/timeline.html", context, part="timeline")


def _soonest(orders):
    """Adds `soonest`, to sort by: undated orders come last."""
    soonest = Coalesce(F("available_on"), Value(date.max), output_field=DateField())
    return orders.with_availability().annotate(soonest=soonest).select_related("supplier")


def _chart(orders: list[PurchaseOrder], *, today: date, scale: str) -> Chart:
    legs = legs_by_owner(OrderLeg.objects.filter(order__in=[order.pk for order in orders]), "order_id")
    at = {leg.facility_id for chain in legs.values() for leg in chain}
    on = places_and_calendars(at | {order.supplier_id for order in orders})
    return Chart(
        label="Open purchase orders",
        whose="Order",
        columns=("Available",),
        rows=[_row(order, legs[order.pk], today=today, **on) for order in orders],
        today=today,
        scale=scale,
    )


def _row(order: PurchaseOrder, legs: Sequence[PlainLeg], *, today: date, **on) -> ChartRow:
    return ChartRow(
        number=order.number,
        url=order.get_absolute_url(),
        status=order.badge.label,
        who=order.supplier_name,
        dates=(order.available_on,),
        lateness=lateness(
            legs, ends_on=order.available_on, baseline=order.baseline_available_on, today=today
        ),
        track=Track(
            timeline_legs(legs, today=today, supplier_id=order.supplier_id, **on), _as_placed(order, legs)
        ),
        told=tuple(available_day(last, on["calendars"].get(last.facility_id)) for last in legs[-1:]),
    )


def _as_placed(order: PurchaseOrder, legs: Sequence[PlainLeg]) -> Period | None:
    if not order.baseline_available_on:
        return None
    starts_on = next((leg.baseline_starts_on for leg in legs[:1] if leg.baseline_starts_on), order.ordered_on)
    return Period(starts_on, order.baseline_available_on)

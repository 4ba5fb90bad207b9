"""All open orders on a calendar, soonest available first."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import DateField, F, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.views.decorators.http import require_safe

from leadtimes.models import Facility
from leadtimes.rules.lateness_words import lateness
from leadtimes.rules.timeline import Track, timeline_legs
from leadtimes.timeline.chart import ROWS, Chart, ChartRow, scale_of, scales
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
        "tabs": list_tabs(organization, request.path),
        "url": request.path,
        "list_url": reverse("purchasing:orders", args=[org]),
        "crumbs": crumbs(organization, "Timeline"),
    }
    return page_or_part(request, "purchasing/timeline.html", context, part="listing")


def _soonest(orders):
    """Adds `soonest`, to sort by: undated orders come last."""
    soonest = Coalesce(F("available_on"), Value(date.max), output_field=DateField())
    return orders.with_availability().annotate(soonest=soonest).select_related("supplier")


def _chart(orders: list[PurchaseOrder], *, today: date, scale: str) -> Chart:
    legs = _legs_of(orders)
    at = {leg.facility_id for chain in legs.values() for leg in chain if leg.facility_id}
    places = Facility.objects.filter(pk__in=at | {order.supplier_id for order in orders}).with_calendar()
    known = {place.pk: place for place in places}
    on = {
        "today": today,
        "places": {pk: place.place for pk, place in known.items()},
        "calendars": {pk: place.calendar() for pk, place in known.items()},
    }
    entries = [_entry(order, legs[order.pk], **on) for order in orders]
    return Chart("Open purchase orders", "Order", ("Available",), entries, today, scale)


def _legs_of(orders: Iterable[PurchaseOrder]) -> dict[int, list[Any]]:
    """The legs of each order, as plain rows: there are thousands of them."""
    fields = ("order_id", "kind", "mode", "label", "facility_id", "baseline_starts_on", "baseline_ends_on")
    dates = ("expected_starts_on", "expected_ends_on", "actual_starts_on", "actual_ends_on")
    found = OrderLeg.objects.filter(order__in=[order.pk for order in orders]).order_by("order_id", "position")
    legs = defaultdict(list)
    for leg in found.values_list(*fields, *dates, named=True):
        legs[leg.order_id].append(leg)
    return legs


def _entry(order: PurchaseOrder, legs: list[Any], *, today: date, **on) -> ChartRow:
    baseline = order.baseline_available_on
    placed = baseline and ((legs and legs[0].baseline_starts_on) or order.ordered_on, baseline)
    return ChartRow(
        number=order.number,
        url=order.get_absolute_url(),
        status=order.badge.label,
        who=order.supplier.name,
        dates=(order.available_on,),
        lateness=lateness(legs, ends_on=order.available_on, baseline=baseline, today=today),
        track=Track(timeline_legs(legs, today=today, supplier_id=order.supplier_id, **on), placed),
    )

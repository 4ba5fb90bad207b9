"""What left the supplier on an order: writing it down, its papers, and taking it back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.urls import reverse

from inventory.rules.shipping import summed
from inventory.shipping.draft import FROM_THE_SUPPLIER, DepartureDraft, Goods
from inventory.shipping.views import DeparturePage, ShipPage, departure_page, find_departure, ship_page
from leadtimes.rules.leg_reports import InvalidReport
from leadtimes.speaker import Speaker
from purchasing.access import order_crumbs, order_to_read, order_to_write
from purchasing.departed import destination_of, left_units, why_not_depart
from purchasing.departures import services
from purchasing.departures.services import DepartureInput, MoreThanOrdered
from purchasing.models import PurchaseOrder
from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.people.access import membership_at
from sostocked.foundation.records.errors import Refused


def ship_goods(request, org: str, number: str):
    """Say what left the supplier, in which cartons."""
    order = order_to_write(request, org, number)
    if request.method != "POST" and (why := why_not_depart(order)):
        messages.error(request, why)
        return go(request, order.get_absolute_url())
    goods, to_come = _goods(order)
    given: dict[str, Any] = {
        "onward": destination_of(order.legs.select_related("facility")),
        "goods": goods,
        "system": order.organization.units,
        "elsewhere": FROM_THE_SUPPLIER,
    }
    if request.method != "POST":
        draft = DepartureDraft.new(own=to_come, today=order.organization.today(), **given)
        return _page(request, order, draft.forgive_blanks())
    action = request.POST.get("action", "save")
    draft = DepartureDraft(DepartureDraft.acted(request.POST, action), **given)
    if action != "save":
        draft.go_on(action)
        return _page(request, order, draft.forgive_blanks())
    if not draft.is_valid():
        return _page(request, order, draft, status=422)
    return _save(request, order, draft)


def _goods(order: PurchaseOrder) -> tuple[list[Goods], dict[int, int]]:
    """Every product that is ordered, and how much of each has not left yet; lots are read where goods come."""
    lines = list(order.lines.select_related("product"))
    ordered, left = summed((line.product_id, line.quantity) for line in lines), left_units(order)
    to_come = {pk: max(units - left.get(pk, 0), 0) for pk, units in ordered.items()}
    first = {line.product_id: line for line in reversed(lines)}
    goods = [
        Goods(line.product, None, to_come[pk], line.facts, word="not left yet") for pk, line in first.items()
    ]
    return goods[::-1], to_come


def _save(request, order: PurchaseOrder, draft: DepartureDraft):
    head = draft.head.cleaned_data
    said = DepartureInput(
        to=draft.head.destination(),
        cartons=draft.cartons.cartons(),
        papers=draft.head.papers(),
        left_on=head["left_on"],
        is_all=head["is_all"],
        is_more=head["is_more"],
    )
    try:
        departure = services.depart(
            order, said, speaker=Speaker(request.user, order.organization.today()), key=head["key"]
        )
    except InvalidReport as invalid:
        draft.head.add_error(invalid.field, str(invalid))
        return _page(request, order, draft, status=422)
    except Refused as refusal:
        draft.asks_more |= isinstance(refusal, MoreThanOrdered)
        return _page(request, order, draft, refusal=refusal, status=refusal.http_status)
    messages.success(request, f"{draft.packed} left for {departure.shipment.to_name}.")
    return go(request, departure.get_absolute_url())


def _page(
    request, order: PurchaseOrder, draft: DepartureDraft, *, refusal: Refused | None = None, status: int = 200
):
    page = ShipPage(
        heading=f"What left on {order.number}",
        origin=order.supplier_name,
        url=reverse("purchasing:ship", args=[order.organization.slug, order.number]),
        back_url=order.get_absolute_url(),
        crumbs=order_crumbs(order, "What left"),
        nothing="Nothing is ordered",
        why_nothing="Only what is on a line of the order can leave.",
    )
    return ship_page(request, page, draft, refusal=refusal, status=status)


def departure(request, org: str, number: str, departure: int):
    """What left the supplier in one go."""
    writing = request.method == "POST"
    order = (order_to_write if writing else order_to_read)(request, org, number)
    found = find_departure(order.departures, departure)
    found.order = order
    may_write = found.stands and membership_at(request, org).may_write
    page = DeparturePage(
        document=order.number,
        url=order.get_absolute_url(),
        system=order.organization.units,
        crumbs=order_crumbs(order, f"Departure {found.number}"),
        returned="Its units are the supplier's again.",
        may_write=may_write,
        may_take_back=may_write and order.is_open,
        shows_amazon=True,
        check_in_url=reverse("purchasing:check_in", args=[org, order.number, found.number])
        if may_write
        else "",
        write_papers=partial(services.write_papers, found, by=request.user),
        take_back=lambda why: services.take_back(found, by=request.user, why=why),
    )
    return departure_page(request, page, found)

"""Shipping: what leaves a facility on a work order, its papers, and taking it back."""

import uuid
from functools import partial

from django.contrib import messages
from django.urls import reverse

from inventory.shipping.draft import DepartureDraft, Goods
from inventory.shipping.views import DeparturePage, ShipPage, departure_page, find_departure, ship_page
from leadtimes.rules.leg_reports import InvalidReport
from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.records.errors import NotYours, Refused
from workorders.access import Access, open_work_order
from workorders.content import WorkOrderContent, read_content
from workorders.goods.claims import good_lots, shares_of
from workorders.goods.shipped import why_not_ship
from workorders.models import Departure
from workorders.page.responses import refuse, work_order_crumbs
from workorders.shipping import services
from workorders.shipping.destination import destination_of
from workorders.shipping.services import DepartureInput, NotItsOwn


def ship_goods(request, org: str, number: str):
    """Say what leaves, in which cartons."""
    access = open_work_order(request, org, number)
    if refusal := _why_not(access, is_new=request.method != "POST"):
        return refuse(request, access, refusal)
    if twin := _twin(request, access):
        return go(request, twin.get_absolute_url())
    content = read_content(access.work_order)
    onward, system = destination_of(content), access.work_order.organization.units
    own, goods = _goods(content)
    if request.method != "POST":
        work_order = access.work_order
        draft = DepartureDraft.new(
            onward=onward,
            goods=goods,
            own=own,
            system=system,
            today=work_order.facility.today(),
            is_all=work_order.stands_alone or work_order.counted_at is not None,
        )
        return _page(request, access, draft.forgive_blanks())
    action = request.POST.get("action", "save")
    data = DepartureDraft.acted(request.POST, action)
    draft = DepartureDraft(data, onward=onward, goods=goods, system=system)
    if action != "save":
        draft.go_on(action)
        return _page(request, access, draft.forgive_blanks())
    if not draft.is_valid():
        return _page(request, access, draft, status=422)
    return _save(request, access, draft)


def _twin(request, access: Access) -> Departure | None:
    """The departure that this form made before, when what it names no longer lies here."""
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    found = access.work_order.departures.filter(key=key).first()
    if found:
        found.work_order = access.work_order
    return found


def _why_not(access: Access, *, is_new: bool) -> Refused | None:
    """Who sends a departure for the second time is answered as for the first, whatever happened since."""
    if not access.is_staff:
        return NotYours(f"Only staff of {access.work_order.facility} can do this.")
    why = why_not_ship(access.work_order) if is_new else ""
    return Refused(why) if why else None


def _goods(content: WorkOrderContent) -> tuple[dict[int, int], list[Goods]]:
    """Its own units by product, and all good stock that may leave, first what expires first."""
    shares = shares_of(content.work_order)
    own = {pk: share.own for pk, share in shares.items() if share.own}
    said = {each.step.product_id: each.step.facts for each in content.steps if each.step.product_id}
    said |= {line.product_id: line.facts for line in content.lines}
    movable = [pk for pk, share in shares.items() if share.most]
    return own, [
        Goods(product, lot, units, said.get(product.pk, product.facts))
        for product, lot, units in good_lots(content.work_order.facility_id, movable)
    ]


def _save(request, access: Access, draft: DepartureDraft):
    head = draft.head.cleaned_data
    said = DepartureInput(
        to=draft.head.destination(),
        cartons=draft.cartons.cartons(),
        papers=draft.head.papers(),
        left_on=head["left_on"],
        is_all=head["is_all"],
        takes_free=head["takes_free"],
    )
    try:
        departure = services.depart(
            access.work_order, said, speaker=access.speaker(request.user), key=head["key"]
        )
    except InvalidReport as invalid:
        draft.head.add_error(invalid.field, str(invalid))
        return _page(request, access, draft, status=422)
    except Refused as refusal:
        draft.asks_free |= isinstance(refusal, NotItsOwn) and refusal.has_free
        return _page(request, access, draft, refusal=refusal, status=refusal.http_status)
    messages.success(request, f"{draft.packed} left for {departure.shipment.to_name}.")
    return go(request, departure.get_absolute_url())


def departure(request, org: str, number: str, departure: int):
    """What left in one go. Its papers are written here, and it is taken back here."""
    access = open_work_order(request, org, number)
    work_order = access.work_order
    found = find_departure(work_order.departures, departure)
    found.work_order = work_order
    page = DeparturePage(
        document=work_order.number,
        url=work_order.get_absolute_url(),
        system=work_order.organization.units,
        crumbs=work_order_crumbs(work_order, f"Departure {found.number}"),
        returned="Its units lie here again.",
        may_write=found.stands and (access.is_staff or access.writes),
        may_take_back=found.stands and access.may_correct,
        shows_amazon=not access.discreet,
        check_in_url=_check_in_url(found) if found.stands and access.writes else "",
        write_papers=partial(services.write_papers, found, by=request.user),
        take_back=lambda why: services.take_back(found, by=request.user, why=why),
    )
    return departure_page(request, page, found)


def _check_in_url(found: Departure) -> str:
    work_order = found.work_order
    return reverse(
        "workorders:check_in", args=[work_order.organization.slug, work_order.number, found.number]
    )


def _page(
    request, access: Access, draft: DepartureDraft, *, refusal: Refused | None = None, status: int = 200
):
    work_order = access.work_order
    page = ShipPage(
        heading=f"Ship {work_order.number}",
        origin=f"{work_order.facility.place}, for {work_order.organization}",
        url=reverse("workorders:ship", args=[work_order.organization.slug, work_order.number]),
        back_url=work_order.get_absolute_url(),
        crumbs=work_order_crumbs(work_order, "Ship"),
        nothing="Nothing good of this work order lies here",
        why_nothing="What is received good can leave. Damaged units and units on hold stay.",
    )
    return ship_page(request, page, draft, refusal=refusal, status=status)

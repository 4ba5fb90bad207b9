"""Shipping: what leaves on a work order, and what did not leave after all.

Lock order: purchase order, its work orders by pk, the place, then balances of stock by key (the trigger on moves).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from inventory.models import Place
from inventory.rules.shipping import summed
from inventory.rules.stock import FACILITY
from inventory.shipping import departures
from inventory.shipping import services as shipments
from inventory.shipping.services import Destination, Papers, contents_of
from inventory.stock.places import place_at
from leadtimes.models import DatedLeg
from leadtimes.speaker import Speaker
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import NotYours, Refused
from workorders.content import WorkOrderContent, read_content
from workorders.goods.claims import shares_of
from workorders.goods.shipped import why_not_ship
from workorders.leg_reports.witness import begin, witness
from workorders.locking import lock_with_order
from workorders.models import Departure, WorkOrder
from workorders.rules.claims import Share, is_too_much, why_too_much
from workorders.rules.instructions import require_instructions
from workorders.workflow import Status


class NotItsOwn(Refused):
    """More should leave than the work order has. `there` says what it has, by product."""

    def __init__(self, sentences: Sequence[str], there: dict[int, Share]):
        super().__init__(" ".join(sentences))
        self.there = there

    @property
    def has_free(self) -> bool:
        """Whether units that are nobody's could go instead."""
        return any(each.free for each in self.there.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureInput(departures.DepartureInput):
    """What leaves in one go. `takes_free`: units that are no work order's may go, too."""

    takes_free: bool = False


@transaction.atomic
def depart(work_order: WorkOrder, said: DepartureInput, *, speaker: Speaker, key: uuid.UUID) -> Departure:
    """Let goods leave; the departure of the same `key` is the one there is already. In this order:

    stock moves from the facility into transit; the work begins if it had not; where this is all, the facility's
    legs are over and the next one has begun, else that has begun for a part of the goods (rule W). Raises
    NotYours, Refused, NotItsOwn or NotEnough.
    """
    work_order = _locked(work_order, speaker.user)
    twin = work_order.departures.filter(key=key).first()
    if twin:
        return twin
    _require_ready(work_order, said, today=speaker.today)
    place = Place.objects.select_for_update(of=("self",), no_key=True).get(
        pk=place_at(work_order.facility).pk
    )
    _require_own(work_order, said)
    content = read_content(work_order)
    shipment = shipments.ship(
        place, said.to, said.cartons, papers=said.papers, left_on=said.left_on, by=speaker.user
    )
    departure = Departure.objects.create(
        work_order=work_order,
        towards=_towards(content, said.to),
        number=work_order.departures.count() + 1,
        shipment=shipment,
        is_all=said.is_all,
        key=key,
    )
    begin(work_order)
    _witness(content, departure, speaker)
    if said.is_all:
        _tick_shipping(work_order, by=speaker.user)
    return departure


@transaction.atomic
def take_back(departure: Departure, *, by: User, why: str) -> Departure:
    """It did not leave after all: its units lie at the facility again. Refused once any were counted elsewhere."""
    work_order = _locked(departure.work_order, by)
    departure = work_order.departures.select_related("shipment__transit", "shipment__from_place").get(
        pk=departure.pk
    )
    if work_order.status != Status.IN_PROGRESS:
        raise Refused(f"{work_order.number} is {work_order.badge.label.lower()}: what left stays.")
    departures.take_back(departure, by=by, why=why)
    departures.write_begun_in_part(work_order.departures, _legs_around(read_content(work_order))[1])
    if departure.is_all:
        work_order.steps.filter(kind="ship").exclude(done_at=None).update(done_at=None, done_by=None)
    return departure


@transaction.atomic
def write_papers(departure: Departure, papers: Papers, *, by: User) -> Departure:
    """Carrier, tracking numbers and other papers, once they are known, or known better."""
    work_order = lock_with_order(departure.work_order)
    is_staff = work_order.facility.staff.filter(pk=by.pk).exists()
    writes = by.memberships.filter(organization=work_order.organization).exclude(role="viewer").exists()
    if not is_staff and not writes and not by.is_superuser:
        raise NotYours(f"Only staff of {work_order.facility} and the seller can do this.")
    departures.write_papers(departure, papers)
    return departure


def _locked(work_order: WorkOrder, by: User) -> WorkOrder:
    work_order = lock_with_order(work_order)
    if not work_order.facility.staff.filter(pk=by.pk).exists():
        raise NotYours(f"Only staff of {work_order.facility} can do this.")
    return work_order


def _require_ready(work_order: WorkOrder, said: DepartureInput, *, today: date) -> None:
    if why := why_not_ship(work_order):
        raise Refused(why)
    require_instructions(work_order.number, work_order.steps.all(), work_order.instructions)
    departures.require_not_future(said.left_on, today=today)


def _require_own(work_order: WorkOrder, said: DepartureInput) -> None:
    leaving = summed((product.pk, units) for (product, _lot), units in contents_of(said.cartons).items())
    skus = {product.pk: product.sku for product, _lot in contents_of(said.cartons)}
    there = shares_of(work_order, list(leaving))
    too_much = [
        pk for pk, units in leaving.items() if is_too_much(units, there[pk], takes_free=said.takes_free)
    ]
    if too_much:
        sentences = [
            why_too_much(skus[pk], leaving[pk], there[pk], number=work_order.number) for pk in too_much
        ]
        raise NotItsOwn(sentences, {pk: there[pk] for pk in too_much})


def _towards(content: WorkOrderContent, to: Destination) -> WorkOrder | None:
    """The work order at the next facility, if that is where goods go."""
    following = content.division.following
    if to.kind != FACILITY or following is None or content.work_order.order is None:
        return None
    leg = content.legs[following.first]
    if to.facility is None or leg.facility_id != to.facility.pk:
        return None
    live = WorkOrder.objects.exclude(status=Status.CANCELLED)
    return live.filter(order=content.work_order.order, leg=leg.pk).first()


def _witness(content: WorkOrderContent, departure: Departure, speaker: Speaker) -> None:
    """Who lets goods leave has seen that they left."""
    last, following = _legs_around(content)
    departures.write_begun_in_part(content.work_order.departures, following)
    for leg_id, said in departures.witnessed(departure, last, following):
        witness(content.work_order, leg_id, said, speaker)


def _legs_around(content: WorkOrderContent) -> tuple[DatedLeg | None, DatedLeg | None]:
    """The last leg at the facility, and the one on which goods go on from there."""
    here = content.legs_here
    after = [leg for leg in content.own_legs if leg not in here]
    return (here[-1] if here else None), (after[0] if after else None)


def _tick_shipping(work_order: WorkOrder, *, by: User) -> None:
    for step in work_order.steps.filter(kind="ship", done_at=None):
        step.done_at, step.done_by = timezone.now(), by
        step.save(update_fields=["done_at", "done_by"])

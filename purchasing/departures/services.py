"""What left a supplier on an order, and what did not leave after all.

Lock order: the purchase order, then balances of stock by key (the trigger on moves). Who works on one of its work
orders locks the order first, too.
"""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from inventory.models import Product
from inventory.rules.shipping import summed
from inventory.rules.stock import SUPPLIER
from inventory.shipping import departures
from inventory.shipping import services as shipments
from inventory.shipping.services import CartonInput, Papers, contents_of
from inventory.stock.places import door
from leadtimes.rules.leg_reports import InvalidReport
from leadtimes.speaker import Speaker
from purchasing.departed import left_units, why_not_depart
from purchasing.leg_reports.services import report
from purchasing.models import OrderDeparture, OrderLeg, PurchaseOrder
from sostocked.foundation.people.models import Role, User
from sostocked.foundation.records.errors import NotYours, Refused


class MoreThanOrdered(Refused):
    """More left than was ordered, and nobody said that this is so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureInput(departures.DepartureInput):
    """What left the supplier in one go. `is_more`: more than was ordered, and that is right."""

    is_more: bool = False


@transaction.atomic
def depart(order: PurchaseOrder, said: DepartureInput, *, speaker: Speaker, key: uuid.UUID) -> OrderDeparture:
    """Note that goods left the supplier; the departure of the same `key` is the one there already. In this order:

    stock moves from the supplier's door into transit; where this is all, production is over and the freight has
    begun, else that has begun for a part of the goods (rule W). Saving the order for that lets its work orders
    follow (`workorders/spawning/receivers.py`).
    Raises NotYours, Refused, MoreThanOrdered or InvalidReport.
    """
    order = lock_to_write(order, speaker.user)
    twin = order.departures.filter(key=key).first()
    if twin:
        return twin
    if why := why_not_depart(order):
        raise Refused(why)
    departures.require_not_future(said.left_on, today=speaker.today)
    _require_ordered(order, said)
    origin = door(order.organization, SUPPLIER)
    shipment = shipments.ship(
        origin, said.to, said.cartons, papers=said.papers, left_on=said.left_on, by=speaker.user
    )
    departure = OrderDeparture.objects.create(
        order=order, number=order.departures.count() + 1, shipment=shipment, is_all=said.is_all, key=key
    )
    _witness(order, departure, speaker)
    return departure


@transaction.atomic
def take_back(departure: OrderDeparture, *, by: User, why: str) -> OrderDeparture:
    """It did not leave after all: its units are the supplier's again. Refused once any were counted elsewhere."""
    order = lock_to_write(departure.order, by)
    departure = order.departures.select_related("shipment__transit", "shipment__from_place").get(
        pk=departure.pk
    )
    if not order.is_open:
        raise Refused(f"{order.number} is {order.badge.label.lower()}: what left stays.")
    departures.take_back(departure, by=by, why=why)
    departures.write_begun_in_part(order.departures, _first_legs(list(order.legs.all()))[1])
    return departure


@transaction.atomic
def write_papers(departure: OrderDeparture, papers: Papers, *, by: User) -> OrderDeparture:
    """Carrier, tracking numbers and other papers, once they are known, or known better."""
    order = lock_to_write(departure.order, by)
    departure = order.departures.select_related("shipment").get(pk=departure.pk)
    departures.write_papers(departure, papers)
    return departure


def lock_to_write(order: PurchaseOrder, by: User) -> PurchaseOrder:
    """The order as it is now, locked until the transaction ends, for somebody who may write it; or NotYours."""
    rows = PurchaseOrder.objects.select_for_update(of=("self",)).select_related("organization")
    order = rows.get(pk=order.pk)
    mine = by.memberships.filter(organization=order.organization_id).exclude(role=Role.VIEWER)
    if not (by.is_superuser or mine.exists()):
        raise NotYours("Your role in this organization does not allow this.")
    return order


def _require_ordered(order: PurchaseOrder, said: DepartureInput) -> None:
    """Only what is ordered leaves, and more of it than is ordered only when somebody said so."""
    lines = list(order.lines.select_related("product"))
    ordered = summed((line.product_id, line.quantity) for line in lines)
    skus = {line.product_id: line.facts.sku for line in lines}
    leaving = _units(said.cartons)
    if strange := sorted(each.sku for each in _products(said.cartons) if each.pk not in ordered):
        raise Refused(f"{', '.join(strange)} is not ordered on {order.number}.")
    too_much = _too_much(leaving, ordered, left_units(order))
    if too_much and not said.is_more:
        raise MoreThanOrdered(
            " ".join(
                f"{skus[pk]}: {units:,} left in all, {ordered[pk]:,} are ordered."
                for pk, units in too_much.items()
            )
            + " Tick below if that is so."
        )


def _units(cartons: Sequence[CartonInput]) -> dict[int, int]:
    return summed((product.pk, units) for (product, _lot), units in contents_of(cartons).items())


def _products(cartons: Sequence[CartonInput]) -> set[Product]:
    return {product for product, _lot in contents_of(cartons)}


def _too_much(
    leaving: Mapping[int, int], ordered: Mapping[int, int], left: Mapping[int, int]
) -> dict[int, int]:
    """What will have left in all, of products of which that is more than is ordered."""
    in_all = {pk: units + left.get(pk, 0) for pk, units in leaving.items()}
    return {pk: units for pk, units in in_all.items() if units > ordered[pk]}


def _witness(order: PurchaseOrder, departure: OrderDeparture, speaker: Speaker) -> None:
    """Rule W: production is over once all left, and the freight behind it has begun."""
    made, freight = _first_legs(list(order.legs.all()))
    departures.write_begun_in_part(order.departures, freight)
    for leg_id, leg_report in departures.witnessed(departure, made, freight):
        with suppress(InvalidReport), transaction.atomic():
            report(order, leg_id=leg_id, leg_report=leg_report, speaker=speaker)


def _first_legs(legs: Sequence[OrderLeg]) -> tuple[OrderLeg | None, OrderLeg | None]:
    """The last leg at the supplier, and the freight that follows; None for one that an order does not have."""
    made = [leg for leg in legs if leg.kind == "supplier"]
    after = legs[made[-1].position :] if made else legs
    return (made[-1] if made else None), next((leg for leg in after[:1] if leg.kind == "freight"), None)

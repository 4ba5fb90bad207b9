"""Goods leave, are counted at the other end, get lost and turn up: shipments, and the moves of stock they are.

Whoever calls holds the lock of the document that the shipment belongs to; balances are locked by the moves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from inventory.models import (
    Carton,
    CartonLine,
    Lot,
    Place,
    Product,
    Shipment,
    ShipmentLine,
    StockBalance,
    StockMove,
)
from inventory.rules.shipping import AMAZON, MOST_CARTONS, CartonSize, summed
from inventory.rules.stock import (
    ADJUSTMENT,
    CHECK_IN_CORRECTED,
    CHECKED_IN,
    FOUND,
    GOOD,
    IN_TRANSIT,
    LOST,
    OUTSIDE,
    SHIPPED,
    TAKEN_BACK,
)
from inventory.shipping.queries import checked_in_units, on_the_way, written_off
from inventory.stock.places import door
from inventory.stock.services import record
from leadtimes.models import Facility
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused


@dataclass(frozen=True, slots=True)
class Destination:
    """Where goods go: a kind of `DESTINATIONS`, what it is called, and the facility where it is one."""

    kind: str
    name: str
    address: str = ""
    facility: Facility | None = None


@dataclass(frozen=True, slots=True)
class CartonContent:
    """So many units of a product, in one lot, in each carton."""

    product: Product
    quantity: int
    lot: Lot | None = None


@dataclass(frozen=True, slots=True)
class CartonInput:
    """So many identical cartons."""

    count: int
    contents: Sequence[CartonContent]
    size: CartonSize = field(default_factory=CartonSize)

    @property
    def units(self) -> list[tuple[tuple[Product, Lot | None], int]]:
        return [((each.product, each.lot), each.quantity * self.count) for each in self.contents]


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What accompanies goods; any of it may come later."""

    carrier: str = ""
    tracking: str = ""
    bill_of_lading: str = ""
    container: str = ""
    note: str = ""


Contents = Mapping[tuple[Product, Lot | None], int]


def contents_of(cartons: Iterable[CartonInput]) -> Contents:
    """Units of all cartons together, by product and lot."""
    return summed(pair for carton in cartons for pair in carton.units)


def ship(
    origin: Place,
    to: Destination,
    cartons: Sequence[CartonInput],
    *,
    papers: Papers,
    left_on: date,
    by: User,
) -> Shipment:
    """Let good units leave `origin`, in cartons; they are in transit then, or gone where they go outside.

    Raises NotEnough with what is left, and Refused where nothing leaves or far too much.
    """
    _require_some(cartons)
    shipment = Shipment.objects.create(
        organization=origin.organization,
        from_place=origin,
        to_kind=to.kind,
        to_facility=to.facility,
        to_name=to.name,
        to_address=to.address,
        transit=_transit(origin, to),
        left_on=left_on,
        by=by,
        at=timezone.now(),
        **_papers(papers),
    )
    _write_cartons(shipment, cartons)
    target = shipment.transit or door(origin.organization, OUTSIDE)
    _write(
        shipment,
        SHIPPED,
        [_Going(*key, units, origin, target) for key, units in contents_of(cartons).items()],
    )
    return shipment


def take_back(shipment: Shipment, *, by: User, why: str) -> None:
    """What left did not leave: all of it is back where it was. Raises NotEnough where some was counted already."""
    origin = shipment.transit or door(shipment.organization, OUTSIDE)
    lines = shipment.lines.about(SHIPPED).select_related("product", "lot")
    going = [_Going(line.product, line.lot, line.quantity, origin, shipment.from_place) for line in lines]
    _write(shipment, TAKEN_BACK, going, by=by, note=why)


def write_papers(shipment: Shipment, papers: Papers) -> Shipment:
    """Papers that came later, or were written wrongly."""
    for name, value in _papers(papers).items():
        setattr(shipment, name, value)
    shipment.save(update_fields=list(_papers(papers)))
    return shipment


def check_in(
    shipment: Shipment, received: Mapping[Product, int], *, by: User, note: str = ""
) -> list[ShipmentLine]:
    """Amazon counted so many units in all of each product, by now: what is new is moved there, or back.

    More than left comes through the door of adjustments: Amazon has it, wherever it came from.
    """
    if shipment.to_kind not in AMAZON:
        raise Refused(f"{shipment.to_name} is not Amazon: what comes there is received.")
    there, so_far = door(shipment.organization, shipment.to_kind), checked_in_units(shipment)
    new = {product: units - so_far.get(product.pk, 0) for product, units in received.items()}
    rows, counted = on_the_way([shipment])[shipment.pk], _counted_moves(shipment)
    outer = door(shipment.organization, ADJUSTMENT)
    going: list[_Going] = []
    for product, units in new.items():
        if units > 0:
            going += _counted(product, units, rows, there, outer)
        else:
            going += _uncounted(product, -units, counted, there)
    arrived = [each for each in going if each.target == there]
    lines = _write(shipment, CHECKED_IN, arrived, by=by, note=note)
    back = [each for each in going if each.target != there]
    return lines + _write(shipment, CHECK_IN_CORRECTED, back, by=by, note=note)


def write_off(shipments: Iterable[Shipment], *, by: User, why: str) -> None:
    """What is still on the way of these is lost."""
    for shipment in shipments:
        outer = door(shipment.organization, ADJUSTMENT)
        rows = on_the_way([shipment])[shipment.pk]
        going = [_Going(row.product, row.lot, row.quantity, row.place, outer) for row in rows]
        _write(shipment, LOST, going, by=by, note=why)


def find_again(shipments: Iterable[Shipment], *, by: User, why: str) -> None:
    """What was written off of these is on the way again."""
    for shipment in shipments:
        outer = door(shipment.organization, ADJUSTMENT)
        going = [_Going(product, lot, units, outer, _on_its_way(shipment)) for product, lot, units in
                 written_off(shipment)]  # fmt: skip
        _write(shipment, FOUND, going, by=by, note=why)


@dataclass(frozen=True, slots=True)
class _Going:
    """So many good units of a product and lot, from place to place."""

    product: Product
    lot: Lot | None
    units: int
    origin: Place
    target: Place


def _require_some(cartons: Sequence[CartonInput]) -> None:
    count = sum(carton.count for carton in cartons)
    if not count:
        raise Refused("Pack at least one carton.")
    if count > MOST_CARTONS:
        raise Refused(f"One shipment holds at most {MOST_CARTONS:,} cartons; these are {count:,}.")


def _transit(origin: Place, to: Destination) -> Place | None:
    if to.kind == OUTSIDE:
        return None
    return Place.objects.create(organization=origin.organization, kind=IN_TRANSIT)


def _papers(papers: Papers) -> dict[str, Any]:
    return {name: getattr(papers, name) for name in Papers.__slots__}


def _write_cartons(shipment: Shipment, cartons: Sequence[CartonInput]) -> None:
    rows = [_carton(shipment, position, carton) for position, carton in enumerate(cartons, start=1)]
    Carton.objects.bulk_create(rows)
    CartonLine.objects.bulk_create(
        CartonLine(carton=row, product=each.product, lot=each.lot, quantity=each.quantity)
        for row, carton in zip(rows, cartons, strict=True)
        for each in carton.contents
    )


def _carton(shipment: Shipment, position: int, carton: CartonInput) -> Carton:
    length, width, height = (*carton.size.sides_cm, None, None, None)[:3]
    return Carton(
        shipment=shipment,
        position=position,
        count=carton.count,
        length_cm=length,
        width_cm=width,
        height_cm=height,
        weight_kg=carton.size.weight_kg,
    )


def _on_its_way(shipment: Shipment) -> Place:
    if shipment.transit is None:
        raise Refused(f"What went to {shipment.to_name} is gone.")
    return shipment.transit


def _counted(
    product: Product, new: int, rows: Sequence[StockBalance], there: Place, outer: Place
) -> list[_Going]:
    """How `new` units come to Amazon: from the way, the rest from nowhere."""
    going, left = [], new
    for row in rows:
        taken = min(left, row.quantity) if row.product_id == product.pk else 0
        if taken:
            going.append(_Going(product, row.lot, taken, row.place, there))
            left -= taken
    return [*going, _Going(product, None, left, outer, there)] if left else going


_Origins = Mapping[tuple[int, Place, Lot | None], int]
"""Units at Amazon by product, by where they were counted from and in which lot."""


def _counted_moves(shipment: Shipment) -> _Origins:
    moves = [line.move for line in shipment.lines.about(CHECKED_IN, CHECK_IN_CORRECTED)
             .select_related("move__from_place", "move__to_place", "move__from_lot", "move__to_lot")]  # fmt: skip
    return summed(
        ((move.product_id, move.from_place, move.from_lot), move.quantity)
        if move.cause == CHECKED_IN
        else ((move.product_id, move.to_place, move.to_lot), -move.quantity)
        for move in moves
    )


def _uncounted(product: Product, units: int, counted: _Origins, there: Place) -> list[_Going]:
    """Back to where they were counted from: what came from nowhere goes first."""
    going, left = [], units
    for (of, place, lot), there_now in sorted(counted.items(), key=lambda item: not item[0][1].is_door):
        taken = min(left, there_now) if of == product.pk else 0
        if taken:
            going.append(_Going(product, lot, taken, there, place))
            left -= taken
    return going


def _write(
    shipment: Shipment, cause: str, going: Sequence[_Going], *, by: User | None = None, note: str = ""
) -> list[ShipmentLine]:
    """Move these, all in one statement, and keep a line of each with the shipment."""
    moves = record([_move(shipment, cause, each, by or shipment.by) for each in going if each.units])
    lines = [
        ShipmentLine(
            shipment=shipment,
            cause=cause,
            product=move.product,
            lot=move.from_lot,
            quantity=move.quantity,
            move=move,
            note=note,
        )
        for move in moves
    ]
    return ShipmentLine.objects.bulk_create(lines)


def _move(shipment: Shipment, cause: str, going: _Going, by: User) -> StockMove:
    return StockMove(
        organization=shipment.organization,
        product=going.product,
        quantity=going.units,
        from_place=going.origin,
        from_condition=GOOD,
        from_lot=going.lot,
        to_place=going.target,
        to_condition=GOOD,
        to_lot=going.lot,
        cause=cause,
        by=by,
        moved_at=timezone.now(),
    )

"""Changing the condition of units where they are, calling a lot back, and sending units back to the supplier."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from inventory.models import (
    ConditionChange,
    ConditionChangeLine,
    Lot,
    Place,
    Product,
    StockBalance,
    StockMove,
)
from inventory.rules.conditions import CHANGES
from inventory.rules.stock import CALL_BACK, ON_HOLD, OUTSIDE
from inventory.stock.places import door, place_at
from inventory.stock.services import NotEnough, record
from leadtimes.models import Facility
from sostocked.foundation.people.models import Organization, User
from sostocked.foundation.records.errors import Refused

SAY_WHY = "Say why: everybody who looks at the stock later will ask."
NOWHERE = "Nothing of this lot is at a facility that is not on hold already."
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsInput:
    """So many units of a product in one condition and lot."""

    product: Product
    condition: str
    units: int
    lot: Lot | None = None


@transaction.atomic
def change_condition(
    facility: Facility, *, what: str, units: Sequence[UnitsInput], reason: str, by: User, key: uuid.UUID
) -> ConditionChange:
    """Do `what` (a key of `CHANGES`) to units at a facility; of the same `key` it is the one there is already.

    Raises Refused without a reason or units, or where that does not happen to such units, and NotEnough where
    somebody else was faster. Who leaves goes through the door to the outside.
    """
    change, organization = CHANGES[what], facility.organization
    place = Place.objects.select_for_update(of=("self",)).get(pk=place_at(facility).pk)
    if twin := _twin(organization, key):
        return twin
    if not units:
        raise Refused("Say how many units.")
    if wrong := next((each for each in units if each.condition not in change.takes), None):
        raise Refused(f"{change.label}: {wrong.product.sku} is in another condition.")
    lines = [
        ConditionChangeLine(
            place=place,
            product=each.product,
            lot=each.lot,
            condition=each.condition,
            becomes=change.becomes or "",
            units=each.units,
        )
        for each in units
    ]
    return _write(organization, change.cause, lines, reason=reason, by=by, key=key)


def call_back(lot: Lot, *, reason: str, by: User, key: uuid.UUID) -> ConditionChange:
    """Put all of a lot on hold, at every facility of its organization that holds some of it.

    Raises Refused without a reason, or where there is nothing to hold. Units that move meanwhile are looked for
    again, so that what is held is what is there.
    """
    for _ in range(_TRIES):
        try:
            return _call_back(lot, reason=reason, by=by, key=key)
        except NotEnough:
            continue
    raise Refused("This lot is moving right now. Try again in a moment.")


@transaction.atomic
def _call_back(lot: Lot, *, reason: str, by: User, key: uuid.UUID) -> ConditionChange:
    organization = lot.product.organization
    places = Place.objects.facilities().filter(organization=organization, balances__lot=lot)
    held = {place.pk for place in Place.objects.select_for_update().filter(pk__in=places).order_by("pk")}
    if twin := _twin(organization, key):
        return twin
    rows = StockBalance.objects.on_hand().filter(lot=lot, place__in=held).exclude(condition=ON_HOLD)
    lines = [
        ConditionChangeLine(
            place=row.place,
            product=lot.product,
            lot=lot,
            condition=row.condition,
            becomes=ON_HOLD,
            units=row.quantity,
        )
        for row in rows.select_related("place")
    ]
    if not lines:
        raise Refused(NOWHERE)
    return _write(organization, CALL_BACK, lines, reason=reason, by=by, key=key)


def _twin(organization: Organization, key: uuid.UUID) -> ConditionChange | None:
    return ConditionChange.objects.filter(organization=organization, key=key).first()


def _write(
    organization: Organization,
    cause: str,
    lines: list[ConditionChangeLine],
    *,
    reason: str,
    by: User,
    key: uuid.UUID,
) -> ConditionChange:
    if not reason.strip():
        raise Refused(SAY_WHY)
    change = ConditionChange.objects.create(
        organization=organization, cause=cause, reason=reason.strip(), by=by, key=key
    )
    outside = door(organization, OUTSIDE)
    moves = record([_move(change, line, outside) for line in lines])
    for line, move in zip(lines, moves, strict=True):
        line.change, line.move = change, move
    ConditionChangeLine.objects.bulk_create(lines)
    return change


def _move(change: ConditionChange, line: ConditionChangeLine, outside: Place) -> StockMove:
    return StockMove(
        organization=change.organization,
        product=line.product,
        quantity=line.units,
        from_place=line.place,
        from_condition=line.condition,
        from_lot=line.lot,
        to_place=line.place if line.becomes else outside,
        to_condition=line.becomes or line.condition,
        to_lot=line.lot,
        cause=change.cause,
        by=change.by,
        moved_at=change.at,
    )

"""The places and lots that a move needs, made where nothing was before."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from inventory.models import Lot, Place, Product
from inventory.rules.stock import FACILITY
from leadtimes.models import Facility
from sostocked.foundation.people.models import Organization
from sostocked.foundation.rules.text import folded


class LotInput(NamedTuple):
    """What somebody reads on units: a code, the day they expire, or both; nothing where there is neither."""

    code: str = ""
    expires_on: date | None = None

    @property
    def is_said(self) -> bool:
        return bool(self.code or self.expires_on)

    @property
    def key(self) -> tuple[str, date | None]:
        """By which lots are told apart."""
        return folded(self.code), self.expires_on


NO_LOT = LotInput()


def place_at(facility: Facility) -> Place:
    """The place that a facility is."""
    found, _made = Place.objects.get_or_create(
        facility=facility, defaults={"organization_id": facility.organization_id, "kind": FACILITY}
    )
    return found


def door(organization: Organization, kind: str) -> Place:
    """The door (or Amazon) of that kind that an organization has."""
    found, _made = Place.objects.get_or_create(organization=organization, kind=kind)
    return found


Known = Mapping[tuple[int, str, date | None], Lot]


def lots_of(said: Iterable[tuple[Product, LotInput]]) -> Known:
    """The lots that are said of products, made where they are new; by product id and the key of what was said."""
    wanted = {(product.pk, *lot.key): (product, lot) for product, lot in said if lot.is_said}
    if not wanted:
        return {}
    found = _lots_with(wanted)
    new = [
        Lot(product=product, code=lot.code, expires_on=lot.expires_on)
        for key, (product, lot) in wanted.items()
        if key not in found
    ]
    if new:
        Lot.objects.bulk_create(new, ignore_conflicts=True)
        found = _lots_with(wanted)
    return found


def _lots_with(
    wanted: Mapping[tuple[int, str, date | None], object],
) -> dict[tuple[int, str, date | None], Lot]:
    same = Q()
    for product_id, code_key, expires_on in wanted:
        same |= Q(product=product_id, code_key=code_key, expires_on=expires_on)
    return {(lot.product_id, lot.code_key, lot.expires_on): lot for lot in Lot.objects.filter(same)}

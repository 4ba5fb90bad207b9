"""Legs in words, those of an order and those that a lead time remembers."""

from collections.abc import Iterable, Mapping, Sequence

from leadtimes.models import Facility
from leadtimes.rules.kinds import leg_length
from leadtimes.rules.legs import LegValues
from purchasing.models import OrderLeg


def places_of(legs: Sequence[OrderLeg], values: Iterable[LegValues]) -> dict[int, str]:
    """Names of the facilities that remembered legs speak of; asks only for those that the order has not."""
    known = {leg.facility.pk: leg.facility.place for leg in legs if leg.facility}
    missing = {each.facility_id for each in values if each.facility_id} - known.keys()
    if missing:
        known |= {each.pk: each.place for each in Facility.objects.filter(pk__in=missing)}
    return known


def leg_words(leg: LegValues | None, places: Mapping[int, str]) -> str:
    if leg is None:
        return ""
    at = f" at {places[leg.facility_id]}" if leg.facility_id and leg.facility_id in places else ""
    return f"{leg.name}{at}, {leg_length(leg.days, leg.day_basis)}"

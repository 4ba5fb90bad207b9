"""Legs in words."""

import pytest

from leadtimes.models import Facility
from leadtimes.rules.legs import LegValues
from purchasing.models import OrderLeg
from purchasing.order_legs.words import leg_words, places_of

PLACES = {7: "Lone Star Prep (Dallas)"}


def values(**more):
    plain = {
        "kind": "freight",
        "mode": "ocean",
        "label": "",
        "facility_id": None,
        "days": 28,
        "day_basis": "calendar",
    }
    return LegValues(**plain | more)


@pytest.mark.parametrize(
    ("leg", "words"),
    [
        (None, ""),
        (values(), "Ocean freight, 28 days"),
        (values(days=1), "Ocean freight, 1 day"),
        (values(days=0, label="Slow boat"), "Slow boat, 0 days"),
        (values(day_basis="working"), "Ocean freight, 28 working days"),
        (values(day_basis="working", days=1), "Ocean freight, 1 working day"),
        (
            values(kind="prep", mode="", facility_id=7, days=5),
            "Prep center at Lone Star Prep (Dallas), 5 days",
        ),
        (values(kind="prep", mode="", facility_id=8, days=5), "Prep center, 5 days"),
    ],
)
def test_a_leg_is_told_with_its_place_and_its_days(leg, words):
    assert leg_words(leg, PLACES) == words


def test_places_that_the_order_knows_are_not_asked_for():
    leg = OrderLeg(kind="prep", facility=Facility(pk=7, name="Lone Star Prep", city="Dallas"))
    assert places_of([leg], [values(facility_id=7), values()]) == PLACES
    assert places_of([], []) == {}

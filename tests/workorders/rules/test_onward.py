"""Where goods go from a facility."""

from dataclasses import replace

import pytest

from leadtimes.rules.portions import whole
from tests.workorders.rules.chains import AWD, FBA, FTW1, HAULED, MADE, PREPPED, STORED, Leg, onward
from workorders.rules.onward import Onward, onward_from


@pytest.mark.parametrize(
    ("legs", "stop"),
    [
        ((MADE, PREPPED), Onward()),
        ((MADE, PREPPED, FBA), Onward("Amazon FBA", "fba")),
        ((MADE, PREPPED, HAULED, AWD), Onward("Amazon AWD", "awd")),
        ((MADE, PREPPED, AWD, FBA), Onward("Amazon AWD", "awd")),
        ((MADE, PREPPED, Leg("fba", FTW1)), Onward("FTW1 (Dallas)", "fba", "3 Amazon Way", 3)),
        ((MADE, PREPPED, HAULED), Onward("Ground freight", "freight")),
        ((MADE, PREPPED, Leg("freight", name="Truck"), HAULED), Onward("Ground freight", "freight")),
        (
            (MADE, STORED, HAULED, PREPPED, FBA),
            Onward("Lone Star Prep (Dallas)", "prep", "2 Main Street", 2),
        ),
        ((MADE, STORED, Leg("prep"), FBA), Onward("the next facility", "prep")),
    ],
)
def test_goods_go_to_the_next_facility_else_to_amazon_else_with_the_freight(legs, stop):
    assert onward(*legs) == stop


def test_the_legs_at_the_facility_itself_are_no_way_on():
    assert onward_from([STORED, PREPPED], whole(1, [STORED, PREPPED]), None) == Onward()


DALLAS = Onward("Lone Star Prep (Dallas)", "prep", "2 Main Street", 2)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (DALLAS, DALLAS, True),
        (DALLAS, replace(DALLAS, name="Lone Star (Dallas)", address="5 Main Street"), True),
        (DALLAS, replace(DALLAS, facility_id=3), False),
        (DALLAS, replace(DALLAS, kind="warehouse"), False),
        (DALLAS, replace(DALLAS, facility_id=None), False),
        (Onward("Amazon FBA", "fba"), Onward("Amazon FBA", "fba"), True),
        (Onward("Truck", "freight"), Onward("Ship", "freight"), False),
        (Onward(), Onward(), True),
        (Onward(), DALLAS, False),
    ],
)
def test_a_stop_is_the_same_by_its_facility_and_by_its_name_only_without(one, other, same):
    assert one.is_same_stop(other) is same
    assert other.is_same_stop(one) is same


def test_what_is_kept_of_a_stop_is_plain_data():
    assert Onward(**DALLAS.as_json()) == DALLAS
    assert DALLAS.as_json() == {
        "name": "Lone Star Prep (Dallas)",
        "kind": "prep",
        "address": "2 Main Street",
        "facility_id": 2,
    }

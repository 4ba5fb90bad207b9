"""What a new work order starts with, where goods go from there, and what steps say by themselves."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.portions import divide, whole
from workorders.rules.default_steps import default_steps
from workorders.rules.onward import Onward, onward_from
from workorders.rules.step_kinds import STEP_KINDS, saying


@dataclass(frozen=True)
class Place:
    pk: int
    place: str
    address: str = ""


HARBOR = Place(1, "Harbor Logistics (Long Beach)", "1 Pier Street")
LONE_STAR = Place(2, "Lone Star Prep (Dallas)", "2 Main Street")
FTW1 = Place(3, "FTW1 (Dallas)", "3 Amazon Way")


@dataclass(frozen=True)
class Leg:
    kind: str
    facility: Place | None = None
    name: str = "Leg"

    @property
    def facility_id(self):
        return self.facility.pk if self.facility else None


MADE = Leg("supplier", name="Production")
STORED = Leg("warehouse", HARBOR, "Warehouse")
PREPPED = Leg("prep", LONE_STAR, "Prep center")
HAULED = Leg("freight", name="Ground freight")
FBA, AWD = Leg("fba", name="FBA check-in"), Leg("awd", name="AWD")


def onward(*legs, number=1):
    """Where goods go after portion `number` of a chain."""
    portions = divide(legs)
    return onward_from(legs, portions[number], dict(enumerate(portions)).get(number + 1))


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


@pytest.mark.parametrize(
    ("legs", "steps"),
    [
        ((PREPPED, FBA), ["receive", "label", "ship"]),
        ((PREPPED, AWD), ["receive", "label", "ship"]),
        ((PREPPED, HAULED), ["receive", "ship"]),
        ((PREPPED,), ["receive", "store"]),
        ((STORED,), ["receive", "store"]),
        ((STORED, HAULED, FBA), ["receive", "store", "ship"]),
        ((Leg("other", HARBOR),), ["receive", "inspect"]),
        ((Leg("other", HARBOR), FBA), ["receive", "inspect", "ship"]),
        ((STORED, Leg("prep", HARBOR), FBA), ["receive", "store", "label", "ship"]),
        ((STORED, PREPPED, FBA), ["receive", "store", "ship"]),
    ],
)
def test_a_new_work_order_starts_with_the_steps_of_its_place(legs, steps):
    chain = (MADE, *legs)
    assert default_steps(chain, divide(chain)[1], onward(*chain)) == steps


kinds = st.sampled_from([STORED, PREPPED, Leg("other", HARBOR), HAULED, FBA, AWD])


@given(st.lists(kinds, max_size=8))
def test_every_work_order_starts_with_receiving_and_ships_exactly_what_goes_on(legs):
    chain = [MADE, STORED, *legs]
    for number, portion in enumerate(divide(chain)[1:], start=1):
        goes_on = onward(*chain, number=number)
        steps = default_steps(chain, portion, goes_on)
        assert steps[0] == "receive"
        assert ("ship" in steps) == bool(goes_on) == (len(steps) > 1 and steps[-1] == "ship")
        assert len(steps) == len(set(steps))
        assert set(steps) <= STEP_KINDS.keys()


@pytest.mark.parametrize(
    ("kind", "said", "words"),
    [
        ("receive", "", "Count the cartons and units, and note anything damaged."),
        ("receive", "Weigh them, too.", "Weigh them, too."),
        ("other", "", ""),
        ("ship", "", "Ship to Amazon FBA."),
        ("ship", "By air.", "By air."),
    ],
)
def test_a_step_says_what_the_seller_wrote_or_what_the_house_does(kind, said, words):
    assert saying(kind, said, Onward("Amazon FBA", "fba")) == words


def test_goods_that_go_nowhere_are_shipped_as_agreed():
    assert saying("ship", "", Onward()) == "Ship as agreed with the seller."


@pytest.mark.parametrize("kind", sorted(set(STEP_KINDS) - {"other"}))
def test_every_kind_of_step_but_other_says_something_by_itself(kind):
    assert saying(kind, "", Onward()).endswith(".")


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

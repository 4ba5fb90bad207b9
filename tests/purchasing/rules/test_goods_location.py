"""Where an order's goods are, by its legs."""

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from leadtimes.rules.legs import LegTimes
from purchasing.rules.goods_location import UNDATED, GoodsLocation, goods_location

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


@dataclass
class Leg(LegTimes):
    """A leg of this name at a facility, or at none."""

    name: str
    expected_starts_on: date | None = None
    expected_ends_on: date | None = None
    actual_starts_on: date | None = None
    actual_ends_on: date | None = None
    at: str = ""

    @property
    def facility(self):
        return SimpleNamespace(name=self.at) if self.at else None


def chain(**second):
    return [
        Leg("Production", TODAY - 9 * DAY, TODAY, actual_ends_on=second.pop("made", None)),
        Leg("Prep center", TODAY, TODAY + 5 * DAY, at="Lone Star Prep", **second),
    ]


@pytest.mark.parametrize(
    ("status", "words"),
    [("draft", "Not ordered yet"), ("closed", "Closed"), ("cancelled", "–")],
)
def test_an_order_that_is_not_under_way_has_its_goods_nowhere(status, words):
    assert goods_location(status, chain(), today=TODAY) == GoodsLocation(words)


def test_goods_are_assumed_at_the_next_leg_until_somebody_says_so():
    assert goods_location("placed", chain(), today=TODAY) == GoodsLocation(
        "Prep center", "Lone Star Prep", is_assumed=True
    )
    assert goods_location("placed", chain(made=TODAY), today=TODAY) == GoodsLocation(
        "Prep center", "Lone Star Prep", is_assumed=False
    )


def test_a_leg_that_began_by_somebodys_word_is_no_assumption():
    found = goods_location("placed", chain(actual_starts_on=TODAY), today=TODAY)
    assert found == GoodsLocation("Prep center", "Lone Star Prep")


def test_after_the_last_leg_goods_have_arrived():
    assert goods_location("placed", chain(), today=TODAY + 5 * DAY) == GoodsLocation(
        "Arrived", is_assumed=True
    )
    there = chain(actual_ends_on=TODAY)
    assert goods_location("placed", there, today=TODAY + 5 * DAY) == GoodsLocation("Arrived")


def test_an_order_that_cannot_be_told_is_not_dated():
    made = Leg("Production", TODAY - 9 * DAY, TODAY)
    for legs in ([], [Leg("Production")], [made, Leg("Ocean freight")]):
        assert goods_location("placed", legs, today=TODAY) == UNDATED


def test_what_somebody_said_of_an_undated_leg_tells():
    legs = [Leg("Production"), Leg("Ocean freight", actual_starts_on=TODAY)]
    found = goods_location("placed", legs, today=TODAY)
    assert found == GoodsLocation("Ocean freight")


def test_a_closed_order_has_arrived_only_once_its_last_leg_is_over():
    assert goods_location("closed", chain(), today=TODAY) == GoodsLocation("Closed")
    assumed = goods_location("closed", chain(), today=TODAY + 5 * DAY)
    assert assumed == GoodsLocation("Arrived", is_assumed=True)
    assert goods_location("closed", chain(actual_ends_on=TODAY), today=TODAY) == GoodsLocation("Arrived")
    assert goods_location("closed", [Leg("Production")], today=TODAY) == GoodsLocation("Closed")

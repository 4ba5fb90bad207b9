"""Cartons, carriers, and whose units are taken first."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.shipping import (
    CartonSize,
    Drawn,
    Packed,
    beyond_limits,
    draw,
    tracking_link,
    tracking_numbers,
)


def test_tracking_numbers_stand_one_on_each_line_and_once():
    assert tracking_numbers(" 1Z1 \n\n1Z2\n1Z1") == ["1Z1", "1Z2"]


@pytest.mark.parametrize(
    ("carrier", "number", "link"),
    [
        ("UPS", "1Z1", "https://www.ups.com/track?tracknum=1Z1"),
        ("ups ground", "1Z 1", "https://www.ups.com/track?tracknum=1Z%201"),
        ("FedEx", "7/7", "https://www.fedex.com/fedextrack/?trknbr=7%2F7"),
        ("Our own van", "1Z1", ""),
        ("Groups", "1Z1", ""),
    ],
)
def test_a_number_leads_to_its_carrier_where_that_is_known(carrier, number, link):
    assert tracking_link(carrier, number) == link


def test_a_carton_for_amazon_is_light_and_short():
    heavy = CartonSize((Decimal(40),) * 3, Decimal("22.6796186"))
    assert "weigh 50 lb, more than 50" in beyond_limits("fba", heavy, "imperial")
    long = CartonSize((Decimal("63.6"), Decimal(1), Decimal(1)), Decimal(1))
    assert beyond_limits("fba", long, "metric") == "These cartons are 63.6 cm long, more than 63.5."
    fits = CartonSize((Decimal("63.5"),) * 3, Decimal("22.6796185"))
    assert beyond_limits("fba", fits, "imperial") == ""
    assert beyond_limits("facility", heavy, "imperial") == ""
    assert beyond_limits("fba", CartonSize((None, None, None)), "metric") == ""


def test_a_shipment_in_words():
    assert Packed(49, 1960, Decimal("612.5")).words("metric") == "49 cartons, 1,960 units, 612.5 kg"
    assert Packed(1, 1, None).words("metric") == "1 carton, 1 unit"


def test_the_same_lot_goes_first_then_none_then_others():
    stores = [(1, {None: 5, 7: 5}), (2, {7: 5, 9: 5})]
    assert draw(stores, 7, 12) == [Drawn(1, 7, 5), Drawn(2, 7, 5), Drawn(1, None, 2)]
    assert draw(stores, None, 7) == [Drawn(1, None, 5), Drawn(1, 7, 2)]


STORES = st.lists(
    st.tuples(st.integers(1, 9), st.dictionaries(st.none() | st.integers(1, 3), st.integers(0, 50))),
    max_size=4,
    unique_by=lambda store: store[0],
)


@given(STORES, st.none() | st.integers(1, 3), st.integers(0, 400))
def test_as_much_is_drawn_as_there_is_and_never_more_than_wanted(stores, lot, units):
    drawn = draw(stores, lot, units)
    there = {(key, of): count for key, by_lot in stores for of, count in by_lot.items()}
    assert sum(each.units for each in drawn) == min(units, sum(there.values()))
    assert len({each[:2] for each in drawn}) == len(drawn)
    assert all(0 < each.units <= there[each.key, each.lot] for each in drawn)

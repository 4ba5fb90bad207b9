"""Rule P: who takes care of which legs."""

import itertools
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.portions import STARTS_A_PORTION, Portion, divide, last_leg_at_facility, whole


class Leg(NamedTuple):
    kind: str
    facility_id: int | None = None
    days: int = 1


def supplier():
    return Leg("supplier")


def freight(forwarder=None):
    return Leg("freight", forwarder)


def at(facility, kind="warehouse", days=1):
    return Leg(kind, facility, days)


FBA, AWD = Leg("fba"), Leg("awd")


def owners(*legs):
    """Who takes care of each leg, as a word of one letter a leg: P the order, else the facility's number."""
    word = [""] * len(legs)
    for portion in divide(legs):
        for index in portion.legs:
            word[index] = str(portion.facility_id or "P")
    return "".join(word)


def test_supplier_straight_to_fba_is_all_the_orders():
    assert owners(supplier(), freight(), freight(), FBA) == "PPPP"


def test_a_prep_center_takes_care_of_itself_and_all_that_follows():
    assert owners(supplier(), freight(), freight(), at(7, "prep"), freight(), FBA) == "PPP777"


def test_a_warehouse_at_the_end_takes_care_of_its_leg():
    assert owners(supplier(), freight(), freight(), at(3)) == "PPP3"


def test_two_legs_in_a_row_at_one_facility_are_one_portion():
    assert divide([supplier(), freight(), at(4), at(4), freight(), FBA]) == (
        Portion(None, (0, 1)),
        Portion(4, (2, 3, 4, 5)),
    )


def test_freight_between_two_legs_at_one_facility_does_not_part_them():
    assert owners(supplier(), at(4), freight(), at(4), FBA) == "P4444"


def test_there_and_back_are_three_portions():
    assert owners(supplier(), freight(), at(1), at(2), at(1), FBA) == "PP1211"
    assert len(divide([supplier(), freight(), at(1), at(2), at(1), FBA])) == 4


def test_amazon_never_starts_a_portion():
    assert owners(supplier(), freight(), AWD, FBA) == "PPPP"
    assert owners(supplier(), Leg("awd", 9), Leg("fba", 8)) == "PPP"


def test_a_freight_forwarder_never_starts_a_portion():
    assert owners(supplier(), freight(forwarder=5), freight(), FBA) == "PPPP"


def test_any_other_business_does():
    assert owners(supplier(), at(6, "other"), freight(), FBA) == "P666"


def test_a_leg_of_no_days_starts_one_like_any_other():
    assert owners(supplier(), at(1, days=0), freight(), FBA) == "P111"


def test_supplier_to_customer_is_the_orders_alone():
    assert owners(supplier(), freight()) == "PP"


def test_no_legs_leave_the_order_an_empty_portion():
    assert divide([]) == (Portion(None, ()),)


def test_goods_leave_after_the_last_leg_at_the_facility():
    legs = [supplier(), freight(), at(4), at(4, "prep"), freight(), FBA]
    assert last_leg_at_facility(legs, divide(legs)[1]) == 3


def test_a_portion_gives_its_legs():
    legs = [supplier(), freight(), at(4), FBA]
    assert [portion.of(legs) for portion in divide(legs)] == [[supplier(), freight()], [at(4), FBA]]


def test_a_chain_that_stands_alone_is_one_portion():
    assert whole(4, [at(4), freight(), FBA]) == Portion(4, (0, 1, 2))


KINDS = ["supplier", "freight", "fba", "awd", *sorted(STARTS_A_PORTION)]
chains = st.lists(st.builds(Leg, st.sampled_from(KINDS), st.integers(1, 3)), max_size=40)


@given(chains)
def test_every_leg_is_in_exactly_one_portion_and_in_order(legs):
    taken = [index for portion in divide(legs) for index in portion.legs]
    assert taken == list(range(len(legs)))


@given(chains)
def test_the_first_portion_is_the_orders_and_every_other_begins_at_its_facility(legs):
    order, *others = divide(legs)
    assert order.facility_id is None
    assert not any(legs[index].kind in STARTS_A_PORTION for index in order.legs)
    for portion in others:
        assert legs[portion.first].kind in STARTS_A_PORTION
        assert legs[portion.first].facility_id == portion.facility_id


@given(chains)
def test_within_a_portion_goods_stay_with_one_facility_and_neighbours_differ(legs):
    _order, *others = divide(legs)
    for portion in others:
        here = {legs[index].facility_id for index in portion.legs if legs[index].kind in STARTS_A_PORTION}
        assert here == {portion.facility_id}
    for before, after in itertools.pairwise(others):
        assert before.facility_id != after.facility_id


@given(chains, st.integers(0, 400))
def test_days_change_nothing(legs, days):
    assert divide([leg._replace(days=days) for leg in legs]) == divide(legs)


@pytest.mark.parametrize("kind", ["supplier", "freight", "fba", "awd"])
def test_who_never_gets_a_work_order(kind):
    assert len(divide([supplier(), Leg(kind, 5), Leg(kind, 6)])) == 1

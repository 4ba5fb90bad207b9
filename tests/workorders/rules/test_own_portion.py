"""Which portion of a chain is whose, and which dates follow for it."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.kinds import LEG_KINDS
from leadtimes.rules.legs import PlainLeg
from leadtimes.rules.portions import Portion, divide
from workorders.rules.own_portion import (
    NOWHERE,
    Division,
    WorkDates,
    divide_for,
    former_portion,
    work_dates,
)

HARBOR, LONE_STAR = 1, 2
START = date(2026, 10, 12)
DAY = timedelta(days=1)


@dataclass
class Claim:
    """What a work order knows of its portion."""

    facility_id: int
    leg_id: int | None = None
    order_id: int | None = 9
    expected_on: date | None = None
    former_legs: dict | None = None


def chain(*stops):
    """Production, these legs (a kind, or the facility that stores), and check-in: ten days each, keys from 1."""
    wanted = [
        ("supplier", None),
        *((("warehouse", each) if each in (1, 2) else (each, None)) for each in stops),
    ]
    return [
        PlainLeg(
            pk=n,
            owner_id=9,
            kind=kind,
            facility_id=facility_id,
            expected_starts_on=START + 10 * n * DAY,
            expected_ends_on=START + 10 * (n + 1) * DAY,
        )
        for n, (kind, facility_id) in enumerate([*wanted, ("fba", None)], start=1)
    ]


THERE_AND_BACK = chain(HARBOR, LONE_STAR, HARBOR)


@pytest.mark.parametrize(("leg_id", "number", "own"), [(2, 1, (1,)), (3, 2, (2,)), (4, 3, (3, 4))])
def test_a_work_order_takes_care_of_the_portion_that_begins_with_its_leg(leg_id, number, own):
    division = divide_for(Claim(HARBOR, leg_id), THERE_AND_BACK)
    assert (division.number, division.own.legs) == (number, own)
    assert [leg.pk for leg in division.own_legs(THERE_AND_BACK)] == [n + 1 for n in own]


def test_the_portion_after_it_is_the_next_facilitys():
    divisions = [divide_for(Claim(HARBOR, leg_id), THERE_AND_BACK) for leg_id in (2, 3, 4)]
    assert [each.following and each.following.first for each in divisions] == [2, 3, None]


def test_a_work_order_without_a_leg_on_the_way_has_no_portion():
    division = divide_for(Claim(HARBOR, leg_id=77), THERE_AND_BACK)
    assert division == Division(divide(THERE_AND_BACK), NOWHERE)
    assert (division.own, division.following, division.own_legs(THERE_AND_BACK)) == (None, None, [])


def test_no_work_order_has_the_portion_of_the_order():
    assert divide_for(Claim(HARBOR, leg_id=1), THERE_AND_BACK).own is None


def test_a_work_order_that_stands_alone_takes_care_of_all():
    legs = chain(HARBOR)[1:]
    division = divide_for(Claim(HARBOR, order_id=None), legs)
    assert division == Division((Portion(HARBOR, (0, 1)),), 0)


def test_one_that_lost_its_place_keeps_the_portion_that_it_had():
    claim = Claim(HARBOR, leg_id=2, former_legs={"portion": 3})
    assert divide_for(claim, THERE_AND_BACK).number == 3


@pytest.mark.parametrize(
    ("claim", "number"),
    [
        (Claim(HARBOR, leg_id=4), 3),
        (Claim(HARBOR, leg_id=None, expected_on=START + 40 * DAY), 3),
        (Claim(HARBOR, leg_id=None, expected_on=START + 1 * DAY), 1),
        (Claim(LONE_STAR, leg_id=4), 2),
        (Claim(77, leg_id=4), NOWHERE),
    ],
)
def test_a_former_portion_is_known_by_leg_then_date_then_place(claim, number):
    assert former_portion(claim, THERE_AND_BACK) == number


def test_goods_are_expected_with_the_first_leg_and_leave_after_the_last_one_there():
    legs = chain("freight", HARBOR, HARBOR, "freight")
    dates = work_dates(legs, divide(legs)[1])
    assert dates == WorkDates(expected_on=legs[2].expected_starts_on, leave_on=legs[3].expected_ends_on)


chains = st.lists(
    st.tuples(st.sampled_from(sorted(LEG_KINDS)), st.sampled_from([HARBOR, LONE_STAR])), max_size=12
).map(
    lambda legs: [
        PlainLeg(pk=n, owner_id=9, kind=kind, facility_id=place) for n, (kind, place) in enumerate(legs, 1)
    ]
)


@given(chains)
def test_every_leg_but_the_orders_is_exactly_one_work_orders(legs):
    order, *others = divide(legs)
    claims = [Claim(each.facility_id, legs[each.first].pk) for each in others]
    taken = [n for claim in claims for n in divide_for(claim, legs).own.legs]
    assert sorted([*order.legs, *taken]) == [*range(len(legs))]


@given(chains)
def test_what_is_kept_of_a_portion_is_what_it_was(legs):
    for number, portion in enumerate(divide(legs)[1:], start=1):
        claim = Claim(portion.facility_id, legs[portion.first].pk)
        assert former_portion(claim, legs) == divide_for(claim, legs).number == number

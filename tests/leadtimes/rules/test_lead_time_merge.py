"""A lead time that changed, taken over leg by leg into a document that has legs of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.lead_time_merge import aligned, merge
from leadtimes.rules.legs import LegValues

LONE_STAR, PACIFIC = 1, 2


def leg(what, days, facility=None, label="", basis="calendar"):
    kind, _, mode = what.partition("/")
    return LegValues(kind=kind, mode=mode, label=label, facility_id=facility, days=days, day_basis=basis)


PRODUCTION, OCEAN, DRAYAGE = leg("supplier", 30), leg("freight/ocean", 28), leg("freight/ground", 4)
PREP, GROUND, FBA = leg("prep", 5, LONE_STAR), leg("freight/ground", 6), leg("fba", 7)
S2 = [PRODUCTION, OCEAN, DRAYAGE, PREP, GROUND, FBA]
AIR, COURIER = leg("freight/air", 8), leg("freight/ground", 2)
LONGER = leg("freight/ocean", 35)


def merged(*chains, **more):
    return [each.values for each in merge(*chains, **more).legs]


def test_days_that_changed_are_taken_over():
    now = [PRODUCTION, LONGER, *S2[2:]]
    found = merge(S2, now, S2)
    assert [each.values for each in found.legs] == now
    assert [(each.ours, each.changed) for each in found.legs if each.changed] == [(1, ("days",))]


def test_what_this_order_adjusted_elsewhere_stays():
    ours = [leg("supplier", 33), *S2[1:]]
    assert merged(S2, [PRODUCTION, LONGER, *S2[2:]], ours) == [leg("supplier", 33), LONGER, *S2[2:]]


def test_the_lead_time_wins_where_both_changed_the_same_field():
    ours = [PRODUCTION, leg("freight/ocean", 30, label="Slow boat"), *S2[2:]]
    now = [PRODUCTION, LONGER, *S2[2:]]
    assert merged(S2, now, ours)[1] == leg("freight/ocean", 35, label="Slow boat")


def test_ocean_that_became_air_is_the_same_leg_changed():
    found = merge(S2, [PRODUCTION, AIR, COURIER, *S2[3:]], S2)
    assert [each.values for each in found.legs] == [PRODUCTION, AIR, COURIER, *S2[3:]]
    assert [each.ours for each in found.legs] == [0, 1, 2, 3, 4, 5]
    assert found.legs[1].changed == ("mode", "days")


def test_a_leg_that_this_order_sends_another_way_keeps_its_days():
    ours = [PRODUCTION, AIR, *S2[2:]]
    assert merged(S2, [PRODUCTION, LONGER, *S2[2:]], ours) == ours


def test_what_is_past_stays_and_is_named():
    now = [leg("supplier", 20), LONGER, *S2[2:]]
    found = merge(S2, now, S2, locked=1)
    assert [each.values for each in found.legs] == [PRODUCTION, LONGER, *S2[2:]]
    assert found.past == (0,)


def test_what_is_past_stays_although_the_lead_time_lost_it():
    found = merge(S2, [OCEAN, *S2[2:]], S2, locked=1)
    assert [each.values for each in found.legs] == S2
    assert (found.past, found.dropped, found.kept) == ((0,), (), ())


def test_what_is_past_and_was_adjusted_stays_although_the_lead_time_lost_it():
    ours = [PRODUCTION, OCEAN, leg("freight/ground", 9), *S2[3:]]
    found = merge(S2, [*S2[:2], *S2[3:]], ours, locked=3)
    assert [each.values for each in found.legs] == ours
    assert (found.past, found.dropped, found.kept) == ((2,), (), ())


def test_the_first_leg_that_is_not_past_goes_with_the_lead_time():
    found = merge(S2, [*S2[:2], *S2[3:]], S2, locked=2)
    assert [each.values for each in found.legs] == [*S2[:2], *S2[3:]]
    assert (found.past, found.dropped, found.kept) == ((), (2,), ())


def test_a_new_leg_comes_in_at_its_place():
    storage = leg("warehouse", 10, PACIFIC)
    now = [*S2[:3], storage, *S2[3:]]
    found = merge(S2, now, S2, locked=2)
    assert [each.values for each in found.legs] == now
    assert [each.ours for each in found.legs] == [0, 1, 2, None, 3, 4, 5]


def test_a_new_leg_whose_place_is_past_comes_right_after_it():
    storage = leg("warehouse", 10, PACIFIC)
    assert merged(S2, [PRODUCTION, storage, *S2[1:]], S2, locked=3) == [*S2[:3], storage, *S2[3:]]


def test_a_leg_that_the_lead_time_lost_goes():
    found = merge(S2, [*S2[:2], *S2[3:]], S2)
    assert [each.values for each in found.legs] == [*S2[:2], *S2[3:]]
    assert found.dropped == (2,)


def test_unless_this_order_had_adjusted_it():
    ours = [*S2[:3], leg("prep", 9, LONE_STAR), *S2[4:]]
    found = merge(S2, [*S2[:3], *S2[4:]], ours)
    assert [each.values for each in found.legs] == ours
    assert (found.kept, found.dropped) == ((3,), ())


def test_what_this_order_dropped_stays_dropped_and_what_it_added_stays():
    customs = leg("freight", 3, label="Customs")
    ours = [PRODUCTION, OCEAN, customs, PREP, GROUND, FBA]
    now = [PRODUCTION, LONGER, leg("freight/ground", 5), *S2[3:]]
    assert merged(S2, now, ours) == [PRODUCTION, LONGER, customs, PREP, GROUND, FBA]


def test_a_warehouse_in_the_place_of_another_is_the_same_leg_elsewhere():
    here, there = leg("warehouse", 3, LONE_STAR), leg("warehouse", 3, PACIFIC)
    found = merge([PRODUCTION, here, FBA], [PRODUCTION, there, FBA], [PRODUCTION, here, FBA])
    assert [each.ours for each in found.legs] == [0, 1, 2]
    assert found.legs[1].values == there


LEGS = st.builds(
    lambda what, days, facility, label: leg(
        what, days, facility if what in ("prep", "warehouse") else None, label
    ),
    st.sampled_from(["freight/ocean", "freight/air", "freight/ground", "prep", "warehouse", "fba"]),
    st.sampled_from([0, 1, 5, 30]),
    st.sampled_from([LONE_STAR, PACIFIC]),
    st.sampled_from(["", "Own"]),
)
CHAINS = st.lists(LEGS, max_size=8).map(lambda rest: [PRODUCTION, *rest])


@given(CHAINS, CHAINS)
def test_a_lead_time_that_did_not_change_changes_nothing(then, ours):
    assert merged(then, then, ours) == ours


@given(CHAINS, CHAINS)
def test_an_order_that_changed_nothing_becomes_the_lead_time_of_now(then, now):
    assert merged(then, now, then) == now


@given(CHAINS, CHAINS, CHAINS, st.integers(0, 9))
def test_what_is_past_is_never_touched(then, now, ours, locked):
    locked = min(locked, len(ours))
    found = merge(then, now, ours, locked=locked)
    assert [each.values for each in found.legs[:locked]] == ours[:locked]
    assert [each.ours for each in found.legs[:locked]] == [*range(locked)]


@given(CHAINS, CHAINS, CHAINS)
def test_every_own_leg_is_there_once_or_named_as_dropped(then, now, ours):
    found = merge(then, now, ours)
    there = [each.ours for each in found.legs if each.ours is not None]
    assert sorted([*there, *found.dropped]) == [*range(len(ours))]
    assert there == sorted(there)


@given(CHAINS, CHAINS)
def test_taking_over_twice_is_taking_over_once(now, ours):
    once = merged(ours, now, ours)
    assert merged(now, now, once) == once


@pytest.mark.parametrize("chain", [[], S2, S2 * 8])
def test_a_chain_is_aligned_with_itself(chain):
    assert aligned(chain, chain) == [(n, n) for n in range(len(chain))]

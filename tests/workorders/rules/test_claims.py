"""Whose the units at a facility are, by examples and by property."""

from hypothesis import given
from hypothesis import strategies as st

from workorders.rules.claims import Share, is_too_much, share, why_too_much

UNITS = st.integers(0, 1000)


def test_what_came_on_it_is_its_own_and_the_rest_is_free():
    assert share(100, 40, received=0, listed=0, stands_alone=False) == Share(40, 60)
    assert share(100, 40, received=30, listed=20, stands_alone=False) == Share(40, 10)


def test_a_list_takes_nothing_of_what_came_on_another():
    assert share(100, 40, received=90, listed=0, stands_alone=True) == Share(10, 0)
    assert share(100, 40, received=90, listed=0, stands_alone=False) == Share(40, 0)


def test_two_lists_may_ask_for_the_same_and_whoever_comes_first_has_it():
    assert share(100, 100, received=0, listed=100, stands_alone=True) == Share(100, 0)


@given(UNITS, st.integers(-50, 1000), UNITS, UNITS, st.booleans())
def test_own_and_free_are_never_more_than_there_is(on_hand, mine, received, listed, alone):
    there = share(on_hand, mine, received=received, listed=listed, stands_alone=alone)
    assert there.own >= 0
    assert there.free >= 0
    assert there.most <= on_hand
    assert there.own <= max(mine, 0)
    if alone:
        assert there.own + min(received, on_hand) <= on_hand
    assert there.free == 0 or there.most + received + listed <= on_hand


@given(UNITS, UNITS, UNITS)
def test_free_units_go_only_when_asked_for(units, own, free):
    there = Share(own, free)
    assert is_too_much(units, there, takes_free=False) is (units > own)
    assert is_too_much(units, there, takes_free=True) is (units > own + free)


def test_a_refusal_names_what_is_its_own_and_what_is_free():
    assert why_too_much("A", 2000, Share(1960, 0), number="WO-1") == (
        "A: 2,000 cannot leave, 1,960 left of what WO-1 has."
    )
    assert why_too_much("A", 5, Share(0, 3), number="WO-1") == (
        "A: 5 cannot leave, nothing left of what WO-1 has; 3 more are free, tick that they go too."
    )

"""Late and at risk, by the dates of legs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.lateness import days_behind, days_late, unconfirmed
from leadtimes.rules.legs import PlainLeg

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def leg(ends_in=None, *, placed_in=None, began=None, ended=None):
    """Its end expected and placed so many days from today, begun and ended so many days ago."""
    return PlainLeg(
        pk=1,
        owner_id=1,
        kind="freight",
        baseline_ends_on=None if placed_in is None else TODAY + placed_in * DAY,
        expected_ends_on=None if ends_in is None else TODAY + ends_in * DAY,
        actual_starts_on=None if began is None else TODAY - began * DAY,
        actual_ends_on=None if ended is None else TODAY - ended * DAY,
    )


@pytest.mark.parametrize(
    ("ends_on", "baseline", "days"),
    [
        (TODAY, TODAY, 0),
        (TODAY + DAY, TODAY, 1),
        (TODAY - 3 * DAY, TODAY, -3),
        (None, TODAY, 0),
        (TODAY, None, 0),
        (None, None, 0),
    ],
)
def test_a_day_is_behind_its_baseline_by_so_many_days(ends_on, baseline, days):
    assert days_behind(ends_on, baseline) == days


def test_a_leg_is_late_by_its_real_end_and_by_the_expected_one_until_then():
    assert days_late(leg(4, placed_in=1)) == 3
    assert days_late(leg(4, placed_in=1, ended=2)) == -3
    assert days_late(leg(4)) == days_late(leg(placed_in=1)) == 0


@pytest.mark.parametrize(
    ("legs", "found"),
    [
        ([], []),
        ([leg(1), leg(9)], []),
        ([leg(0), leg(9)], [0]),
        ([leg(-9), leg(-2), leg(3)], [0, 1]),
        ([leg(-9, ended=9), leg(-2), leg(3)], [1]),
        ([leg(-9), leg(-2, began=8), leg(3)], [1]),
        ([leg(-9), leg(-2, ended=2), leg(3)], []),
        ([leg(-9), leg(-2), leg(3, began=1)], []),
        ([leg(-9, began=20), leg(-2), leg(3)], [0, 1]),
        ([leg(), leg(-2), leg()], [1]),
    ],
)
def test_legs_past_their_end_are_unconfirmed_from_the_last_one_on_that_somebody_spoke_of(legs, found):
    assert unconfirmed(legs, today=TODAY) == found


some_legs = st.lists(
    st.builds(
        leg,
        st.none() | st.integers(-9, 9),
        began=st.none() | st.integers(0, 9),
        ended=st.none() | st.integers(0, 9),
    ),
    max_size=8,
)


@given(some_legs)
def test_confirming_the_last_leg_leaves_nothing_unconfirmed(legs):
    assert unconfirmed([*legs, leg(5, ended=0)], today=TODAY) == []


@given(some_legs)
def test_only_a_leg_whose_end_has_gone_by_is_unconfirmed(legs):
    for at in unconfirmed(legs, today=TODAY):
        assert legs[at].expected_ends_on <= TODAY
        assert legs[at].actual_ends_on is None

"""Which legs are past, and why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.legs import PlainLeg
from leadtimes.rules.locked_legs import why_past

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
GONE_BY = "Its end has gone by and nobody said otherwise. If it is not over, say so on the order first."
BEGAN = "It began on 20 Nov 2026. To move its end, say on the order that it is not over."


def leg(name, ends_in=None, *, began=None, ended=None):
    """A leg that is to end so many days from today, begun and ended so many days ago."""
    return PlainLeg(
        pk=1,
        owner_id=1,
        kind="freight",
        label=name,
        expected_ends_on=None if ends_in is None else TODAY + ends_in * DAY,
        actual_starts_on=None if began is None else TODAY - began * DAY,
        actual_ends_on=None if ended is None else TODAY - ended * DAY,
    )


@pytest.mark.parametrize(
    ("legs", "why"),
    [
        ([], []),
        ([leg("A"), leg("B")], []),
        ([leg("A", 1), leg("B", 9)], []),
        ([leg("A", 0), leg("B", 9)], [GONE_BY]),
        ([leg("A", -3), leg("B", 0), leg("C", 1)], [GONE_BY, GONE_BY]),
        ([leg("A", 3, began=2), leg("B", 9)], [BEGAN]),
        ([leg("A", -3, began=2), leg("B", 9)], [BEGAN]),
        ([leg("A", 3, began=2, ended=0), leg("B", 9)], ["Confirmed: it ended on 22 Nov 2026."]),
        ([leg("A", 3), leg("B", 9, began=2)], ["Over: B has begun.", BEGAN]),
        ([leg("A"), leg("B"), leg("C", began=2)], ["Over: C has begun.", "Over: C has begun.", BEGAN]),
        (
            [leg("A"), leg("B", ended=1), leg("C", 9)],
            ["Over: B has begun.", "Confirmed: it ended on 21 Nov 2026."],
        ),
        ([leg("A", began=4), leg("B", began=2)], ["Over: B has begun.", BEGAN]),
        ([leg("A", 5), leg("B", 0), leg("C", 9)], [GONE_BY, GONE_BY]),
    ],
)
def test_a_leg_is_past_by_what_was_said_of_it_or_of_a_later_one_or_by_its_date(legs, why):
    assert why_past(legs, today=TODAY) == why


@given(
    st.lists(
        st.builds(
            leg,
            st.just("A"),
            st.none() | st.integers(-9, 9),
            began=st.none() | st.integers(0, 9),
            ended=st.none() | st.integers(0, 9),
        ),
        max_size=8,
    ),
    st.integers(0, 30),
)
def test_what_is_past_stays_past_however_much_time_goes_by(legs, later):
    now, then = why_past(legs, today=TODAY), why_past(legs, today=TODAY + later * DAY)
    assert len(now) <= len(then) <= len(legs)
    assert then[: len(now)] == now

"""Which steps a new work order starts with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.portions import divide
from tests.workorders.rules.chains import AWD, FBA, HARBOR, HAULED, MADE, PREPPED, STORED, Leg, onward
from workorders.rules.default_steps import default_steps
from workorders.rules.step_kinds import STEP_KINDS


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

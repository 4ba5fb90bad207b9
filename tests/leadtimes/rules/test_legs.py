"""When a leg starts and ends, and how sure that is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.legs import LegValues, PlainLeg, end_of_chain, read_values

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
days = st.none() | st.dates(TODAY - 9 * DAY, TODAY + 9 * DAY)
legs = st.builds(
    lambda **known: PlainLeg(pk=1, owner_id=1, kind="freight", **known),
    expected_starts_on=days,
    expected_ends_on=days,
    actual_starts_on=days,
    actual_ends_on=days,
)


def leg(**known):
    return PlainLeg(pk=1, owner_id=1, kind="freight", **known)


def test_what_really_happened_counts_before_what_is_expected():
    expected = {"expected_starts_on": TODAY, "expected_ends_on": TODAY + 9 * DAY}
    assert (leg(**expected).starts_on, leg(**expected).ends_on) == (TODAY, TODAY + 9 * DAY)
    really = leg(**expected, actual_starts_on=TODAY + DAY, actual_ends_on=TODAY + 2 * DAY)
    assert (really.starts_on, really.ends_on) == (TODAY + DAY, TODAY + 2 * DAY)
    assert (leg().starts_on, leg().ends_on) == (None, None)


def test_a_passed_date_is_assumed_only_once_the_document_is_under_way():
    assert leg(expected_ends_on=TODAY).state(TODAY) == "assumed"
    assert leg(expected_ends_on=TODAY).state(TODAY, running=False) == "planned"
    assert leg(expected_ends_on=TODAY + DAY).state(TODAY) == "planned"
    assert leg().state(TODAY) == "planned"


@given(legs, st.booleans())
def test_a_leg_is_confirmed_exactly_when_a_person_said_that_it_ended(one, running):
    assert (one.state(TODAY, running=running) == "confirmed") == (one.actual_ends_on is not None)


@given(legs, st.integers(0, 20))
def test_time_alone_turns_planned_into_assumed_and_nothing_else(one, later):
    order = ["planned", "assumed"]
    before, after = one.state(TODAY), one.state(TODAY + later * DAY)
    assert after == before == "confirmed" or order.index(before) <= order.index(after)


@pytest.mark.parametrize(
    ("kind", "mode", "label", "name"),
    [
        ("freight", "ocean", "", "Ocean freight"),
        ("freight", "", "", "Freight"),
        ("prep", "", "Labels", "Labels"),
    ],
)
def test_a_leg_is_called_by_its_label_or_its_kind(kind, mode, label, name):
    plain = PlainLeg(pk=1, owner_id=1, kind=kind, mode=mode, label=label)
    values = LegValues(kind=kind, mode=mode, label=label, facility_id=None, days=1, day_basis="calendar")
    assert (plain.name, values.name) == (name, name)


def test_legs_are_remembered_as_lists_of_six_and_read_by_name():
    (found,) = read_values([["freight", "ocean", "", 7, 28, "working"]])
    assert found == LegValues(
        kind="freight", mode="ocean", label="", facility_id=7, days=28, day_basis="working"
    )
    assert list(found) == ["freight", "ocean", "", 7, 28, "working"]


def test_a_chain_ends_where_its_last_leg_does():
    assert end_of_chain([leg(expected_ends_on=TODAY), leg(expected_ends_on=TODAY + DAY)]) == TODAY + DAY
    assert end_of_chain([]) is None

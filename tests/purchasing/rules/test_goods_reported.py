"""From when on goods are somewhere by somebody's word."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.kinds import LEG_KINDS
from leadtimes.rules.legs import PlainLeg
from purchasing.rules.goods_reported import STOPS, reported_leg, stop_of

DAY = date(2026, 11, 22)


def chain(*words):
    """Legs written as "freight", "prep began" or "fba ended"."""
    return [leg(*word.split()) for word in words]


def leg(kind, said=""):
    return PlainLeg(
        pk=1,
        owner_id=1,
        kind=kind,
        actual_starts_on=DAY if said == "began" else None,
        actual_ends_on=DAY if said == "ended" else None,
    )


@pytest.mark.parametrize(
    ("legs", "since", "found"),
    [
        ([], 0, None),
        (["supplier ended", "freight ended"], 0, None),
        (["supplier ended", "prep", "fba"], 0, None),
        (["supplier ended", "freight began", "prep", "fba"], 0, None),
        (["supplier ended", "freight ended", "freight", "prep"], 0, None),
        (["supplier ended", "freight ended", "prep", "fba"], 0, 1),
        (["supplier ended", "freight ended", "prep began", "fba"], 0, 1),
        (["supplier", "prep", "freight ended", "warehouse"], 3, 2),
        (["supplier", "prep", "freight began", "warehouse"], 3, None),
        (["supplier", "freight", "prep began", "fba"], 0, 2),
        (["supplier", "freight", "prep ended", "fba"], 0, 2),
        (["supplier", "prep", "freight began", "fba"], 0, 2),
        (["supplier", "freight", "fba began"], 0, 2),
        (["supplier", "freight", "awd ended"], 0, 2),
        (["supplier", "other began", "fba ended"], 0, 1),
        (["supplier", "other began", "fba ended"], 1, 1),
        (["supplier", "other began", "fba ended"], 2, 2),
        (["supplier", "other began", "fba"], 2, None),
        (["supplier", "warehouse began", "freight"], 2, None),
    ],
)
def test_freight_that_ended_there_a_report_at_a_stop_or_behind_it_proves_that_goods_came(legs, since, found):
    assert reported_leg(chain(*legs), since) == found


@pytest.mark.parametrize(
    ("at", "stop"),
    [(1, 1), (2, 1), (3, 3), (4, 3), (5, 5)],
)
def test_a_leg_is_at_a_stop_or_comes_from_the_one_before(at, stop):
    assert stop_of(chain("supplier", "prep", "freight", "warehouse", "freight", "fba"), at) == stop


@pytest.mark.parametrize(("said", "stop"), [("freight ended", 3), ("freight began", 1)])
def test_freight_has_come_to_where_it_ended(said, stop):
    assert stop_of(chain("supplier", "prep", said, "warehouse"), 2) == stop


chains = st.lists(
    st.builds(leg, st.sampled_from(sorted(LEG_KINDS)), st.sampled_from(["", "began", "ended"])), max_size=10
)


@given(chains)
def test_what_proves_it_was_reported_and_is_no_earlier_than_the_way_there(legs):
    found = reported_leg(legs)
    reported = [bool(each.actual_starts_on or each.actual_ends_on) for each in legs]
    first = next((n for n, each in enumerate(legs) if each.kind in STOPS), len(legs))
    if found is None:
        assert not any(reported[first:])
    else:
        assert reported[found]
        assert legs[stop_of(legs, found)].kind in STOPS
        assert found >= first - 1

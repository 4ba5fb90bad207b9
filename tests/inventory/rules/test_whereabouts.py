"""Where units are by their moves: nothing is lost between the figures and their rows."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.rules.stock import CONDITIONS, PLACE_KINDS
from inventory.rules.whereabouts import (
    AMAZON,
    CAME,
    DAMAGED_HERE,
    HERE,
    MISSING,
    OVER,
    WAY,
    Flow,
    UnitRow,
    sources_of,
    together,
    uses_of,
    whereabouts_of,
)

CAUSES = ["receipt", "correction", "shipped", "checked_in", "lost", "found", "build", "spoiled"]

flows = st.lists(
    st.builds(
        Flow,
        product=st.integers(1, 3),
        cause=st.sampled_from(CAUSES),
        origin=st.sampled_from(list(PLACE_KINDS)),
        target=st.sampled_from(list(PLACE_KINDS)),
        condition_before=st.sampled_from(list(CONDITIONS)),
        condition_after=st.sampled_from(list(CONDITIONS)),
        units=st.integers(1, 1000),
    )
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(flows)
def test_as_many_units_are_somewhere_as_came(moves):
    for units in whereabouts_of(moves).values():
        came = sum(-units[key] for key, _title in sources_of(units))
        there = sum(units[key] for key, _title in uses_of(units))
        left_out = sum(units.values())
        assert left_out == 0
        gone_back = sum(max(units.get(key, 0), 0) for key in (CAME, OVER))
        stuck = sum(-min(units.get(key, 0), 0) for key in (WAY, AMAZON, "elsewhere"))
        assert came + stuck == there + gone_back


def flow(origin, target, units, cause="receipt", before="good", after="good"):
    return Flow(1, cause, origin, target, before, after, units)


def test_s11_to_the_unit():
    units = whereabouts_of(
        [
            flow("supplier", "in_transit", 2000, "shipped"),
            flow("in_transit", "facility", 1960),
            flow("in_transit", "facility", 25, after="damaged"),
            flow("in_transit", "adjustment", 15, "lost"),
            flow("facility", "in_transit", 1960, "shipped"),
            flow("in_transit", "fba", 1955, "checked_in"),
        ]
    )[1]
    assert {key: count for key, count in units.items() if count} == {
        CAME: -2000,
        DAMAGED_HERE: 25,
        MISSING: 15,
        WAY: 5,
        AMAZON: 1955,
    }


def test_wrong_goods_stand_apart_and_what_amazon_has_beyond_is_over():
    wrong = flow("supplier", "facility", 7, before="on_hold", after="on_hold")
    more = flow("adjustment", "fba", 3, "checked_in")
    taken_from_others = flow("facility", "in_transit", 4, "shipped")
    assert whereabouts_of([wrong]) == {}
    units = whereabouts_of([wrong, more, taken_from_others])[1]
    assert sources_of(units) == [
        (OVER, "More at Amazon than left for it"),
        (HERE, "Taken from other stock there"),
    ]
    assert uses_of(units) == [(WAY, "In transit"), (AMAZON, "At Amazon")]


def test_rows_of_one_document_are_one_and_rows_of_nothing_are_none():
    rows = [
        UnitRow("Receipt 1", 5, "/1/"),
        UnitRow("Receipt 1", 7, "/1/"),
        UnitRow("Receipt 2", 3),
        UnitRow("Receipt 2", -3),
    ]
    assert together(rows) == [UnitRow("Receipt 1", 12, "/1/")]

"""How many bundles the parts make, and what goes out of a work order: by examples and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workorders.rules.bundling import (
    BundleState,
    BundleStep,
    buildable,
    outgoing,
    take_in_order,
    to_build,
)

CAP, LID, BOX, KIT, CRATE = 1, 2, 3, 4, 5
PRODUCTS = st.sampled_from([CAP, LID, BOX])
PARTS = st.dictionaries(PRODUCTS, st.integers(1, 5), min_size=1)
STOCK = st.dictionaries(PRODUCTS, st.integers(0, 200))


def test_the_part_that_runs_out_first_says_how_many():
    found = buildable({CAP: 2, LID: 1}, {CAP: 601, LID: 500})
    assert (found.units, found.limiting, found.leftovers) == (300, CAP, {CAP: 1, LID: 200})


def test_of_nothing_nothing_is_built():
    assert buildable({}, {CAP: 5}).units == 0
    assert buildable({}, {CAP: 5}).limiting is None
    assert buildable({CAP: 1}, {}).units == 0


@given(PARTS, STOCK)
def test_what_can_be_built_is_the_most_that_can(parts, stock):
    found = buildable(parts, stock)
    assert all(left >= 0 for left in found.leftovers.values())
    assert any(found.leftovers[part] < each for part, each in parts.items())
    assert found.leftovers[found.limiting] < parts[found.limiting]
    for part, each in parts.items():
        assert found.leftovers[part] + each * found.units == stock.get(part, 0)


@given(st.lists(st.integers(0, 50), max_size=6), st.integers(0, 200))
def test_units_are_taken_in_order_and_no_more_than_there_are(stock, wanted):
    taken = take_in_order(list(enumerate(stock)), wanted)
    assert sum(taken.values()) == min(wanted, sum(stock))
    assert all(0 < units <= stock[at] for at, units in taken.items())
    emptied = [at for at, units in enumerate(stock) if units and at < max(taken, default=0)]
    assert all(taken[at] == stock[at] for at in emptied)


@pytest.mark.parametrize(
    ("lines", "units", "build", "out"),
    [
        ({CAP: 1000, LID: 500}, 500, 500, {KIT: 500}),
        ({CAP: 1000, LID: 600}, 500, 500, {KIT: 500, LID: 100}),
        ({CAP: 1000, LID: 500, BOX: 20}, 300, 300, {KIT: 300, CAP: 400, LID: 200, BOX: 20}),
        ({BOX: 20}, 300, 300, {KIT: 300, BOX: 20}),  # the parts are there already
        ({KIT: 500}, 500, 0, {KIT: 500}),
        ({KIT: 200}, 500, 300, {KIT: 500}),
        ({KIT: 700}, 500, 0, {KIT: 700}),
        ({KIT: 100, CAP: 1000, LID: 500}, 500, 500, {KIT: 600}),
        ({KIT: 100, CAP: 800, LID: 400}, 500, 400, {KIT: 500}),
    ],
)
def test_goods_that_come_bundled_are_not_counted_twice(lines, units, build, out):
    steps = [BundleStep(KIT, units, {CAP: 2, LID: 1})]
    assert to_build(lines, steps) == [build]
    assert outgoing(lines, steps) == out


def test_a_bundle_goes_into_the_next_one():
    steps = [BundleStep(KIT, 100, {CAP: 2}), BundleStep(CRATE, 10, {KIT: 10})]
    assert to_build({CAP: 200}, steps) == [100, 10]
    assert outgoing({CAP: 200}, steps) == {CRATE: 10}


def test_two_steps_share_what_comes_bundled():
    steps = [BundleStep(KIT, 50, {CAP: 2}), BundleStep(KIT, 50, {CAP: 2})]
    assert to_build({KIT: 70}, steps) == [0, 30]
    assert outgoing({KIT: 70}, steps) == {KIT: 100}


@given(
    st.dictionaries(st.sampled_from([CAP, LID, BOX, KIT]), st.integers(0, 300)),
    st.lists(st.tuples(st.integers(1, 100), PARTS), max_size=3),
)
def test_what_goes_out_is_what_comes_in_less_parts_and_the_bundles(lines, asked):
    steps = [BundleStep(KIT, units, parts) for units, parts in asked]
    builds = to_build(lines, steps)
    out = outgoing(lines, steps)
    assert all(0 <= each <= step.units for each, step in zip(builds, steps, strict=True))
    assert out.get(KIT, 0) == lines.get(KIT, 0) + sum(builds)
    assert out.get(KIT, 0) >= sum(step.units for step in steps)
    for part in (CAP, LID, BOX):
        used = sum(each * step.parts.get(part, 0) for each, step in zip(builds, steps, strict=True))
        assert out.get(part, 0) == max(lines.get(part, 0) - used, 0)


def test_how_a_step_stands():
    assert BundleState(500, 300).left == 200
    assert BundleState(500, 510).left == 0
    assert [BundleState(500, n).is_all_built for n in (499, 500, 501)] == [False, True, True]
    assert (BundleState(0).comes_bundled, BundleState(0).is_all_built) == (True, False)

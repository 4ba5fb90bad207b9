"""What closing short takes off lines, and what open work orders wait for, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purchasing.rules.closing_short import (
    Cut,
    ExpectedLine,
    cuts_of,
    digest_of,
    effect_of_units,
    most_that_came,
    offer_of,
    received_in_words,
    waits_for,
)
from purchasing.rules.work_order_summary import Came, WorkOrderSummary
from sostocked.foundation.pages.badges import Badge


def line(line_id, units, product=1, ordered=None):
    return ExpectedLine(line_id, product, f"SKU-{product}", units=units, ordered=ordered or units)


def document(**more):
    standing = {
        "order_id": 1,
        "leg_id": 1,
        "number": "WO-1-1",
        "url": "/",
        "facility_id": 1,
        "place": "Lone Star Prep (Dallas)",
        "badge": Badge("Sent", "info", "send"),
        "revision": 1,
        "expected_on": None,
        "leave_on": None,
        "is_open": True,
    }
    return WorkOrderSummary(**standing | more)


def test_a_line_is_cut_to_what_came():
    assert cuts_of([line(7, 2000)], {1: 400}) == [Cut(7, "SKU-1", 2000, 400)]


@pytest.mark.parametrize("came", [{}, {1: 0}, {1: 0, 2: 0}])
def test_as_long_as_nothing_came_nothing_is_cut(came):
    assert cuts_of([line(7, 2000)], came) == []


@pytest.mark.parametrize("came", [2000, 2001, 9000])
def test_what_came_whole_or_over_is_not_touched(came):
    assert cuts_of([line(7, 2000)], {1: came}) == []


def test_of_another_product_nothing_came():
    assert cuts_of([line(7, 2000), line(8, 300, product=2)], {1: 2000}) == [Cut(8, "SKU-2", 300, 0)]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 3)), min_size=1, max_size=6), st.data())
def test_after_the_cut_a_product_expects_what_came_or_what_it_did_before(units, data):
    lines = [line(n, *each) for n, each in enumerate(units)]
    came = {product: data.draw(st.integers(0, 120)) for product in (1, 2, 3)}
    cuts = {cut.line_id: cut for cut in cuts_of(lines, came)}
    after = [cuts[each.line_id].after if each.line_id in cuts else each.units for each in lines]
    assert all(cut.missing > 0 for cut in cuts.values())
    for product in (1, 2, 3):
        expected = sum(each.units for each in lines if each.product == product)
        now = sum(units for each, units in zip(lines, after, strict=True) if each.product == product)
        assert now == (min(expected, came[product]) if any(came.values()) else expected)
    again = [each._replace(units=units) for each, units in zip(lines, after, strict=True)]
    assert cuts_of(again, came) == []


def test_another_receipt_makes_another_digest():
    seen = cuts_of([line(7, 2000)], {1: 400})
    assert digest_of(seen) == "7:2000-400"
    assert digest_of(seen) != digest_of(cuts_of([line(7, 2000)], {1: 500}))


def test_the_button_says_the_units_of_a_single_line():
    assert offer_of([Cut(7, "A", 2000, 400)]) == "Close short at 400"
    assert offer_of([Cut(7, "A", 2000, 400), Cut(8, "B", 9, 0)]) == "Close short"


def test_the_stop_that_counted_most_counts_and_cancelled_ones_do_not():
    first = document(came={1: Came(good=300, damaged=5)})
    second = document(came={1: Came(good=310), 2: Came(damaged=4)})
    gone = document(came={1: Came(good=999)}, cancelled=True)
    assert most_that_came([first, second, gone]) == {1: 310, 2: 4}


def test_what_was_received_names_three_products_and_how_many_more():
    lines = [line(n, 10, product=n, ordered=20) for n in range(1, 6)]
    place = "were received at Dallas"
    assert received_in_words(lines[:1], {1: 4}, "Dallas") == f"4 of 20 of SKU-1 {place}"
    assert received_in_words(lines, {}, "Dallas") == ""
    named = "4 of 20 of SKU-1, 4 of 20 of SKU-2, 4 of 20 of SKU-3"
    assert received_in_words(lines, dict.fromkeys(range(1, 6), 4), "Dallas") == (
        f"{named} and 2 other products {place}"
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"awaits_acknowledgement": True}, "waits to be acknowledged; nothing was received"),
        ({"acknowledged_revision": 1}, "waits for its goods"),
        (
            {"begun": True, "came": {1: Came(good=4)}, "progress": "1 of 3 steps done"},
            "4 received, 6 to come; work under way, 1 of 3 steps done",
        ),
        (
            {
                "begun": True,
                "came": {1: Came(good=4)},
                "count_is_final": True,
                "progress": "2 of 3 steps done",
            },
            "4 received, 6 short; work under way, 2 of 3 steps done",
        ),
        (
            {"begun": True, "came": {1: Came(good=10)}, "progress": "2 of 3 steps done"},
            "work under way, 2 of 3 steps done",
        ),
        (
            {"awaits_acknowledgement": True, "acknowledged_revision": 1, "revision": 2},
            "waits for revision 2 to be acknowledged; waits for its goods",
        ),
    ],
)
def test_what_an_open_work_order_waits_for(state, words):
    assert waits_for(document(**state), {1: 10}) == words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({}, "400 instead of 2,000 units: revision 2, is told"),
        ({"acknowledged_revision": 1}, "400 instead of 2,000 units: revision 2, is to be acknowledged again"),
        ({"is_open": False}, "is completed and stays as it is"),
    ],
)
def test_what_becomes_of_a_work_order(state, words):
    assert effect_of_units(document(**state), 2000, 400) == words

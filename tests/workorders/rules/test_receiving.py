"""What may be received, and what is missing then."""

import pytest

from workorders.rules.receiving import (
    CONDITION_OF,
    OUTCOMES,
    Tally,
    excesses,
    most_without_reason,
    together,
)


def test_ordered_is_what_came_and_what_is_missing():
    tally = Tally(ordered=2000, good=1960, damaged=25)
    assert (tally.received, tally.missing, tally.to_come, tally.short) == (1985, 15, 15, 0)
    final = Tally(ordered=2000, good=1960, damaged=25, is_final=True)
    assert (final.missing, final.to_come, final.short, final.over) == (15, 0, 15, 0)
    assert Tally(ordered=10, good=12).over == 2


@pytest.mark.parametrize(
    ("ordered", "percent", "most"),
    [(2000, 2, 2040), (2000, 0, 2000), (49, 2, 49), (50, 2, 51), (10, 100, 20)],
)
def test_a_tolerance_is_of_all_that_was_ordered(ordered, percent, most):
    assert most_without_reason(ordered, percent) == most


def test_twenty_receipts_have_the_tolerance_of_one():
    so_far = 0
    for _ in range(20):
        assert excesses({1: "A"}, {1: 2000}, {1: so_far}, {1: 102}, 2) == []
        so_far += 102
    assert so_far == 2040
    (over,) = excesses({1: "A"}, {1: 2000}, {1: so_far}, {1: 1}, 2)
    assert over.words == "A: 2,041 instead of 2,000"


def test_all_lines_together_are_final_where_each_is():
    tallies = [Tally(10, 4, 1, is_final=True), Tally(20, 20, is_final=False)]
    assert together(tallies) == Tally(30, 24, 1, 0, is_final=False)
    assert not together([]).is_final


def test_every_outcome_has_a_condition():
    assert set(CONDITION_OF) == set(OUTCOMES)

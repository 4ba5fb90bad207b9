"""Which work order a truck may be for."""

import pytest

from workorders.rules.unannounced import ASSIGNED, CAME_AS, ENDINGS, LIES_AS, Match, match, outcome_on


@pytest.mark.parametrize(
    ("came", "missing", "expected", "strange"),
    [
        ({}, {}, 0, 0),
        ({1: 10}, {1: 40}, 10, 0),
        ({1: 50}, {1: 40}, 40, 0),
        ({1: 10, 2: 5}, {1: 40}, 10, 5),
        ({1: 10}, {1: 0}, 0, 0),  # it names the product, of which nothing is missing any more
        ({1: 10}, {2: 40}, 0, 10),
    ],
)
def test_what_a_work_order_waits_for_and_what_it_does_not_name(came, missing, expected, strange):
    assert match(came, missing) == Match(expected=expected, strange=strange)


def test_more_of_what_is_missing_comes_first_then_less_that_is_strange():
    best, good, poor = Match(10, 0), Match(10, 3), Match(0, 0)
    assert sorted([poor, good, best], key=lambda each: each.rank) == [best, good, poor]


def test_nothing_lies_free_and_what_is_not_named_is_wrong():
    assert "good" not in LIES_AS.values()
    assert LIES_AS.keys() == CAME_AS.keys()
    assert ASSIGNED in ENDINGS
    assert [outcome_on(named, came) for named in (True, False) for came in CAME_AS] == [
        "good",
        "damaged",
        "wrong",
        "wrong",
    ]

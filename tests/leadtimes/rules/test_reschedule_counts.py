"""How far documents move, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.reschedule_counts import Group, RescheduleCounts


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, ""),
        ({27: 1}, "1 later by 27 days"),
        ({1: 1}, "1 later by 1 day"),
        ({1: 100, 9: 80, -2: 34}, "180 later by 1–9 days, 34 earlier by 2 days"),
        (
            {0: 1200, -1: 1},
            "1 earlier by 1 day, 1,200 with other dates on the way, available on the same day",
        ),
    ],
)
def test_in_one_sentence(counts, words):
    assert RescheduleCounts(counts).in_words() == words


def test_in_groups_the_latest_first():
    assert RescheduleCounts({-3: 1, -2: 2, 0: 5, 1: 7, 4: 1, 7: 1, 400: 2}).groups() == [
        Group("400 days later", 2),
        Group("4–7 days later", 2),
        Group("1 day later", 7),
        Group("on the same day", 5),
        Group("2–3 days earlier", 3),
    ]


@given(st.dictionaries(st.integers(-400, 400), st.integers(1, 999)))
def test_every_document_is_in_one_group(counts):
    found = RescheduleCounts(counts)
    assert sum(group.count for group in found.groups()) == found.total == sum(counts.values())

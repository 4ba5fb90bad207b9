"""Which row of an order each of its new legs is written on, and which legs are past."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.locked_legs import why_past
from leadtimes.rules.portions import divide
from purchasing.rules.row_matching import match_rows, rows_by_id


def leg(kind, facility=None, pk=None):
    return SimpleNamespace(kind=kind, facility_id=facility, pk=pk)


KINDS = st.sampled_from(
    [
        ("freight", None),
        ("prep", "Lone Star"),
        ("warehouse", "Harbor"),
        ("warehouse", "Pacific"),
        ("fba", None),
    ]
)
OLD = st.lists(KINDS, max_size=8).map(lambda kinds: [leg(*each, pk=n) for n, each in enumerate(kinds, 1)])
WANTED = st.lists(st.tuples(KINDS, st.one_of(st.none(), st.integers(1, 9))), max_size=8).map(
    lambda legs: [leg(*kind, pk=pk) for kind, pk in legs]
)


def anchors(legs):
    return [legs[portion.first] for portion in divide(legs)[1:]]


@given(OLD, WANTED)
def test_no_row_is_written_on_twice(old, wanted):
    pairs = match_rows(old, wanted)
    assert len(pairs) == len(wanted)
    for side in ("row", "origin"):
        used = [getattr(pair, side).pk for pair in pairs if getattr(pair, side)]
        assert len(used) == len(set(used))


@given(OLD, WANTED)
def test_every_facility_that_is_still_on_the_way_keeps_its_work_orders(old, wanted):
    rows = {id(each): pair.row for each, pair in zip(wanted, match_rows(old, wanted), strict=True)}
    for facility in ("Lone Star", "Harbor", "Pacific"):
        had = [each.pk for each in anchors(old) if each.facility_id == facility]
        now = [each for each in anchors(wanted) if each.facility_id == facility]
        kept = [rows[id(each)].pk for each in now if rows[id(each)] and rows[id(each)].pk in had]
        assert len(kept) == min(len(had), len(now))


@given(OLD)
def test_legs_that_stay_stay_where_they_are(old):
    pairs = match_rows(old, [leg(each.kind, each.facility_id, each.pk) for each in old])
    assert [(pair.row, pair.origin) for pair in pairs] == [(each, each) for each in old]


def test_two_legs_at_one_facility_that_change_places_change_their_rows():
    prep, storage = leg("prep", "Lone Star", 1), leg("warehouse", "Lone Star", 2)
    swapped = match_rows([prep, storage], [leg("warehouse", "Lone Star", 2), leg("prep", "Lone Star", 1)])
    assert [(pair.row, pair.origin) for pair in swapped] == [(prep, storage), (storage, prep)]


def test_storage_put_before_prep_is_written_on_the_row_that_the_work_order_hangs_on():
    prep = leg("prep", "Lone Star", 1)
    pairs = match_rows([prep], [leg("warehouse", "Lone Star"), leg("prep", "Lone Star", 1)])
    assert [(pair.row, pair.origin) for pair in pairs] == [(prep, None), (None, prep)]


def test_a_leg_that_names_no_row_takes_one_of_its_kind_and_place():
    old = [leg("freight", None, 1), leg("prep", "Lone Star", 2)]
    pairs = match_rows(old, [leg("prep", "Harbor"), leg("prep", "Lone Star"), leg("freight")])
    assert [pair.row for pair in pairs] == [None, old[1], old[0]]


# ── Rows by their ids ─────────────────────────────────────────────────────────────────────────────────

ROWS = [SimpleNamespace(pk=pk) for pk in (1, 2, 3)]


@pytest.mark.parametrize(
    ("ids", "own", "spare"),
    [
        ([1, 2, 3], [1, 2, 3], []),
        ([3, 1], [3, 1], [2]),
        ([], [], [1, 2, 3]),
        ([2, None], [2, 1], [3]),
        ([None, None, None, None], [1, 2, 3, None], []),
        ([None, 1], [2, 1], [3]),
        ([2, 2], [2, None], [1, 3]),
        ([77, 1], [None, 1], [2, 3]),
        ([77, None], [None, 1], [2, 3]),
    ],
)
def test_a_row_is_known_by_its_id_and_only_who_names_none_gets_what_is_left(ids, own, spare):
    found, left = rows_by_id(ROWS, ids)
    assert [row and row.pk for row in found] == own
    assert [row.pk for row in left] == spare


@given(st.lists(st.integers(1, 6)), st.lists(st.none() | st.integers(1, 9)))
def test_every_row_is_either_written_on_once_or_left_over(pks, ids):
    rows = [SimpleNamespace(pk=pk) for pk in dict.fromkeys(pks)]
    own, spare = rows_by_id(rows, ids)
    used = [row.pk for row in own if row] + [row.pk for row in spare]
    assert sorted(used) == sorted(row.pk for row in rows)
    assert len(own) == len(ids)


# ── What is past ──────────────────────────────────────────────────────────────────────────────────────


def dated(name, ends, started=None, ended=None):
    return SimpleNamespace(
        name=name,
        expected_ends_on=date(2026, 11, ends),
        actual_starts_on=started and date(2026, 11, started),
        actual_ends_on=ended and date(2026, 11, ended),
        begun_in_part_on=None,
        has_begun=bool(started or ended),
    )


@pytest.mark.parametrize(
    ("legs", "today", "why"),
    [
        ([dated("A", 10), dated("B", 20)], 9, []),
        ([dated("A", 10), dated("B", 20)], 10, ["Its end has gone by"]),
        ([dated("A", 10, ended=8), dated("B", 20)], 9, ["Confirmed: it ended on 8 Nov 2026."]),
        ([dated("A", 10, started=1), dated("B", 20)], 9, ["It began on 1 Nov 2026."]),
        ([dated("A", 10), dated("B", 20, started=8)], 8, ["Over: B has begun.", "It began on 8 Nov 2026."]),
        ([], 9, []),
    ],
)
def test_a_leg_is_past_by_somebodys_word_or_by_its_date(legs, today, why):
    found = why_past(legs, today=date(2026, 11, today))
    assert len(found) == len(why)
    assert all(sentence.startswith(start) for sentence, start in zip(found, why, strict=True))

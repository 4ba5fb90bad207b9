"""When a backup is due, and which ones are kept."""

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sostocked.site.backup.rules import Kept, is_due, kept_of, moment_of, name_of

NIGHT = datetime(2026, 11, 27, 3, 10, tzinfo=UTC)
moments = st.lists(st.integers(0, 1000 * 24).map(lambda hours: NIGHT - timedelta(hours=hours)), max_size=20)


@pytest.mark.parametrize(
    ("now", "newest", "expected"),
    [
        (NIGHT, None, True),
        (NIGHT - timedelta(hours=3), None, True),  # the first one
        (NIGHT, NIGHT - timedelta(days=1), True),
        (NIGHT + timedelta(hours=20), NIGHT + timedelta(minutes=4), False),
        (NIGHT + timedelta(hours=20), NIGHT - timedelta(hours=1), True),  # beat was away at its time
        (NIGHT + timedelta(days=1, minutes=-1), NIGHT, False),
        (NIGHT + timedelta(days=1), NIGHT, True),
    ],
)
def test_once_a_day_from_its_time_on(now, newest, expected):
    assert is_due(now, time(3, 10), newest) is expected


def test_the_day_is_that_of_utc():
    in_tokyo = datetime(2026, 11, 28, 1, 0, tzinfo=timezone(timedelta(hours=9)))  # 16:00 the day before
    assert is_due(in_tokyo, time(3, 10), NIGHT) is False


def test_a_name_says_when_and_whether_it_is_locked():
    assert name_of(NIGHT, is_locked=False) == "sostocked-2026-11-27T031000Z.backup"
    assert name_of(NIGHT, is_locked=True) == "sostocked-2026-11-27T031000Z.backup.age"
    assert moment_of("sostocked-2026-11-27T031000Z.backup.age") == NIGHT


@pytest.mark.parametrize(
    "name", ["notes.txt", "sostocked-2026-11-27T031000Z.backup.part", "sostocked.backup", ""]
)
def test_other_files_are_none_of_ours(name):
    assert moment_of(name) is None


def test_a_year_of_nights_leaves_days_weeks_and_months():
    nights = [NIGHT - timedelta(days=back) for back in range(400)]
    kept = sorted(f"{moment:%m-%d}" for moment in kept_of(nights, Kept()))
    days = ["11-27", "11-26", "11-25", "11-24", "11-23", "11-22", "11-21"]
    weeks = ["11-22", "11-15", "11-08"]  # the Sundays before; this week's newest is the 27th
    months = [
        "10-31",
        "09-30",
        "08-31",
        "07-31",
        "06-30",
        "05-31",
        "04-30",
        "03-31",
        "02-28",
        "01-31",
        "12-31",
    ]
    assert kept == sorted({*days, *weeks, *months})


def test_of_several_on_one_day_the_newest_is_kept():
    assert kept_of([NIGHT, NIGHT + timedelta(hours=2)], Kept(days=7)) == {NIGHT + timedelta(hours=2)}


def test_where_no_new_ones_come_nothing_more_goes():
    old = kept_of([NIGHT - timedelta(days=400 + back) for back in range(400)], Kept())
    assert kept_of(old, Kept()) == old


@given(moments, st.integers(0, 9), st.integers(0, 9), st.integers(0, 14))
def test_the_newest_stays_and_there_are_never_more_than_was_said(moments, days, weeks, months):
    kept = kept_of(moments, Kept(days, weeks, months))
    assert kept <= set(moments)
    assert len(kept) <= max(1, days + weeks + months)
    assert not moments or max(moments) in kept
    assert kept_of(kept, Kept(days, weeks, months)) <= kept
    newest_days = sorted({moment.date() for moment in moments})[-days:] if days else []
    assert {moment.date() for moment in kept} >= set(newest_days)

"""Words of days, counts and lists."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.formats import date_format

from sostocked.foundation import words

EVE = date(2026, 12, 13)


def test_a_day_is_spelled_with_its_months_name():
    assert words.day_of(EVE) == "13 Dec 2026"
    assert words.short_day(EVE) == "13 Dec"
    assert words.weekday_of(EVE) == "Sunday"


def test_a_day_that_is_not_there_is_what_the_sentence_wants_it_to_be():
    assert words.day_of(None) == ""
    assert words.day_of(None, missing="no date yet") == "no date yet"


@pytest.mark.parametrize("month", range(1, 13))
def test_a_page_and_a_sentence_spell_a_day_alike(month):
    day = date(2026, month, 7)
    assert words.day_of(day) == date_format(day, "j M Y")
    assert words.weekday_of(day) == date_format(day, "l")


def test_a_day_that_moved_says_where_it_was():
    assert words.moved_from(EVE, date(2026, 12, 4)) == "Sun 13 Dec 2026 (was Fri 4 Dec 2026)"
    assert words.moved_from(EVE, EVE) == words.moved_from(EVE, None) == "Sun 13 Dec 2026"
    assert words.moved_from(None, EVE) == "not dated (was Sun 13 Dec 2026)"
    assert words.moved_from(None, None) == "not dated"


def test_the_year_of_two_days_is_named_once_where_it_is_the_same():
    assert words.from_to(EVE, date(2026, 12, 24)) == "13 Dec to 24 Dec 2026"
    assert words.from_to(EVE, date(2027, 1, 4)) == "13 Dec 2026 to 4 Jan 2027"


@pytest.mark.parametrize(
    ("number", "thing", "said"),
    [
        (1, "day", "1 day"),
        (0, "day", "0 days"),
        (2000, "unit", "2,000 units"),
        (1, "address", "1 address"),
        (3, "address", "3 addresses"),
        (2, "box", "2 boxes"),
        (2, "facility", "2 facilities"),
        (3, "working day", "3 working days"),
        (-1, "day", "-1 day"),
    ],
)
def test_a_count_agrees_with_its_thing(number, thing, said):
    assert words.count_of(number, thing) == said


@pytest.mark.parametrize(
    ("days", "moved", "stands", "came", "off"),
    [
        (3, "3 days later", "3 days late", "3 days later than expected", "in 3 days"),
        (1, "1 day later", "1 day late", "1 day later than expected", "in 1 day"),
        (0, "on the same day", "on time", "as expected", "today"),
        (-1, "1 day earlier", "1 day early", "1 day earlier than expected", "1 day ago"),
        (
            -1200,
            "1,200 days earlier",
            "1,200 days early",
            "1,200 days earlier than expected",
            "1,200 days ago",
        ),
    ],
)
def test_how_far_a_date_is_off(days, moved, stands, came, off):
    said = (words.later_by(days), words.late_by(days), words.than_expected(days), words.from_today(days))
    assert said == (moved, stands, came, off)


@pytest.mark.parametrize(
    ("things", "said"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_things_are_listed_in_one_breath(things, said):
    assert words.listed(things) == said


def test_a_sentence_that_ends_in_a_name_has_one_full_stop():
    assert words.ended("Welcome to Tiny Tails Pet Co.") == "Welcome to Tiny Tails Pet Co."
    assert words.ended("Welcome to Acme Goods") == "Welcome to Acme Goods."


def test_an_instant_is_told_by_a_clock_that_is_named():
    at = datetime(2026, 11, 27, 17, 26, tzinfo=UTC)
    assert words.moment_of(at, ZoneInfo("America/Chicago")) == "27 Nov 2026, 11:26 CST"
    assert words.moment_of(at, ZoneInfo("Australia/Sydney")) == "28 Nov 2026, 04:26 AEDT"

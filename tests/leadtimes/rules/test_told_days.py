"""A day on which nobody is there, told with the working day that counts: S19 and others, and by property."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.schedule import Calendar, Closed, LegSpec, schedule
from leadtimes.rules.told_days import ToldDay, arrival_day, leaving_day

DAY = timedelta(days=1)
MONDAY_TO_FRIDAY = Calendar()
STOCKTAKING = Calendar(closures=(Closed(date(2027, 1, 25), date(2027, 2, 5), "Stocktaking"),))


@pytest.mark.parametrize(
    ("day", "calendar", "words"),
    [
        ("2027-01-28", STOCKTAKING, "28 Jan, closed until 5 Feb; first open day Mon 8 Feb"),
        ("2026-12-13", MONDAY_TO_FRIDAY, "Sun 13 Dec, closed; first open day Mon 14 Dec"),
        ("2026-11-21", MONDAY_TO_FRIDAY, "Sat 21 Nov, closed; first open day Mon 23 Nov"),
        ("2026-12-27", MONDAY_TO_FRIDAY, "Sun 27 Dec, closed; first open day Mon 28 Dec"),
        ("2026-12-22", MONDAY_TO_FRIDAY, ""),
        (
            "2026-12-25",
            Calendar(holidays={date(2026, 12, 25): "Christmas Day"}),
            "Fri 25 Dec, closed; first open day Mon 28 Dec",
        ),
        (
            "2027-01-28",
            Calendar(closures=STOCKTAKING.closures, extra=frozenset({date(2027, 2, 1)})),
            "28 Jan, closed until 31 Jan; first open day Mon 1 Feb",
        ),
        ("2026-09-20", Calendar(worked=frozenset({date(2026, 9, 20)})), ""),
    ],
)
def test_goods_expected_while_nobody_is_there_name_the_first_open_day(day, calendar, words):
    told = arrival_day(date.fromisoformat(day), calendar)
    assert (told.words, told.is_closed) == (words, bool(words))


def test_s19_must_leave_by_the_last_working_day():
    (span,) = schedule(date(2026, 12, 7), [LegSpec(5, working=True, calendar=MONDAY_TO_FRIDAY)])
    told = leaving_day(span.ends_on, MONDAY_TO_FRIDAY, arrives_on=span.starts_on)
    assert span.ends_on == date(2026, 12, 12)
    assert (told.words, told.closed) == ("by Fri 11 Dec", "Sat 12 Dec, closed")


@pytest.mark.parametrize(
    ("day", "arrives", "calendar", "words"),
    [
        ("2026-12-18", "2026-12-13", MONDAY_TO_FRIDAY, ""),
        ("2027-01-28", "2027-01-20", STOCKTAKING, "by Fri 22 Jan"),
        ("2026-12-13", "2026-12-13", MONDAY_TO_FRIDAY, "Sun 13 Dec, closed; first open day Mon 14 Dec"),
        ("2026-12-13", None, MONDAY_TO_FRIDAY, "by Fri 11 Dec"),
        ("2026-12-12", "2026-12-11", MONDAY_TO_FRIDAY, "by Fri 11 Dec"),
        ("2026-12-12", "2026-12-12", MONDAY_TO_FRIDAY, "Sat 12 Dec, closed; first open day Mon 14 Dec"),
    ],
)
def test_what_must_leave_goes_on_the_last_working_day_but_never_before_it_came(day, arrives, calendar, words):
    arrives_on = arrives and date.fromisoformat(arrives)
    assert leaving_day(date.fromisoformat(day), calendar, arrives_on=arrives_on).words == words


def test_a_day_that_nobody_knows_is_not_told():
    assert arrival_day(None, MONDAY_TO_FRIDAY) is None
    assert leaving_day(None, MONDAY_TO_FRIDAY) is None


def test_where_nobody_ever_works_it_is_said_that_it_is_closed_and_no_more():
    never = Calendar(weekdays=frozenset())
    assert arrival_day(date(2026, 12, 14), never).words == "Mon 14 Dec, closed"
    assert leaving_day(date(2026, 12, 14), never).words == "Mon 14 Dec, closed"
    gone = Calendar(closures=(Closed(date(2026, 12, 1), date.max, "Gone"),))
    assert arrival_day(date(9999, 12, 31), gone).counts is None
    assert leaving_day(date(1, 1, 1), never) == ToldDay(date(1, 1, 1), is_closed=True)


dates = st.dates(date(2026, 1, 1), date(2027, 12, 31))
calendars = st.builds(
    Calendar,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    closures=st.lists(
        st.builds(lambda first, n: Closed(first, first + n * DAY), dates, st.integers(0, 40)), max_size=3
    ).map(tuple),
    holidays=st.dictionaries(dates, st.just("holiday"), max_size=5),
    extra=st.frozensets(dates, max_size=3),
    worked=st.frozensets(dates, max_size=3),
)


def works(calendar, day):
    return calendar.off(day, working=True) is None


def between(first, last):
    return [first + n * DAY for n in range((last - first).days)]


@given(dates, calendars)
def test_the_day_that_counts_is_worked_and_none_nearer_is(day, calendar):
    for told in (arrival_day(day, calendar), leaving_day(day, calendar)):
        that_counts = told.counts or told.day
        assert works(calendar, that_counts)
        first, last = sorted([that_counts, day])
        assert [each for each in between(first, last + DAY) if works(calendar, each)] == [that_counts]


@given(dates, calendars)
def test_it_is_said_exactly_where_nobody_works(day, calendar):
    for told in (arrival_day(day, calendar), leaving_day(day, calendar)):
        assert bool(told.words) == told.is_closed == (not works(calendar, day))
        assert told.day == day


@given(dates, st.integers(0, 60), calendars)
def test_arrivals_count_from_then_on_and_nothing_leaves_before_it_came(arrives, stay, calendar):
    came = arrival_day(arrives, calendar)
    left = leaving_day(arrives + stay * DAY, calendar, arrives_on=arrives)
    assert (came.counts or came.day) >= arrives
    assert (left.counts or left.day) >= arrives

"""Rule D, forward: legs, calendars and a start make dates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leadtimes.rules.schedule import (
    ALWAYS_OPEN,
    Calendar,
    Closed,
    LegDates,
    LegSpec,
    Lost,
    NeverOpen,
    latest_start,
    schedule,
)

DAY = timedelta(days=1)


def day(text, year=2026):
    month, number = text.split("-")
    return date(year, int(month), int(number))


def ends(starts_on, *specs):
    """The end of each leg; a bare number is that many calendar days at a place that is always open."""
    specs = [s if isinstance(s, LegSpec) else LegSpec(s) for s in specs]
    return [span.ends_on for span in schedule(starts_on, specs)]


def test_s1_straight_to_fba():
    assert ends(day("10-12"), 15, 25, 5, 5) == [day("10-27"), day("11-21"), day("11-26"), day("12-01")]


def test_s2_one_prep_center():
    expected = [day(each) for each in ("11-11", "12-09", "12-13", "12-18", "12-24", "12-31")]
    assert ends(day("10-12"), 30, 28, 4, 5, 6, 7) == expected


def test_s4_over_the_end_of_a_month():
    assert ends(day("11-02"), 20, 8, 2, 3) == [day("11-22"), day("11-30"), day("12-02"), day("12-05")]


def test_s5_over_the_end_of_a_year():
    later = [day(each, 2027) for each in ("1-13", "1-17", "1-23", "1-31")]
    assert ends(day("11-02"), 25, 30, 3, 14, 4, 6, 8) == [day("11-27"), day("12-27"), day("12-30"), *later]


def test_s6_awd():
    expected = [day(each) for each in ("9-26", "10-26", "10-31", "11-07", "11-21")]
    assert ends(day("9-01"), 25, 30, 5, 7, 14) == expected


NEW_YEAR = Calendar(closures=(Closed(day("1-25", 2027), day("2-20", 2027), "Chinese New Year"),))


def test_s13_without_the_closure():
    assert ends(day("1-04", 2027), 30, 28, 4, 5, 6, 7)[-1] == day("3-25", 2027)


def test_s13_with_the_closure_names_it_and_its_days():
    spans = schedule(day("1-04", 2027), [LegSpec(30, calendar=NEW_YEAR), *map(LegSpec, (28, 4, 5, 6, 7))])
    assert [span.ends_on for span in spans] == [
        day(each, 2027) for each in ("3-02", "3-30", "4-03", "4-08", "4-14", "4-21")
    ]
    assert spans[0].lost == (Lost("Chinese New Year", 27),)


def test_working_days_skip_weekends_and_closures():
    calendar = Calendar(closures=(Closed(day("2-15"), day("2-23"), "Holiday"),))
    assert schedule(day("2-12"), [LegSpec(5, working=True, calendar=calendar)]) == (
        LegDates(day("2-12"), day("2-27"), (Lost("Holiday", 6),)),
    )


def test_a_closure_that_touches_no_counting_day_costs_nothing():
    weekend = Calendar(closures=(Closed(day("2-14"), day("2-15"), "Painting"),))
    (span,) = schedule(day("2-12"), [LegSpec(3, working=True, calendar=weekend)])
    assert span == LegDates(day("2-12"), day("2-17"), ())


def test_a_leg_of_no_days_ends_where_it_starts_even_on_a_closed_day():
    assert schedule(day("2-01", 2027), [LegSpec(0, calendar=NEW_YEAR)]) == (
        LegDates(day("2-01", 2027), day("2-01", 2027)),
    )


def test_a_leap_day_counts():
    assert ends(date(2028, 2, 28), 2) == [date(2028, 3, 1)]


def test_overlapping_closures_are_counted_once():
    closures = (Closed(day("5-01"), day("5-05"), "Fair"), Closed(day("5-04"), day("5-08"), "Flood"))
    (span,) = schedule(day("4-30"), [LegSpec(2, calendar=Calendar(closures=closures))])
    assert span.ends_on == day("5-10")
    assert sum(lost.days for lost in span.lost) == 8


def test_a_place_without_working_weekdays_is_an_error_and_not_an_endless_loop():
    with pytest.raises(NeverOpen):
        schedule(day("1-01"), [LegSpec(1, working=True, calendar=Calendar(weekdays=frozenset()))])


def test_a_closure_of_many_years_is_passed_at_a_stroke():
    years = Calendar(closures=(Closed(day("1-01"), date(2525, 12, 31), "Sold"),))
    assert schedule(day("6-01"), [LegSpec(3, calendar=years)]) == (
        LegDates(day("6-01"), date(2526, 1, 4), (Lost("Sold", (date(2526, 1, 1) - day("6-01")).days),)),
    )
    assert len(years._seen) < 10


def test_a_closure_for_ever_is_an_error_at_once():
    forever = Calendar(closures=(Closed(day("1-01"), date.max, "Gone"),))
    with pytest.raises(OverflowError):
        schedule(day("6-01"), [LegSpec(3, calendar=forever)])


def test_a_day_worked_in_a_closure_of_many_years_counts():
    years = Calendar(closures=(Closed(day("1-01"), date(2525, 12, 31), "Sold"),), extra={date(2030, 5, 4)})
    assert ends(day("6-01"), LegSpec(1, calendar=years)) == [date(2030, 5, 5)]


def test_working_days_over_the_end_of_a_year():
    rest = Calendar(holidays={day("12-25"): "Christmas", day("1-01", 2027): "New Year"})
    (span,) = schedule(day("12-24"), [LegSpec(6, working=True, calendar=rest)])
    assert span == LegDates(day("12-24"), day("1-05", 2027), (Lost("Christmas", 1), Lost("New Year", 1)))


def test_a_leap_day_may_be_closed_or_the_last_day_of_a_leg():
    closed = Calendar(closures=(Closed(date(2028, 2, 29), date(2028, 2, 29), "Leap day"),))
    assert ends(date(2028, 2, 28), LegSpec(2, calendar=closed)) == [date(2028, 3, 2)]
    assert ends(date(2028, 2, 28), 1, 1) == [date(2028, 2, 29), date(2028, 3, 1)]


def test_a_leg_of_no_days_on_a_closed_day_leaves_the_next_leg_where_it_was():
    closed = Calendar(closures=(Closed(day("5-01"), day("5-05"), "Fair"),))
    assert ends(day("5-01"), LegSpec(0, calendar=closed), 3) == [day("5-01"), day("5-04")]


def test_past_the_end_of_time_is_an_error():
    with pytest.raises(OverflowError):
        schedule(date(9999, 12, 30), [LegSpec(5)])


def test_four_hundred_legs_are_dated():
    assert ends(day("1-01"), *[1] * 400)[-1] == day("1-01") + 400 * DAY
    working = [LegSpec(5, working=True)] * 400
    assert ends(date(2026, 1, 5), *working)[-1] == date(2026, 1, 3) + 400 * 7 * DAY


def test_holidays_cost_working_days_and_are_named():
    calendar = Calendar(holidays={day("11-26"): "Thanksgiving"})
    assert schedule(day("11-24"), [LegSpec(4, working=True, calendar=calendar)]) == (
        LegDates(day("11-24"), day("12-01"), (Lost("Thanksgiving", 1),)),
    )
    assert schedule(day("11-24"), [LegSpec(4, calendar=calendar)]) == (LegDates(day("11-24"), day("11-28")),)


def test_a_holiday_on_a_weekend_costs_nothing():
    calendar = Calendar(holidays={day("7-04"): "Independence Day"})  # a Saturday in 2026
    (span,) = schedule(day("7-03"), [LegSpec(2, working=True, calendar=calendar)])
    assert span == LegDates(day("7-03"), day("7-07"))


def test_an_extra_day_counts_whatever_the_rest_says():
    closed = Closed(day("2-15"), day("2-23"), "New Year")
    calendar = Calendar(closures=(closed,), extra=frozenset({day("2-14"), day("2-16")}))
    (span,) = schedule(day("2-12"), [LegSpec(5, working=True, calendar=calendar)])
    assert span == LegDates(day("2-12"), day("2-25"), (Lost("New Year", 5),))


def test_the_latest_start_of_s13_is_before_the_closure():
    chain = [LegSpec(30, calendar=NEW_YEAR), *map(LegSpec, (28, 4, 5, 6, 7))]
    assert latest_start(day("4-21", 2027), chain) == day("1-04", 2027)
    assert latest_start(day("4-20", 2027), chain) == day("1-03", 2027)


def test_the_latest_start_of_no_legs_is_the_day_itself():
    assert latest_start(day("4-21"), []) == day("4-21")


dates = st.dates(date(2020, 1, 1), date(2035, 12, 31))
closures = st.builds(
    lambda first, length: Closed(first, first + length * DAY, "closed"), dates, st.integers(0, 40)
)
calendars = st.builds(
    Calendar,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    closures=st.lists(closures, max_size=4).map(tuple),
    holidays=st.dictionaries(dates, st.just("holiday"), max_size=4),
    extra=st.frozensets(dates, max_size=3),
    worked=st.frozensets(dates, max_size=3),
)
specs = st.lists(st.builds(LegSpec, st.integers(0, 60), st.booleans(), calendars), max_size=12)


def oracle(starts_on, spec):
    """The plainest reading of the rule: walk day by day, count what counts, end on the day after the last."""
    today, last, counted = starts_on, None, 0
    while counted < spec.days:
        calendar = spec.calendar
        closed = any(each.starts_on <= today <= each.ends_on for each in calendar.closures)
        workday = today.weekday() in calendar.weekdays and today not in calendar.holidays
        workday = workday or today in calendar.worked
        if today in calendar.extra or (not closed and (workday or not spec.working)):
            counted, last = counted + 1, today
        today += DAY
    return last + DAY if last else starts_on


@given(dates, specs)
def test_it_agrees_with_counting_day_by_day(starts_on, legs):
    for span, leg in zip(schedule(starts_on, legs), legs, strict=True):
        assert span.ends_on == oracle(span.starts_on, leg)


@given(dates, specs)
def test_the_days_that_are_lost_are_the_closed_days_on_which_there_would_have_been_work(starts_on, legs):
    for span, leg in zip(schedule(starts_on, legs), legs, strict=True):
        walked = [span.starts_on + n * DAY for n in range((span.ends_on - span.starts_on).days)]
        reasons = [leg.calendar.off(each, working=leg.working) for each in walked]
        assert sum(lost.days for lost in span.lost) == sum(bool(reason) for reason in reasons)


@given(dates, specs)
def test_dates_never_run_backwards_and_legs_follow_each_other(starts_on, legs):
    at = starts_on
    for span in schedule(starts_on, legs):
        assert span.starts_on == at
        assert span.ends_on >= span.starts_on
        at = span.ends_on


@given(dates, specs)
def test_no_leg_is_shorter_than_its_days(starts_on, legs):
    for span, leg in zip(schedule(starts_on, legs), legs, strict=True):
        assert (span.ends_on - span.starts_on).days >= leg.days


@given(dates, st.integers(0, 30), specs)
def test_starting_later_never_ends_earlier(starts_on, later, legs):
    assume(legs)
    assert schedule(starts_on + later * DAY, legs)[-1].ends_on >= schedule(starts_on, legs)[-1].ends_on


@given(dates, specs, closures)
def test_one_more_closure_never_ends_earlier(starts_on, legs, closure):
    closed = [
        replace(leg, calendar=replace(leg.calendar, closures=(*leg.calendar.closures, closure)))
        for leg in legs
    ]
    for before, after in zip(schedule(starts_on, legs), schedule(starts_on, closed), strict=True):
        assert after.ends_on >= before.ends_on


@given(dates, st.lists(st.integers(0, 60), max_size=12))
def test_where_nothing_closes_the_days_add_up(starts_on, days):
    spans = schedule(starts_on, [LegSpec(each, calendar=ALWAYS_OPEN) for each in days])
    assert (spans[-1].ends_on if spans else starts_on) == starts_on + sum(days) * DAY


@given(dates, specs)
def test_the_latest_start_meets_the_date_and_one_day_later_misses_it(by, legs):
    start = latest_start(by, legs)
    assert (schedule(start, legs)[-1].ends_on if legs else start) <= by
    later = schedule(start + DAY, legs)
    assert (later[-1].ends_on if legs else start + DAY) > by


def test_a_closure_without_a_reason_is_a_closure_all_the_same():
    closed = Calendar(closures=(Closed(date(2027, 1, 26), date(2027, 1, 27)),))
    (span,) = schedule(date(2027, 1, 25), [LegSpec(3, calendar=closed)])
    assert (span.ends_on, span.lost) == (date(2027, 1, 30), (Lost("closed", 2),))


@pytest.mark.parametrize(
    ("extra", "ends_on"), [(25, 26), (26, 27), (28, 29), (29, 30), (30, 31)], ids=lambda day: f"{day} Jan"
)
def test_a_day_worked_out_of_turn_cuts_a_closure_from_its_first_day_to_its_last(extra, ends_on):
    closed = (Closed(date(2027, 1, 25), date(2027, 1, 29), "Stocktaking"),)
    calendar = Calendar(closures=closed, extra=frozenset({date(2027, 1, extra)}))
    (span,) = schedule(date(2027, 1, 25), [LegSpec(1, calendar=calendar)])
    assert span.ends_on == date(2027, 1, ends_on)
    assert sum(lost.days for lost in span.lost) == ends_on - 26

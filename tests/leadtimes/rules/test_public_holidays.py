"""What is taken over from the list of public holidays: days off, weekends worked instead, the usual week."""

from datetime import date

import pytest

from leadtimes.rules import public_holidays as lists
from leadtimes.rules.public_holidays import (
    coming_holidays,
    coming_worked_weekends,
    fingerprint,
    is_estimate,
    public_holidays,
    usual_weekdays,
    worked_weekends,
)
from leadtimes.rules.schedule import Calendar, Closed, LegSpec, schedule

FRIDAY = date(2026, 11, 27)


def calendar_of(country, **more):
    return Calendar(holidays=public_holidays(country), worked=worked_weekends(country), **more)


def ends_on(starts_on, days, calendar):
    return schedule(starts_on, [LegSpec(days, working=True, calendar=calendar)])[0].ends_on


def test_s18_a_sunday_worked_instead_counts():
    assert ends_on(date(2026, 9, 14), 10, calendar_of("CN")) == date(2026, 9, 25)


@pytest.mark.parametrize(
    ("country", "worked"),
    [("CN", "2026-10-10"), ("HU", "2026-08-08"), ("LV", "2026-06-27"), ("VN", "2026-08-22")],
)
def test_other_countries_work_weekends_too(country, worked):
    day = date.fromisoformat(worked)
    assert day.weekday() == 5
    assert ends_on(day, 1, calendar_of(country)) == date.fromordinal(day.toordinal() + 1)


def test_a_closure_closes_a_worked_weekend_and_says_what_it_costs():
    closed = Closed(date(2026, 9, 19), date(2026, 9, 21), "Typhoon")
    (span,) = schedule(
        date(2026, 9, 18), [LegSpec(2, working=True, calendar=calendar_of("CN", closures=(closed,)))]
    )
    assert span.ends_on == date(2026, 9, 23)
    assert [(lost.reason, lost.days) for lost in span.lost] == [("Typhoon", 2)]  # the Sunday and the Monday


def test_a_worked_weekend_is_nothing_to_a_leg_in_calendar_days():
    spec = LegSpec(10, calendar=calendar_of("CN"))
    assert schedule(date(2026, 9, 14), [spec])[0].ends_on == date(2026, 9, 24)


def test_a_year_that_is_not_announced_says_estimate():
    known = public_holidays("CN")
    assert known[date(2026, 10, 1)] == "National Day"
    assert known[date(2027, 10, 1)] == "National Day (estimate)"
    assert coming_holidays("CN", "", since=FRIDAY, most=1) == [
        (date(2027, 1, 1), "New Year's Day (estimate)")
    ]
    assert (is_estimate("CN", 2026), is_estimate("CN", 2027)) == (False, True)


def test_countries_without_worked_weekends_or_that_gave_them_up_estimate_nothing():
    assert not any(is_estimate(country, 2040) for country in ("US", "DE", "BG", ""))
    assert public_holidays("US", "TX")[date(2040, 12, 25)] == "Christmas Day"


def test_a_day_that_is_estimated_by_itself_says_so_once():
    names = [name for name in public_holidays("ID").values() if "estimate" in name]
    assert names
    assert all(name.count("estimate") == 1 for name in names)


@pytest.mark.parametrize(
    ("country", "weekdays"),
    [
        ("US", [0, 1, 2, 3, 4]),
        ("IL", [0, 1, 2, 3, 6]),
        ("HK", [0, 1, 2, 3, 4, 5]),
        ("", [0, 1, 2, 3, 4]),
        ("XX", [0, 1, 2, 3, 4]),
    ],
)
def test_the_usual_week_of_a_country(country, weekdays):
    assert usual_weekdays(country, on=FRIDAY) == weekdays


def test_worked_weekends_ahead_come_in_their_order():
    assert coming_worked_weekends("CN", "", since=date(2026, 9, 1)) == [date(2026, 9, 20), date(2026, 10, 10)]


def test_a_country_or_region_that_is_not_known_has_no_holidays_of_its_own():
    assert public_holidays("XX") == {}
    assert worked_weekends("XX") == frozenset()
    assert fingerprint("XX") == ""
    assert public_holidays("US", "XX") == public_holidays("US")


def test_lists_with_other_days_have_other_fingerprints(monkeypatch):
    assert fingerprint("CN") == fingerprint.__wrapped__("CN")
    assert len({fingerprint("CN"), fingerprint("US"), fingerprint("US", "TX"), fingerprint("")}) == 4
    monkeypatch.setattr(lists, "worked_weekends", lambda country, region="": frozenset({date(2027, 1, 9)}))
    assert fingerprint.__wrapped__("CN") != fingerprint("CN")

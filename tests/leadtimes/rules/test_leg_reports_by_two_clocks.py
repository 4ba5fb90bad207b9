"""People in two time zones speak of one chain: neither shuts the other out."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from leadtimes.rules.leg_reports import (
    InvalidReport,
    LegReport,
    ReportKind,
    check_report,
    last_day,
    write_report,
)

DAY = timedelta(days=1)
ZONES = ["Pacific/Auckland", "Australia/Sydney", "Asia/Shanghai", "Europe/Berlin", "America/Los_Angeles"]
HOURS = [datetime(2026, 11, 28, tzinfo=UTC) + timedelta(hours=n) for n in range(24)]
START = date(2026, 11, 1)


def leg(name, **said):
    nothing = dict.fromkeys(("actual_starts_on", "actual_ends_on", "reported_ends_on", "expected_ends_on"))
    one = SimpleNamespace(name=name, kind="other", **(nothing | said))
    one.is_reported = any(said.values())
    return one


def say(legs, at, what, on, today, **more):
    report = LegReport(ReportKind(what), on, **more)
    check_report(legs, at, report, today=today, earliest=START)
    write_report(legs[at], report)


def today_in(zone, instant):
    return instant.astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize("first", ZONES)
@pytest.mark.parametrize("second", ZONES)
def test_what_one_zone_said_of_its_today_another_can_go_on_from_at_once(first, second):
    for instant in HOURS:
        theirs, ours = today_in(first, instant), today_in(second, instant)
        legs = [leg("Drayage"), leg("Prep")]
        say(legs, 0, "finished", theirs, theirs)
        on = max(theirs, ours)
        say(legs, 1, "started", on, ours)
        say(legs, 1, "finished", on, ours)


@pytest.mark.parametrize("first", ZONES)
def test_a_leg_that_began_by_another_clock_can_end_by_ones_own(first):
    for instant in HOURS:
        theirs, ours = today_in(first, instant), today_in("America/Los_Angeles", instant)
        legs = [leg("Prep", actual_starts_on=theirs)]
        say(legs, 0, "finished", max(theirs, ours), ours)


def test_the_future_gives_way_no_further_than_to_what_was_said():
    today = date(2026, 11, 27)
    legs = [leg("Drayage", actual_ends_on=today + DAY), leg("Prep")]
    with pytest.raises(InvalidReport, match="29 Nov 2026 is in the future"):
        say(legs, 1, "started", today + 2 * DAY, today)
    with pytest.raises(InvalidReport, match="choose 28 Nov 2026 or later"):
        say(legs, 1, "started", today, today)
    with pytest.raises(InvalidReport, match="28 Nov 2026 is in the future"):
        say([leg("Drayage", actual_ends_on=today), leg("Prep")], 1, "started", today + DAY, today)


def test_a_leg_never_ends_before_it_started():
    today = date(2026, 11, 27)
    legs = [leg("Drayage"), leg("Prep", actual_starts_on=today)]
    with pytest.raises(InvalidReport, match="Prep started on 27 Nov 2026 and cannot end before"):
        say(legs, 1, "finished", today - DAY, today)


@pytest.mark.parametrize(("ahead", "gives_way"), [(-1, 0), (0, 0), (1, 1), (2, 2), (3, 0), (400, 0)])
def test_a_clock_is_ahead_by_days_not_by_weeks(ahead, gives_way):
    today = date(2026, 11, 27)
    assert last_day(today, today + ahead * DAY) == today + gives_way * DAY

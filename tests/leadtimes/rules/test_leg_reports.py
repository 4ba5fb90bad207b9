"""What may be reported of a leg, and what is written onto it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from leadtimes.rules.leg_reports import (
    InvalidReport,
    LegReport,
    ReportKind,
    check_report,
    is_said_already,
    write_report,
)

MONDAY = date(2026, 12, 14)


@dataclass
class Leg:
    """As much of a leg as the rules look at."""

    name: str
    expected_ends_on: date
    kind: str = "freight"
    actual_starts_on: date | None = None
    actual_ends_on: date | None = None
    reported_ends_on: date | None = None

    @property
    def is_reported(self):
        return bool(self.actual_starts_on or self.actual_ends_on or self.reported_ends_on)


def chain():
    """Drayage until Monday the 14th, five days of prep after it."""
    return [Leg("Drayage", MONDAY), Leg("Prep center", MONDAY + timedelta(days=5), kind="prep")]


def check(legs, at, what, on, **more):
    report = LegReport(ReportKind(what), on, **more)
    check_report(legs, at, report, today=MONDAY, earliest=date(2026, 10, 12))


def test_whoever_ends_the_leg_before_by_a_week_is_not_asked():
    check(chain(), 1, "started", MONDAY - timedelta(days=7))


def test_whoever_ends_the_leg_before_by_a_day_more_than_a_week_is_asked():
    with pytest.raises(InvalidReport, match="Then Drayage is over, up to 8 days sooner") as refused:
        check(chain(), 1, "started", MONDAY - timedelta(days=8))
    assert refused.value.field == "sure"


def test_whoever_is_sure_is_not_asked():
    check(chain(), 1, "started", MONDAY - timedelta(days=8), sure=True)


def test_a_leg_that_is_over_already_is_not_cut_short():
    legs = chain()
    legs[0].actual_ends_on = MONDAY - timedelta(days=9)
    check(legs, 1, "started", MONDAY - timedelta(days=8))


@pytest.mark.parametrize(
    ("what", "on"),
    [("started", MONDAY), ("finished", MONDAY), ("not_yet", MONDAY + timedelta(days=3)), ("not_begun", None)],
)
def test_checking_a_report_writes_nothing(what, on):
    legs = chain()
    legs[0].actual_starts_on = MONDAY - timedelta(days=4)
    before = [replace(leg) for leg in legs]
    check(legs, 0, what, on, reason="customs")
    assert legs == before


@pytest.mark.parametrize(
    ("what", "on", "written"),
    [
        ("started", MONDAY, (MONDAY, None, date(2026, 12, 20))),
        ("finished", MONDAY, (date(2026, 12, 9), MONDAY, None)),
        ("not_yet", MONDAY, (date(2026, 12, 9), None, MONDAY)),
        ("not_begun", None, (None, None, None)),
    ],
)
def test_what_was_reported_is_said_already_once_it_is_written(what, on, written):
    leg = replace(chain()[0], actual_starts_on=date(2026, 12, 9), reported_ends_on=date(2026, 12, 20))
    report = LegReport(ReportKind(what), on)
    assert not is_said_already(leg, report)
    write_report(leg, report)
    assert (leg.actual_starts_on, leg.actual_ends_on, leg.reported_ends_on) == written
    assert is_said_already(leg, report)

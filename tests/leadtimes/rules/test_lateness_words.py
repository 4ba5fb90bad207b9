"""Late and at risk, in words."""

from datetime import date, timedelta

import pytest

from leadtimes.rules.lateness_words import Lateness, lateness
from leadtimes.rules.legs import PlainLeg

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (Lateness(), [("on time", "")]),
        (Lateness(is_dated=False), []),
        (Lateness(9), [("9 days late", "danger")]),
        (Lateness(1), [("1 day late", "danger")]),
        (Lateness(-2), [("2 days early", "")]),
        (Lateness(0, True), [("to be confirmed", "warning")]),
        (Lateness(1200, True), [("1,200 days late", "danger"), ("to be confirmed", "warning")]),
    ],
)
def test_it_is_said_in_words(how, words):
    assert how.words == words


def leg(ends_on, **actual):
    dates = {"baseline_ends_on": ends_on, "expected_ends_on": ends_on}
    return PlainLeg(pk=1, owner_id=1, kind="freight", **dates, **actual)


def test_only_the_legs_asked_about_put_it_at_risk():
    legs = [leg(TODAY), leg(TODAY + DAY)]
    asked = {"ends_on": None, "baseline": None, "today": TODAY}
    assert lateness(legs, **asked).at_risk
    assert lateness(legs, **asked, among=[0]).at_risk
    assert not lateness(legs, **asked, among=[1]).at_risk


def test_a_later_word_settles_what_came_before():
    legs = [leg(TODAY - 9 * DAY), leg(TODAY + DAY, actual_starts_on=TODAY - 9 * DAY)]
    assert not lateness(legs, ends_on=None, baseline=None, today=TODAY).at_risk


@pytest.mark.parametrize(
    ("ends_on", "baseline", "how"),
    [
        (TODAY + 3 * DAY, TODAY, Lateness(3)),
        (TODAY - DAY, TODAY, Lateness(-1)),
        (TODAY, None, Lateness(0)),
        (None, TODAY, Lateness(0, is_dated=False)),
        (None, None, Lateness(0, is_dated=False)),
    ],
)
def test_a_document_is_dated_by_its_own_end(ends_on, baseline, how):
    assert lateness([], ends_on=ends_on, baseline=baseline, today=TODAY) == how


def test_it_is_late_from_the_first_day_on():
    assert [Lateness(days).is_late for days in (-1, 0, 1)] == [False, False, True]

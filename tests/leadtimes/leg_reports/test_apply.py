"""What follows for a chain from what is said of one of its legs. Its legs are unsaved: nothing is written."""

from datetime import date, timedelta

import pytest

from leadtimes.leg_reports.apply import apply_to_chain, reforecast
from leadtimes.rules.leg_reports import InvalidReport, LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing.models import OrderLeg
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused

pytestmark = pytest.mark.django_db  # asked for calendars, of which these legs have none

START = date(2026, 10, 12)
DAY = timedelta(days=1)


def at(day):
    return START + day * DAY


def chain():
    """Ten days of production, twenty at sea, three of drayage, five of check-in."""
    legs = [
        OrderLeg(pk=n, position=n, kind=kind, days=days)
        for n, (kind, days) in enumerate(
            [("supplier", 10), ("freight", 20), ("freight", 3), ("fba", 5)], start=1
        )
    ]
    reforecast(legs, START)
    return legs


def days(legs):
    """When each leg starts and ends, as days from the start of the chain."""
    return [((leg.starts_on - START).days, (leg.ends_on - START).days) for leg in legs]


AS_PLACED = [(0, 10), (10, 30), (30, 33), (33, 38)]


def say(legs, leg_id, what, on, *, today=40, **more):
    """What comes of saying `what` of a leg for day number `on`, on day number `today`."""
    how = {name: more.pop(name) for name in ("starts_on", "earliest") if name in more}
    report = LegReport(ReportKind(what), None if on is None else at(on), **more)
    return apply_to_chain(legs, leg_id, report, today=at(today), **({"starts_on": START} | how))


def test_a_chain_is_dated_leg_by_leg():
    assert days(chain()) == AS_PLACED


@pytest.mark.parametrize(
    ("leg_id", "what", "on", "today", "after"),
    [
        (1, "finished", 12, 12, [(0, 12), (12, 32), (32, 35), (35, 40)]),
        (1, "finished", 8, 12, [(0, 8), (8, 28), (28, 31), (31, 36)]),
        (1, "not_yet", 14, 12, [(0, 14), (14, 34), (34, 37), (37, 42)]),
        (2, "started", 12, 12, [(0, 10), (12, 32), (32, 35), (35, 40)]),
        (3, "not_yet", 36, 30, [(0, 10), (10, 30), (30, 36), (36, 41)]),
        (4, "finished", 39, 40, [(0, 10), (10, 30), (30, 33), (33, 39)]),
    ],
)
def test_everything_unfinished_after_it_moves_along(leg_id, what, on, today, after):
    legs = chain()
    outcome = say(legs, leg_id, what, on, today=today, reason="customs")
    assert days(legs) == after
    assert outcome.leg is legs[leg_id - 1]
    assert {leg.pk for leg in outcome.changed} == {
        leg.pk for leg, old, new in zip(legs, AS_PLACED, after, strict=True) if old != new or leg.pk == leg_id
    }


@pytest.mark.parametrize(
    ("leg_id", "what", "on"), [(1, "finished", 10), (2, "started", 10), (4, "finished", 38)]
)
def test_what_happens_as_expected_changes_its_own_leg_alone(leg_id, what, on):
    legs = chain()
    outcome = say(legs, leg_id, what, on)
    assert outcome.changed == [legs[leg_id - 1]]
    assert days(legs) == AS_PLACED


def test_what_happens_as_expected_is_not_dated_again_on_a_calendar_that_changed_meanwhile():
    legs = chain()
    legs[3].days = 9
    assert say(legs, 1, "finished", 10).changed == [legs[0]]
    assert days(legs) == AS_PLACED
    assert say(legs, 2, "finished", 31).changed == legs[1:]
    assert days(legs) == [(0, 10), (10, 31), (31, 34), (34, 43)]


def test_what_was_said_before_is_no_news():
    legs = chain()
    say(legs, 1, "finished", 12, reason="customs")
    assert say(legs, 1, "finished", 12, reason="customs") is None
    assert say(legs, 3, "not_begun", None) is None


def test_what_is_taken_back_puts_the_dates_where_they_were():
    legs = chain()
    say(legs, 1, "finished", 12, reason="customs")
    outcome = say(legs, 1, "not_begun", None, reason="mistake")
    assert days(legs) == AS_PLACED
    assert outcome.changed == legs


def test_not_yet_is_no_sooner_than_without_a_word():
    legs = chain()
    legs[2].label = "Drayage"
    with pytest.raises(
        InvalidReport, match=r"^Without delay Drayage ends on 14 Nov 2026\. Choose that day or"
    ):
        say(legs, 3, "not_yet", 32, today=31, reason="customs")
    assert say(chain(), 3, "not_yet", 33, today=31, reason="customs").new_ends_on == at(33)


def test_not_yet_may_come_nearer_again_but_not_nearer_than_without_a_word():
    legs = chain()
    say(legs, 2, "not_yet", 50, today=31, reason="port")
    assert say(legs, 2, "not_yet", 31, today=30, reason="port").new_ends_on == at(31)
    with pytest.raises(InvalidReport, match="Without delay Freight ends on 11 Nov 2026"):
        say(legs, 2, "not_yet", 29, today=28, reason="port")


def test_nothing_happened_before_the_chain_began():
    with pytest.raises(InvalidReport, match="choose 12 Oct 2026 or later"):
        say(chain(), 1, "finished", -1)
    assert say(chain(), 1, "finished", 0).new_ends_on == START
    assert say(chain(), 1, "finished", -1, earliest=at(-3)).new_ends_on == at(-1)


def test_what_happened_before_a_start_that_is_still_to_come_is_believed():
    assert say(chain(), 1, "finished", -2, today=-2).new_ends_on == at(-2)


def test_a_leg_that_is_gone_is_refused():
    with pytest.raises(Refused, match="This leg is no longer on the way"):
        say(chain(), 77, "finished", 10)


def test_what_is_refused_writes_nothing():
    legs = chain()
    with pytest.raises(InvalidReport):
        say(legs, 1, "finished", 41)
    assert days(legs) == AS_PLACED
    assert not any(leg.is_reported for leg in legs)


def test_a_date_change_remembers_what_was_said_and_both_ends_before_and_after():
    legs = chain()
    outcome = say(legs, 3, "not_yet", 36, today=30, reason="customs", note=" Papers \n")
    speaker = Speaker(User(pk=5), at(30))
    assert outcome.as_date_change(speaker) == {
        "leg": legs[2],
        "leg_name": "Freight",
        "cause": "not_yet",
        "reason": "customs",
        "note": "Papers",
        "said_on": at(36),
        "days": 3,
        "old_ends_on": at(33),
        "new_ends_on": at(36),
        "old_available_on": at(38),
        "new_available_on": at(41),
        "by": User(pk=5),
        "said_by": None,
    }


def test_dating_again_tells_the_legs_whose_dates_changed():
    legs = chain()
    assert reforecast(legs, START) == []
    legs[2].days = 4
    assert reforecast(legs, START) == legs[2:]
    legs[0].actual_ends_on = at(12)
    assert reforecast(legs, START) == legs

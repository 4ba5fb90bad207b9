"""The legs of a document as its page lists them."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from leadtimes.leg_reports.leg_table import leg_rows
from leadtimes.rules.legs import LegTimes
from leadtimes.rules.schedule import Calendar

SUNDAY = date(2026, 11, 22)
DAY = timedelta(days=1)
DAYS = ("baseline_ends_on", "expected_starts_on", "expected_ends_on", "actual_starts_on", "actual_ends_on")


class Leg(LegTimes, SimpleNamespace):
    """A leg as its row has it."""


def leg(pk, kind="freight", facility=None, **known):
    """One that knows its facility's calendar: Monday to Friday."""
    known = dict.fromkeys((*DAYS, "reported_ends_on", "begun_in_part_on")) | {"facility": None} | known
    known["known_calendar"] = Calendar() if facility else None
    return Leg(pk=pk, kind=kind, facility_id=facility, **known)


def rows(*legs, running=True, **more):
    return leg_rows(legs, running=running, today=SUNDAY, **more)


@pytest.mark.parametrize(
    ("known", "running", "state", "action", "asks"),
    [
        ({"expected_ends_on": SUNDAY + DAY}, True, "planned", "Report", False),
        ({"expected_ends_on": SUNDAY}, True, "assumed", "Confirm", True),
        ({"expected_ends_on": SUNDAY}, False, "planned", "Report", False),
        ({"expected_ends_on": SUNDAY, "actual_ends_on": SUNDAY}, True, "confirmed", "Correct", False),
    ],
)
def test_a_leg_asks_for_a_word_once_its_end_has_gone_by(known, running, state, action, asks):
    (row,) = rows(leg(1, **known), running=running)
    assert (row.state, row.action, row.asks) == (state, action, asks)


def test_only_legs_that_no_later_word_settles_ask():
    over, begun = leg(1, expected_ends_on=SUNDAY), leg(2, actual_starts_on=SUNDAY)
    assert [row.asks for row in rows(over, begun)] == [False, False]
    assert [row.asks for row in rows(over, leg(2))] == [True, False]


def test_a_leg_is_late_or_early_by_the_days_from_its_baseline():
    late, early = rows(
        leg(1, baseline_ends_on=SUNDAY, expected_ends_on=SUNDAY + 3 * DAY),
        leg(2, baseline_ends_on=SUNDAY, expected_ends_on=SUNDAY - DAY),
    )
    assert [(row.late, row.early) for row in (late, early)] == [(3, -3), (-1, 1)]
    assert (late.starts_on, late.ends_on) == (None, SUNDAY + 3 * DAY)


def test_each_leg_has_its_own_address_and_none_for_who_may_not_speak():
    assert [row.url for row in rows(leg(1), leg(2), address=lambda each: f"/legs/{each.pk}/")] == [
        "/legs/1/",
        "/legs/2/",
    ]
    assert [row.url for row in rows(leg(1))] == [""]


def said(why, leg_id=1):
    return SimpleNamespace(leg_id=leg_id, why=why)


@pytest.mark.parametrize(
    ("known", "date_changes", "words"),
    [
        ({}, [], ""),
        ({"actual_starts_on": SUNDAY}, [], "started 22 Nov"),
        ({"actual_starts_on": SUNDAY, "actual_ends_on": SUNDAY}, [], ""),
        ({"reported_ends_on": SUNDAY, "expected_ends_on": SUNDAY}, [], "not over yet"),
        (
            {"reported_ends_on": SUNDAY, "expected_ends_on": SUNDAY},
            [said("Customs")],
            "not over yet · Customs",
        ),
        (
            {"reported_ends_on": SUNDAY, "expected_ends_on": SUNDAY},
            [said("Customs"), said("Weather"), said("Port", 2)],
            "not over yet · Weather",
        ),
        ({"reported_ends_on": SUNDAY, "expected_ends_on": SUNDAY + DAY}, [said("Customs")], ""),
        (
            {"actual_starts_on": SUNDAY, "reported_ends_on": SUNDAY + DAY, "expected_ends_on": SUNDAY + DAY},
            [],
            "started 22 Nov, not over yet",
        ),
    ],
)
def test_what_was_said_of_a_leg_that_is_not_over_stands_beside_it(known, date_changes, words):
    (row,) = rows(leg(1, **known), date_changes=date_changes)
    assert row.said == words


# ── Where nobody is there ─────────────────────────────────────────────────────────────────────────────

COMES = {"expected_starts_on": SUNDAY, "expected_ends_on": SUNDAY + 6 * DAY}
OPEN_FROM, GO_BY = (
    "Sun 22 Nov, closed; first open day Mon 23 Nov",
    "must leave by Fri 27 Nov (Sat 28 Nov, closed)",
)


def told(*legs):
    return [row.told for row in rows(*legs)]


def test_goods_that_come_or_go_while_nobody_is_there_are_told_the_day_that_counts():
    assert told(leg(1, "prep", 7, **COMES)) == [f"{OPEN_FROM} · {GO_BY}"]


def test_what_somebody_said_is_told_no_more():
    assert told(leg(1, "prep", 7, **COMES, actual_starts_on=SUNDAY)) == [GO_BY]
    assert told(leg(1, "prep", 7, **COMES, actual_ends_on=SUNDAY + 6 * DAY)) == [OPEN_FROM]


def test_goods_come_with_the_first_leg_at_a_facility_and_go_after_the_last_one_there():
    assert told(leg(1, "warehouse", 7, **COMES), leg(2, "prep", 7, **COMES)) == [OPEN_FROM, GO_BY]
    assert told(leg(1, "prep", 7, **COMES), leg(2, "prep", 8, **COMES)) == [f"{OPEN_FROM} · {GO_BY}"] * 2


def test_nothing_is_told_of_freight_nor_without_a_calendar():
    assert told(leg(1, "freight", 7, **COMES)) == [""]
    without = leg(1, "prep", 7, **COMES)
    without.known_calendar = None
    assert told(without) == [""]
    monday = SUNDAY + DAY
    assert told(leg(1, "prep", 7, expected_starts_on=monday, expected_ends_on=monday + 4 * DAY)) == [""]

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


def check(legs, at, what, on, *, today=MONDAY, **more):
    report = LegReport(ReportKind(what), on, **more)
    check_report(legs, at, report, today=today, earliest=date(2026, 10, 12))


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


# ── What cannot be, and which field to mend ───────────────────────────────────────────────────────────

DAY = timedelta(days=1)


def way():
    """Made, shipped and hauled, each by somebody's word, then prep and check-in of which nobody spoke."""
    return [
        Leg("Production", MONDAY - 40 * DAY, kind="supplier", actual_ends_on=MONDAY - 40 * DAY),
        Leg("Ocean freight", MONDAY - 5 * DAY, actual_starts_on=MONDAY - 30 * DAY),
        Leg("Drayage", MONDAY),
        Leg("Prep center", MONDAY + 5 * DAY, kind="prep"),
    ]


def refused(legs, at, what, days=None, **more):
    """The field and the sentence by which a report for so many days from Monday is refused."""
    with pytest.raises(InvalidReport) as wrong:
        check(legs, at, what, None if days is None else MONDAY + days * DAY, **more)
    return wrong.value.field, str(wrong.value)


@pytest.mark.parametrize(
    ("at", "what", "days", "more"),
    [
        (1, "finished", 0, {"reason": "port"}),
        (1, "finished", -4, {}),
        (1, "finished", -9, {}),
        (1, "finished", -30, {}),
        (1, "started", -40, {"reason": "mistake"}),
        (1, "not_yet", 1, {"reason": "customs"}),
        (1, "not_yet", 3650, {"reason": "customs"}),
        (1, "not_begun", None, {"reason": "mistake"}),
        (2, "started", -12, {}),
        (0, "finished", -30, {"reason": "mistake"}),
        (0, "started", -63, {}),
        (3, "started", 0, {}),
        (3, "finished", -7, {}),
        (3, "not_yet", 9, {"reason": "other", "note": "Roof leaks"}),
    ],
)
def test_what_can_be_is_believed(at, what, days, more):
    check(way(), at, what, None if days is None else MONDAY + days * DAY, **more)


@pytest.mark.parametrize(
    ("at", "what", "days", "sentence"),
    [
        (1, "finished", None, "Choose the day."),
        (1, "not_yet", None, "Choose the day."),
        (
            1,
            "finished",
            1,
            "15 Dec 2026 is in the future. Say it once it has happened. "
            "For an end that you expect, say “not finished yet”.",
        ),
        (3, "started", 1, "15 Dec 2026 is in the future. Say it once it has happened."),
        (1, "finished", -31, "Ocean freight started on 14 Nov 2026 and cannot end before."),
        (1, "started", -41, "That is before what came before it: choose 4 Nov 2026 or later."),
        (2, "started", -31, "That is before what came before it: choose 14 Nov 2026 or later."),
        (0, "finished", -29, "Ocean freight was confirmed for 14 Nov 2026 already."),
        (0, "started", -64, "That is before what came before it: choose 12 Oct 2026 or later."),
        (1, "not_yet", 0, "Choose a day after today: when do you expect it to be over?"),
        (1, "not_yet", 3651, "Choose a day within the next ten years."),
    ],
)
def test_a_day_that_cannot_be_says_why(at, what, days, sentence):
    assert refused(way(), at, what, days, reason="customs") == ("on", sentence)


def test_a_day_lies_before_all_that_was_said_of_later_legs():
    legs = way()
    legs[2].actual_ends_on = MONDAY
    assert refused(legs, 0, "finished", -29) == (
        "on",
        "Ocean freight was confirmed for 14 Nov 2026 already.",
    )
    assert refused(legs, 1, "finished", 1, today=MONDAY + DAY) == (
        "on",
        "Drayage was confirmed for 14 Dec 2026 already.",
    )


def test_a_leg_cannot_start_after_it_finished():
    legs = way()
    legs[1].actual_ends_on = MONDAY - 5 * DAY
    assert refused(legs, 1, "started", -4, reason="mistake") == (
        "on",
        "Ocean freight finished on 9 Dec 2026 and cannot start after.",
    )
    check(legs, 1, "started", MONDAY - 5 * DAY, reason="mistake")


@pytest.mark.parametrize("what", ["not_yet", "not_begun"])
def test_a_leg_is_over_once_a_later_one_has_begun(what):
    sentence = "Ocean freight has begun, so Production is over. Correct Ocean freight first."
    assert refused(way(), 0, what, 3, reason="customs") == ("what", sentence)


def test_an_expected_end_lies_after_what_was_said_last():
    legs = [Leg("Drayage", MONDAY, actual_ends_on=MONDAY + 2 * DAY), Leg("Prep center", MONDAY)]
    assert refused(legs, 1, "not_yet", 1, reason="customs") == (
        "on",
        "That is before what came before it: choose 16 Dec 2026 or later.",
    )
    check(legs, 1, "not_yet", MONDAY + 2 * DAY, reason="customs")


def test_an_expected_end_is_none_before_the_leg_itself_began():
    legs = [Leg("Prep center", MONDAY, actual_starts_on=MONDAY + 2 * DAY)]
    assert refused(legs, 0, "not_yet", 1, reason="customs")[1].endswith("choose 16 Dec 2026 or later.")


@pytest.mark.parametrize(
    ("at", "what", "days", "more", "field", "sentence"),
    [
        (1, "finished", 0, {}, "reason", "That is 5 days later than expected. Choose what held it up."),
        (1, "finished", -3, {}, "reason", "That is 2 days later than expected. Choose what held it up."),
        (2, "not_yet", 3, {}, "reason", "Choose what holds it up: everybody after it will ask."),
        (2, "not_yet", 3, {"reason": "laziness"}, "reason", "Choose one of the reasons."),
        (2, "not_yet", 3, {"reason": "other", "note": " "}, "note", "Say in a few words what it is."),
        (1, "started", -29, {}, "reason", "This corrects what was said before. Choose why."),
        (0, "finished", -41, {}, "reason", "This corrects what was said before. Choose why."),
        (1, "not_begun", None, {}, "reason", "This corrects what was said before. Choose why."),
    ],
)
def test_being_late_and_taking_back_need_a_reason(at, what, days, more, field, sentence):
    assert refused(way(), at, what, days, **more) == (field, sentence)


def test_what_was_never_said_is_no_correction():
    check(way(), 2, "started", MONDAY)
    check(way(), 2, "finished", MONDAY)


def test_that_an_end_was_not_the_end_is_a_correction():
    legs = way()
    legs[2].actual_ends_on = MONDAY
    assert refused(legs, 2, "not_yet", 3) == ("reason", "This corrects what was said before. Choose why.")


def test_all_that_is_cut_short_is_named_with_the_farthest_of_its_days():
    legs = [
        Leg("Brightware's line", MONDAY + 2 * DAY, kind="supplier"),
        Leg("Ocean freight", MONDAY + 30 * DAY),
        Leg("Drayage", MONDAY + 33 * DAY),
        Leg("Prep center", MONDAY + 38 * DAY, kind="prep"),
    ]
    assert refused(legs, 3, "started", 0) == (
        "sure",
        "Then Ocean freight and Drayage are over, up to 33 days sooner than expected. Tick if that is so.",
    )
    assert refused(legs, 3, "started", -6)[1].startswith(
        "Then Production, Ocean freight and Drayage are over"
    )
    check(legs, 3, "started", MONDAY, sure=True)


def test_a_leg_without_a_date_is_not_cut_short():
    check([Leg("Drayage", None), Leg("Prep center", MONDAY)], 1, "started", MONDAY - 9 * DAY)


def test_every_refusal_is_a_form_to_mend():
    assert InvalidReport("on", "No.").http_status == 422

"""What people report of a leg: it started, it finished, not yet, or not at all. Pure.

A report is checked against everything that was said before: nothing happens in the future, before what came
before it, or after what came after it. Who speaks in one time zone may be a day behind who spoke in another: then
what came before it is no future. Taking back what was said needs a reason, and so does being late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from leadtimes.rules.kinds import leg_name
from leadtimes.rules.legs import TimedLeg
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of, day_of, listed

MOST_DAYS_AHEAD = 3650
"""How far ahead an end may be expected."""

CLOCKS_APART = timedelta(days=2)
"""How far ahead of one's own today another's may be: zones lie up to 26 hours apart."""

SOON = timedelta(days=7)
"""Whoever reports what would end an earlier leg by more than this before its day is asked whether that is so."""


LATE_DAYS = 2
"""Whoever reports an end that many days later than expected says why; one day is the tap on the morning after."""


class ReportKind(StrEnum):
    STARTED = "started"
    FINISHED = "finished"
    NOT_YET = "not_yet"
    NOT_BEGUN = "not_begun"


WORDS = {
    ReportKind.STARTED: "It started",
    ReportKind.FINISHED: "It finished",
    ReportKind.NOT_YET: "Not finished yet",
    ReportKind.NOT_BEGUN: "It has not started after all",
}
REASONS = {
    "customs": "Customs",
    "port": "Port or terminal",
    "factory": "Factory",
    "carrier": "Carrier",
    "weather": "Weather",
    "paperwork": "Papers missing",
    "facility": "Warehouse or prep center busy",
    "mistake": "Entered by mistake",
    "other": "Other (say which)",
}


class InvalidReport(Refused):
    """A report that cannot be true. `field` is what to mend: what, on, reason, note or sure."""

    http_status = 422

    def __init__(self, field: str, sentence: str):
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class LegReport:
    """What somebody says of a leg. `on` is the day it happened, or for "not yet" the end now expected.

    `sure`: they know that legs before it are over much sooner than expected.
    """

    what: ReportKind
    on: date | None = None
    reason: str = ""
    note: str = ""
    sure: bool = False


class ReportedLeg(TimedLeg, Protocol):
    """A leg that reports are written on. `reported_ends_on` is the end given with a "not yet"."""

    actual_starts_on: date | None
    actual_ends_on: date | None
    reported_ends_on: date | None

    @property
    def is_reported(self) -> bool: ...


def is_said_already(leg: ReportedLeg, leg_report: LegReport) -> bool:
    """Whether the leg says so by now: then the report is no news, and nothing about it can be wrong."""
    return {
        ReportKind.STARTED: leg.actual_starts_on is not None and leg.actual_starts_on == leg_report.on,
        ReportKind.FINISHED: leg.actual_ends_on is not None and leg.actual_ends_on == leg_report.on,
        ReportKind.NOT_YET: leg.reported_ends_on is not None and leg.reported_ends_on == leg_report.on,
        ReportKind.NOT_BEGUN: not leg.is_reported,
    }[leg_report.what]


def check_report(
    legs: Sequence[ReportedLeg], at: int, leg_report: LegReport, *, today: date, earliest: date
) -> None:
    """Raise InvalidReport where what is said of the leg at index `at` cannot be, with the field to mend.

    `today` is the day where the speaker is; nothing happened before `earliest`, the start of the chain.
    """
    leg, what, on = legs[at], leg_report.what, leg_report.on
    # Reported days lie in the order of the legs. So this one has a floor, the last day reported of a leg before
    # it, and a ceiling, the first one of a leg after it; and a leg after it that has begun proves that it is over.
    floor = max([earliest, *(day for each in legs[:at] for day in _days_reported(each))])
    later = [day for each in legs[at + 1 :] for day in _days_reported(each)]
    if what in (ReportKind.NOT_YET, ReportKind.NOT_BEGUN) and later:
        next_one = _next_reported(legs, at).name
        raise InvalidReport("what", f"{next_one} has begun, so {leg.name} is over. Correct {next_one} first.")
    if on is None:
        if what is not ReportKind.NOT_BEGUN:
            raise InvalidReport("on", "Choose the day.")
    elif what is ReportKind.NOT_YET:
        _check_forecast(leg, on, today=today, floor=leg.actual_starts_on or floor)
    elif what is not ReportKind.NOT_BEGUN:
        _check_past(leg, what, on, today=today, floor=floor)
        if later and on > min(later):
            raise InvalidReport(
                "on", f"{_next_reported(legs, at).name} was confirmed for {day_of(min(later))} already."
            )
        if not leg_report.sure:
            _check_nothing_is_cut_short(legs[:at], on)
    _check_reason(leg, leg_report)


def write_report(leg: ReportedLeg, leg_report: LegReport) -> None:
    """Write a report that was checked onto its leg, unsaved. An end is confirmed or still awaited, never both."""
    match leg_report.what:
        case ReportKind.STARTED:
            leg.actual_starts_on = leg_report.on
        case ReportKind.FINISHED:
            leg.actual_ends_on, leg.reported_ends_on = leg_report.on, None
        case ReportKind.NOT_YET:
            leg.actual_ends_on, leg.reported_ends_on = None, leg_report.on
        case ReportKind.NOT_BEGUN:
            leg.actual_starts_on = leg.actual_ends_on = leg.reported_ends_on = None


def last_day(today: date, floor: date) -> date:
    """The last day that is no future to who has `today`, where by another's clock it has been `floor` already."""
    return floor if today < floor <= today + CLOCKS_APART else today


def is_correction(leg: ReportedLeg, what: ReportKind) -> bool:
    """Whether saying `what` takes back something that a person said before."""
    return {
        ReportKind.STARTED: leg.actual_starts_on is not None,
        ReportKind.FINISHED: leg.actual_ends_on is not None,
        ReportKind.NOT_YET: leg.actual_ends_on is not None,
        ReportKind.NOT_BEGUN: True,
    }[what]


def days_over(leg: ReportedLeg, on: date | None) -> int:
    """By how many days the leg ends later than expected, if that is late enough to need a reason; else 0."""
    days = (on - leg.expected_ends_on).days if on and leg.expected_ends_on else 0
    return days if days >= LATE_DAYS else 0


def _days_reported(leg: ReportedLeg) -> list[date]:
    return [day for day in (leg.actual_starts_on, leg.actual_ends_on) if day]


def _check_past(leg: ReportedLeg, what: ReportKind, on: date, *, today: date, floor: date) -> None:
    floor = max(floor, leg.actual_starts_on or floor) if what is ReportKind.FINISHED else floor
    if on > last_day(today, floor):
        ahead = " For an end that you expect, say “not finished yet”." if what is ReportKind.FINISHED else ""
        raise InvalidReport("on", f"{day_of(on)} is in the future. Say it once it has happened.{ahead}")
    if what is ReportKind.FINISHED and leg.actual_starts_on == floor and on < floor:
        raise InvalidReport(
            "on", f"{leg.name} started on {day_of(leg.actual_starts_on)} and cannot end before."
        )
    if on < floor:
        raise InvalidReport("on", f"That is before what came before it: choose {day_of(floor)} or later.")
    if what is ReportKind.STARTED and leg.actual_ends_on and on > leg.actual_ends_on:
        raise InvalidReport(
            "on", f"{leg.name} finished on {day_of(leg.actual_ends_on)} and cannot start after."
        )


def _check_nothing_is_cut_short(before: Sequence[ReportedLeg], on: date) -> None:
    """Goods come a few days early; that a ship has not even sailed yet is more likely a slip of the finger."""
    cut = [leg for leg in before if not leg.actual_ends_on and (leg.expected_ends_on or on) - on > SOON]
    if cut:
        names = [leg_name(leg.kind) if leg.kind == "supplier" else leg.name for leg in cut]
        days = max(((leg.expected_ends_on or on) - on).days for leg in cut)
        who = f"{listed(names)} {'are' if len(names) > 1 else 'is'}"
        raise InvalidReport(
            "sure",
            f"Then {who} over, up to {count_of(days, 'day')} sooner than expected. Tick if that is so.",
        )


def _check_forecast(leg: ReportedLeg, on: date, *, today: date, floor: date) -> None:
    if on <= today:
        raise InvalidReport("on", "Choose a day after today: when do you expect it to be over?")
    if on < floor:
        raise InvalidReport("on", f"That is before what came before it: choose {day_of(floor)} or later.")
    if on - today > timedelta(days=MOST_DAYS_AHEAD):
        raise InvalidReport("on", "Choose a day within the next ten years.")


def _check_reason(leg: ReportedLeg, leg_report: LegReport) -> None:
    if leg_report.reason and leg_report.reason not in REASONS:
        raise InvalidReport("reason", "Choose one of the reasons.")
    if (
        not leg_report.reason
        and leg_report.what is ReportKind.NOT_YET
        and not is_correction(leg, leg_report.what)
    ):
        raise InvalidReport("reason", "Choose what holds it up: everybody after it will ask.")
    if (
        not leg_report.reason
        and leg_report.what is ReportKind.FINISHED
        and (days := days_over(leg, leg_report.on))
    ):
        raise InvalidReport(
            "reason", f"That is {count_of(days, 'day')} later than expected. Choose what held it up."
        )
    if not leg_report.reason and is_correction(leg, leg_report.what):
        raise InvalidReport("reason", "This corrects what was said before. Choose why.")
    if leg_report.reason == "other" and not leg_report.note.strip():
        raise InvalidReport("note", "Say in a few words what it is.")


def _next_reported(legs: Sequence[ReportedLeg], at: int) -> ReportedLeg:
    return next(each for each in legs[at + 1 :] if _days_reported(each))

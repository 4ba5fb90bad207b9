"""The legs of a running document as its page lists them: dates, states, what was said, and who may say more."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from leadtimes.dating import OwnLeg
from leadtimes.leg_reports.date_change_history import DateChangeRecord
from leadtimes.models import DatedLeg
from leadtimes.rules.lateness import days_late, unconfirmed
from leadtimes.rules.portions import STARTS_A_PORTION
from leadtimes.rules.told_days import arrival_day, leaving_day
from sostocked.foundation.words import short_day


class LegRow(NamedTuple):
    """A leg and what is known of its dates. `url` is where to say what happened, empty for who may not."""

    leg: DatedLeg
    state: str
    late: int
    said: str
    url: str
    asks: bool
    told: str = ""

    @property
    def ends_on(self) -> date | None:
        return self.leg.ends_on

    @property
    def starts_on(self) -> date | None:
        return self.leg.starts_on

    @property
    def early(self) -> int:
        return -self.late

    @property
    def action(self) -> str:
        if self.state == "assumed":
            return "Confirm"
        return "Correct" if self.state == "confirmed" else "Report"


def leg_rows(
    legs: Sequence[OwnLeg],
    *,
    running: bool,
    today: date,
    date_changes: Iterable[DateChangeRecord] = (),
    address: Callable[[OwnLeg], str] = lambda leg: "",
) -> list[LegRow]:
    """The rows of `legs`; `date_changes` are oldest first, `address` gives the page for saying what happened."""
    latest = {each.leg_id: each for each in date_changes}
    open_ended = set(unconfirmed(legs, today=today)) if running else set()
    return [
        LegRow(
            leg=leg,
            state=leg.state(today, running=running),
            late=days_late(leg),
            said=_said(leg, latest.get(leg.pk)),
            url=address(leg),
            asks=n in open_ended,
            told=_told(legs, n),
        )
        for n, leg in enumerate(legs)
    ]


def _told(legs: Sequence[DatedLeg], n: int) -> str:
    """Where nobody is there when goods come, or have to go: the working day that counts.

    The legs bring the calendars of their facilities (`calendar_columns`), or nothing is told.
    """
    leg = legs[n]
    calendar = leg.known_calendar
    if leg.kind not in STARTS_A_PORTION or calendar is None:
        return ""
    comes = n == 0 or legs[n - 1].facility_id != leg.facility_id
    goes = n + 1 == len(legs) or legs[n + 1].facility_id != leg.facility_id
    came = arrival_day(leg.starts_on, calendar) if comes and not leg.actual_starts_on else None
    left = leaving_day(leg.ends_on, calendar, arrives_on=leg.starts_on)
    must_leave = left if goes and not leg.actual_ends_on and left and left.is_before else None
    words = [came.words if came else "", f"must leave {must_leave.sentence}" if must_leave else ""]
    return " · ".join(filter(None, words))


def _said(leg: DatedLeg, latest: DateChangeRecord | None) -> str:
    """What a person said of a leg that is not over."""
    words = []
    if leg.actual_starts_on and not leg.actual_ends_on:
        words.append(f"started {short_day(leg.actual_starts_on)}")
    elif leg.begun_in_part_on and not leg.actual_ends_on:
        words.append(f"part of it since {short_day(leg.begun_in_part_on)}")
    if leg.reported_ends_on and leg.reported_ends_on == leg.expected_ends_on:  # else it was overtaken since
        words.append("not over yet" + (f" · {latest.why}" if latest and latest.why else ""))
    return ", ".join(words)

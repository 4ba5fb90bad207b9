"""The legs of a running document as its page lists them: dates, states, what was said, and who may say more."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format

from leadtimes.leg_reports.date_change_history import DateChangeRecord
from leadtimes.models import DatedLeg
from leadtimes.rules.bar import state_of
from leadtimes.rules.punctuality import days_late, end_of, unconfirmed


class LegRow(NamedTuple):
    """A leg and what is known of its dates. `url` is where to say what happened, empty for who may not."""

    leg: DatedLeg
    state: str
    late: int
    said: str
    url: str
    asks: bool

    @property
    def ends_on(self) -> date | None:
        return end_of(self.leg)

    @property
    def starts_on(self) -> date | None:
        return self.leg.actual_starts_on or self.leg.expected_starts_on

    @property
    def early(self) -> int:
        return -self.late

    @property
    def action(self) -> str:
        if self.state == "assumed":
            return "Confirm"
        return "Correct" if self.state == "confirmed" else "Report"


def leg_rows(
    legs: Sequence[DatedLeg],
    *,
    running: bool,
    today: date,
    date_changes: Iterable[DateChangeRecord] = (),
    address: Callable[[DatedLeg], str] = lambda leg: "",
) -> list[LegRow]:
    """The rows of `legs`; `date_changes` are oldest first, `address` gives the page for saying what happened."""
    last = {told.leg_id: told for told in date_changes}
    open_ended = set(unconfirmed(legs, today=today)) if running else set()
    return [
        LegRow(
            leg,
            state_of(
                ends_on=leg.expected_ends_on,
                confirmed=leg.actual_ends_on is not None,
                running=running,
                today=today,
            ),
            days_late(leg),
            _said(leg, last.get(leg.pk)),
            address(leg),
            n in open_ended,
        )
        for n, leg in enumerate(legs)
    ]


def _said(leg: DatedLeg, told: DateChangeRecord | None) -> str:
    """What a person said of a leg that is not over."""
    words = []
    if leg.actual_starts_on and not leg.actual_ends_on:
        words.append(f"started {date_format(leg.actual_starts_on, 'j M')}")
    if leg.reported_ends_on and leg.reported_ends_on == leg.expected_ends_on:  # else it was overtaken since
        words.append("not over yet" + (f" · {told.why}" if told and told.why else ""))
    return ", ".join(words)

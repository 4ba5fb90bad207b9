"""What really happened to a leg, and what follows for the chain it belongs to. Nothing is saved here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic

from leadtimes.dating import OwnLeg, date_chain, date_specs, set_expected, specs_of
from leadtimes.models import DatedLeg
from leadtimes.rules.lateness import days_behind
from leadtimes.rules.leg_reports import (
    InvalidReport,
    LegReport,
    ReportKind,
    check_report,
    is_said_already,
    write_report,
)
from leadtimes.rules.schedule import LegDates, LegSpec, NeverOpen, schedule
from leadtimes.speaker import Speaker
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import day_of

WRITTEN = (
    "actual_starts_on",
    "actual_ends_on",
    "reported_ends_on",
    "expected_starts_on",
    "expected_ends_on",
)
"""The columns of `Outcome.changed` that may have changed."""


@dataclass(frozen=True)
class Outcome(Generic[OwnLeg]):
    """A report that was taken up: its leg, the legs it changed (unsaved), and the ends before and after."""

    leg: OwnLeg
    leg_report: LegReport
    changed: list[OwnLeg]
    old_ends_on: date | None
    new_ends_on: date | None
    old_available_on: date | None
    new_available_on: date | None

    def as_date_change(self, speaker: Speaker) -> dict[str, Any]:
        """The values of the date change that remembers it."""
        return {
            "leg": self.leg,
            "leg_name": self.leg.name,
            "cause": self.leg_report.what.value,
            "reason": self.leg_report.reason,
            "note": self.leg_report.note.strip(),
            "said_on": self.leg_report.on,
            "days": days_behind(self.new_ends_on, self.old_ends_on),
            "old_ends_on": self.old_ends_on,
            "new_ends_on": self.new_ends_on,
            "old_available_on": self.old_available_on,
            "new_available_on": self.new_available_on,
            "by": speaker.user,
            "said_by": speaker.facility,
        }


def apply_to_chain(
    legs: Sequence[OwnLeg],
    leg_id: int,
    leg_report: LegReport,
    *,
    today: date,
    starts_on: date,
    earliest: date | None = None,
    supplier_id: int | None = None,
) -> Outcome[OwnLeg] | None:
    """Write a report onto its leg and date the chain anew, unsaved; None if it was reported before.

    `today` is the day where the speaker is, `starts_on` the start of the chain, before which nothing happened
    (unless `earliest` says otherwise, or that day is still to come). Raises InvalidReport, which names the field
    to mend, or Refused.
    """
    at = _index_of(leg_id, legs)
    # What the legs say now is read before anything is written onto them: the date change tells before and after.
    leg, old_ends_on, old_available_on = legs[at], legs[at].ends_on, legs[-1].ends_on
    as_expected = _is_as_expected(leg, leg_report)
    (specs,) = specs_of([(legs, supplier_id)])
    if leg_report.what is ReportKind.NOT_YET and leg_report.on and leg_report.on > today:
        _check_not_sooner(leg, at, leg_report.on, starts_on, specs)
    if is_said_already(leg, leg_report):
        return None
    check_report(legs, at, leg_report, today=today, earliest=min(earliest or starts_on, today))
    write_report(leg, leg_report)
    # What happens as expected moves nothing, not even what a calendar would move that nobody has released yet.
    # Otherwise the chain is dated by specs that know the report, on the calendars that were read already.
    reported = [each.spec(spec.calendar) for each, spec in zip(legs, specs, strict=True)]
    changed = [] if as_expected else _expect(legs, date_specs(starts_on, legs, reported))
    return Outcome(
        leg=leg,
        leg_report=leg_report,
        changed=changed if leg in changed else [leg, *changed],
        old_ends_on=old_ends_on,
        new_ends_on=leg.ends_on,
        old_available_on=old_available_on,
        new_available_on=legs[-1].ends_on,
    )


def _index_of(leg_id: int, legs: Sequence[DatedLeg]) -> int:
    for at, leg in enumerate(legs):
        if leg.pk == leg_id:
            return at
    raise Refused("This leg is no longer on the way. Somebody has changed the legs meanwhile.")


def _is_as_expected(leg: DatedLeg, leg_report: LegReport) -> bool:
    expected = {ReportKind.STARTED: leg.expected_starts_on, ReportKind.FINISHED: leg.expected_ends_on}.get(
        leg_report.what
    )
    return expected is not None and leg_report.on == expected


def _check_not_sooner(leg: DatedLeg, at: int, on: date, starts_on: date, specs: Sequence[LegSpec]) -> None:
    """Not finished *yet* is later than without any word; where nobody can tell, any day will do."""
    unsaid = replace(specs[at], finished_on=None, due_on=None)
    try:
        ends_on = schedule(starts_on, [*specs[:at], unsaid])[at].ends_on
    except (NeverOpen, OverflowError):
        return
    if on < ends_on:
        day = day_of(ends_on)
        raise InvalidReport("on", f"Without delay {leg.name} ends on {day}. Choose that day or a later one.")


def reforecast(legs: Sequence[OwnLeg], starts_on: date, *, supplier_id: int | None = None) -> list[OwnLeg]:
    """Date `legs` on today's calendars and by what was reported of them; the ones whose expected dates changed."""
    return _expect(legs, date_chain(starts_on, legs, supplier_id=supplier_id))


def _expect(legs: Sequence[OwnLeg], spans: Sequence[LegDates]) -> list[OwnLeg]:
    before = [(leg.expected_starts_on, leg.expected_ends_on) for leg in legs]
    set_expected(legs, spans)
    return [
        leg
        for leg, dates in zip(legs, before, strict=True)
        if dates != (leg.expected_starts_on, leg.expected_ends_on)
    ]

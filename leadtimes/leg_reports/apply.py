"""What really happened to a leg, and what follows for the chain it belongs to. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import date_format

from leadtimes.dating import date_chain, date_stretches, set_expected, stretches_of
from leadtimes.models import DatedLeg, Facility
from leadtimes.rules.leg_reports import Statement, Unsound, What, tell
from leadtimes.rules.punctuality import days_behind, end_of
from leadtimes.rules.schedule import NeverOpen, Span, Stretch, schedule
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused

WRITTEN = (
    "actual_starts_on",
    "actual_ends_on",
    "reported_ends_on",
    "expected_starts_on",
    "expected_ends_on",
)
"""The columns of `Said.changed` that may have changed."""


@dataclass(frozen=True)
class Said:
    """A statement that was taken up: its leg, the legs it changed (unsaved), and the ends before and after."""

    leg: DatedLeg
    statement: Statement
    changed: list[DatedLeg]
    old_ends_on: date | None
    new_ends_on: date | None
    old_available_on: date | None
    new_available_on: date | None

    def as_slip(self, by: User, said_by: Facility | None) -> dict:
        """The values of the slip that remembers it: said by a person, perhaps for a facility."""
        return {
            "leg": self.leg,
            "leg_name": self.leg.name,
            "cause": self.statement.what.value,
            "reason": self.statement.reason,
            "note": self.statement.note.strip(),
            "said_on": self.statement.on,
            "days": days_behind(self.new_ends_on, self.old_ends_on),
            "old_ends_on": self.old_ends_on,
            "new_ends_on": self.new_ends_on,
            "old_available_on": self.old_available_on,
            "new_available_on": self.new_available_on,
            "by": by,
            "said_by": said_by,
        }


def take_up(
    legs: Sequence[DatedLeg],
    leg_id: int,
    statement: Statement,
    *,
    today: date,
    starts_on: date,
    earliest: date | None = None,
    supplier_id: int | None = None,
) -> Said | None:
    """Write `statement` onto its leg and date the chain anew; None if it was said before.

    `today` is the day where the speaker is, `starts_on` the start of the chain, before which nothing happened
    (unless `earliest` says otherwise, or that day is still to come). Raises Unsound, which names the field to
    mend, or Refused.
    """
    at = next((n for n, leg in enumerate(legs) if leg.pk == leg_id), None)
    if at is None:
        raise Refused("This leg is no longer on the way. Somebody has changed the legs meanwhile.")
    leg, old_ends_on, old_available_on = legs[at], end_of(legs[at]), end_of(legs[-1])
    as_expected = _is_as_expected(leg, statement)
    (stretches,) = stretches_of([legs], supplier_id=supplier_id)
    if statement.what is What.NOT_YET and statement.on and statement.on > today:
        _check_not_sooner(leg, at, statement.on, starts_on, stretches)
    if not tell(legs, at, statement, today=today, earliest=min(earliest or starts_on, today)):
        return None
    # What happens as expected moves nothing, not even what a calendar would move that nobody has released yet.
    told = [each.stretch(stretch.calendar) for each, stretch in zip(legs, stretches, strict=True)]
    changed = [] if as_expected else _expect(legs, date_stretches(starts_on, legs, told))
    return Said(
        leg,
        statement,
        changed if leg in changed else [leg, *changed],
        old_ends_on,
        end_of(leg),
        old_available_on,
        end_of(legs[-1]),
    )


def _is_as_expected(leg: DatedLeg, statement: Statement) -> bool:
    expected = {What.STARTED: leg.expected_starts_on, What.FINISHED: leg.expected_ends_on}.get(statement.what)
    return expected is not None and statement.on == expected


def _check_not_sooner(
    leg: DatedLeg, at: int, on: date, starts_on: date, stretches: Sequence[Stretch]
) -> None:
    """Not finished *yet* is later than without any word; where nobody can tell, any day will do."""
    unsaid = replace(stretches[at], finished_on=None, due_on=None)
    try:
        ends_on = schedule(starts_on, [*stretches[:at], unsaid])[at].ends_on
    except (NeverOpen, OverflowError):
        return
    if on < ends_on:
        day = date_format(ends_on, "j M Y")
        raise Unsound("on", f"Without delay {leg.name} ends on {day}. Choose that day or a later one.")


def redate(legs: Sequence[DatedLeg], starts_on: date, *, supplier_id: int | None = None) -> list[DatedLeg]:
    """Date `legs` on today's calendars and by what was said of them; the ones whose expected dates changed."""
    return _expect(legs, date_chain(starts_on, legs, supplier_id=supplier_id))


def _expect(legs: Sequence[DatedLeg], spans: Sequence[Span]) -> list[DatedLeg]:
    before = [(leg.expected_starts_on, leg.expected_ends_on) for leg in legs]
    set_expected(legs, spans)
    return [
        leg
        for leg, dates in zip(legs, before, strict=True)
        if dates != (leg.expected_starts_on, leg.expected_ends_on)
    ]

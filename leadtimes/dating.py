"""Dating chains of legs on the calendars of whoever does the work."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from leadtimes.models import AbstractLeg, DatedLeg, Facility
from leadtimes.rules.legs import ExpectedLeg, who_works
from leadtimes.rules.schedule import ALWAYS_OPEN, Calendar, LegDates, LegSpec, NeverOpen, schedule
from sostocked.foundation.records.errors import Refused

OwnLeg = TypeVar("OwnLeg", bound=DatedLeg)
"""The legs of one kind of document."""


def calendars(facility_ids: set[int]) -> dict[int | None, Calendar]:
    """The calendars of these facilities, in one query whatever their number; nobody (None) has none."""
    facilities = Facility.objects.filter(pk__in=facility_ids).with_calendar()
    return {facility.pk: facility.calendar() for facility in facilities}


def specs_of(chains: Iterable[tuple[Sequence[AbstractLeg], int | None]]) -> list[list[LegSpec]]:
    """Each chain, given with the id of its supplier, as the clock sees it: every leg on the calendar of who works.

    Freight without a facility knows no holidays. The calendars are read with one query, and stay with the legs.
    """
    owned = [[(leg, who_works(leg, supplier_id)) for leg in legs] for legs, supplier_id in chains]
    known = calendars({who for chain in owned for _leg, who in chain if who})
    return [[_spec(leg, known.get(who, ALWAYS_OPEN)) for leg, who in chain] for chain in owned]


def _spec(leg: AbstractLeg, calendar: Calendar) -> LegSpec:
    leg.dated_on = calendar
    return leg.spec(calendar)


def date_chain(
    starts_on: date, legs: Sequence[AbstractLeg], *, supplier_id: int | None = None
) -> tuple[LegDates, ...]:
    """Date `legs` from `starts_on` (see `specs_of`). Refused when a facility has no working weekday."""
    (specs,) = specs_of([(legs, supplier_id)])
    return date_specs(starts_on, legs, specs)


def date_specs(
    starts_on: date, legs: Sequence[AbstractLeg], specs: Sequence[LegSpec]
) -> tuple[LegDates, ...]:
    """Date `legs`, which the clock sees as `specs`. Refused, naming the leg, when one is never over."""
    try:
        return schedule(starts_on, specs)
    except NeverOpen as error:
        leg = next(leg for leg, each in zip(legs, specs, strict=True) if each.is_never_over)
        advice = "Give it working weekdays, or count the leg in calendar days."
        raise Refused(f"{leg.name}: {error} {advice}") from error
    except OverflowError as error:
        raise Refused("These legs end after the year 9999.") from error


def set_expected(legs: Sequence[ExpectedLeg], spans: Sequence[LegDates]) -> None:
    """Write the spans onto dated legs as expected dates, unsaved."""
    for leg, span in zip(legs, spans, strict=True):
        leg.expected_starts_on, leg.expected_ends_on = span.starts_on, span.ends_on


def remembered(legs: Iterable[AbstractLeg]) -> list[list[Any]]:
    """What an order remembers of the lead time it was copied from, to tell later whether that changed."""
    return [list(leg.values()) for leg in legs]

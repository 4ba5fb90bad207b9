"""Dating chains of legs on the calendars of whoever does the work, copying and proposing lead times."""

from collections.abc import Iterable, Sequence
from datetime import date

from leadtimes.models import AbstractLeg, Facility
from leadtimes.schedule import ALWAYS_OPEN, Calendar, NeverOpen, Span, schedule
from sostocked.people.refusals import Refused


def calendars(facility_ids: set[int]) -> dict[int, Calendar]:
    """The calendars of these facilities, in two queries whatever their number."""
    facilities = Facility.objects.filter(pk__in=facility_ids).prefetch_related("closures")
    return {facility.pk: facility.calendar() for facility in facilities}


def date_chain(
    starts_on: date, legs: Sequence[AbstractLeg], *, supplier_id: int | None = None
) -> tuple[Span, ...]:
    """Date `legs` from `starts_on`, each on the calendar of who does the work.

    A supplier leg without facility runs on the calendar of `supplier_id`; freight without one knows no holidays.
    Raises Refused when a facility has no working weekday.
    """
    owners = [leg.facility_id or (supplier_id if leg.kind == "supplier" else None) for leg in legs]
    known = calendars({owner for owner in owners if owner})
    stretches = [leg.stretch(known.get(owner, ALWAYS_OPEN)) for leg, owner in zip(legs, owners, strict=True)]
    try:
        return schedule(starts_on, stretches)
    except NeverOpen as error:
        raise Refused(f"{error} Give it working weekdays, or count the leg in calendar days.") from error
    except OverflowError as error:
        raise Refused("These legs end after the year 9999.") from error


def set_expected(legs: Sequence[AbstractLeg], spans: Sequence[Span]) -> None:
    """Write the spans onto dated legs as expected dates, unsaved."""
    for leg, span in zip(legs, spans, strict=True):
        leg.expected_starts_on, leg.expected_ends_on = span.starts_on, span.ends_on


def remembered(legs: Iterable[AbstractLeg]) -> list[list]:
    """What an order remembers of the lead time it was copied from, to tell later whether that changed."""
    return [list(leg.values()) for leg in legs]

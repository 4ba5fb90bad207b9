"""Departures of any document: what one says, what whoever lets goods leave has witnessed, and taking one back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.db.models import Min
from django.utils import timezone

from inventory.models import AbstractDeparture
from inventory.shipping import services as shipments
from inventory.shipping.queries import checked_in_units
from inventory.shipping.services import CartonInput, Destination, Papers
from inventory.stock.services import NotEnough
from leadtimes.models import DatedLeg
from leadtimes.rules.leg_reports import InvalidReport, LegReport, ReportKind
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureInput:
    """What leaves in one go."""

    to: Destination
    cartons: Sequence[CartonInput]
    left_on: date
    papers: Papers = field(default_factory=Papers)
    is_all: bool = False


class ReportedLeg(Protocol):
    """A leg with what was said of it."""

    @property
    def pk(self) -> int: ...
    @property
    def actual_starts_on(self) -> date | None: ...
    @property
    def actual_ends_on(self) -> date | None: ...


def require_not_future(on: date, *, today: date, field: str = "left_on") -> None:
    """What has happened did so by today; raises InvalidReport."""
    if on > today:
        raise InvalidReport(field, "That day is in the future. Say it once it has happened.")


def witnessed(
    departure: AbstractDeparture, here: ReportedLeg | None, following: ReportedLeg | None
) -> list[tuple[int, LegReport]]:
    """Rule W: what a departure says of the leg where goods were, and of the one that follows; by key of the leg.

    Where nothing more leaves, the first is over: on that day, or on the one on which the next began by somebody's
    word, since legs do not overlap. The second began. What was said before stands. Where more is to leave, nothing
    is over yet: `write_begun_in_part` notes that a part is on its way.
    """
    if not departure.is_all:
        return []
    on, source, found = departure.shipment.left_on, str(departure), []
    if here is not None and not here.actual_ends_on:
        over = min(on, (following and following.actual_starts_on) or on)
        found.append((here.pk, LegReport(ReportKind.FINISHED, over, reason="other", note=source, sure=True)))
    if following is not None and not (following.actual_starts_on or following.actual_ends_on):
        found.append((following.pk, LegReport(ReportKind.STARTED, on, note=source, sure=True)))
    return found


def write_begun_in_part(departures: Any, leg: DatedLeg | None) -> None:
    """Note on `leg` since when a part of the goods is on its way, by the document's `departures` that stand.

    It moves no date: the rest is still where it was. Saved at once; whoever calls has the document locked.
    """
    if leg is None or leg.pk is None:  # one that is only remembered is on no row any more
        return
    parts = departures.filter(taken_back_at=None, is_all=False)
    began = parts.aggregate(on=Min("shipment__left_on"))["on"]
    if leg.begun_in_part_on != began:
        leg.begun_in_part_on = began
        leg.save(update_fields=["begun_in_part_on"])


def take_back(departure: AbstractDeparture, *, by: User, why: str) -> None:
    """It did not leave after all. Refused without a reason, twice, and once any of it was counted elsewhere."""
    if not departure.stands:
        raise Refused(f"Departure {departure.number} was taken back already.")
    if any(checked_in_units(departure.shipment).values()):
        raise Refused(f"{departure.shipment.to_name} has some of it already. Correct that count first.")
    if not why.strip():
        raise Refused("Say why it is taken back.")
    try:
        shipments.take_back(departure.shipment, by=by, why=why.strip())
    except NotEnough as short:
        raise Refused(
            f"Some of it was counted at {departure.shipment.to_name} already: "
            f"{count_of(short.on_hand, 'unit')} still on the way. Correct it there first."
        ) from short
    departure.taken_back_at, departure.taken_back_by = timezone.now(), by
    departure.taken_back_why = why.strip()
    departure.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])


def write_papers(departure: AbstractDeparture, papers: Papers) -> None:
    """Carrier, tracking numbers and other papers, once they are known, or known better."""
    if not departure.stands:
        raise Refused(f"Departure {departure.number} was taken back.")
    shipments.write_papers(departure.shipment, papers)

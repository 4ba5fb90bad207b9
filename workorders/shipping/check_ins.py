"""Amazon's count of what left a facility for Amazon. The seller enters it; the facility has no part in it."""

import uuid

from django.db import transaction

from inventory.models import CheckIn, Shipment
from inventory.shipping import check_ins
from inventory.shipping.check_ins import CheckInInput
from leadtimes.speaker import Speaker
from sostocked.foundation.people.models import Role, User
from sostocked.foundation.records.errors import NotYours, Refused
from workorders.content import read_content
from workorders.leg_reports.witness import witness
from workorders.locking import lock_with_order
from workorders.models import Departure, WorkOrder


def why_not_count(departure: Departure) -> str:
    """Why nothing can be counted of it, in a sentence; empty where it can."""
    return "" if departure.stands else f"Departure {departure.number} was taken back."


@transaction.atomic
def check_in(departure: Departure, said: CheckInInput, *, speaker: Speaker, key: uuid.UUID) -> CheckIn:
    """Keep what Amazon has of it by now, also once the work is completed; the leg at Amazon follows (rule W).

    Raises NotYours, Refused or InvalidReport.
    """
    work_order = lock_with_order(departure.work_order)
    _require_seller(work_order, speaker.user)
    departure = work_order.departures.select_related("shipment__organization", "shipment__transit").get(
        pk=departure.pk
    )
    if why := why_not_count(departure):
        raise Refused(why)
    kept = check_ins.check_in(departure.shipment, said, by=speaker.user, today=speaker.today, key=key)
    _witness(work_order, departure, kept, speaker)
    return kept


def _require_seller(work_order: WorkOrder, by: User) -> None:
    mine = by.memberships.filter(organization=work_order.organization_id).exclude(role=Role.VIEWER)
    if not (by.is_superuser or mine.exists()):
        raise NotYours("Only the seller's people enter what Amazon counted.")


def _witness(work_order: WorkOrder, departure: Departure, kept: CheckIn, speaker: Speaker) -> None:
    kind = departure.shipment.to_kind
    legs = [leg for leg in read_content(work_order).own_legs if leg.kind == kind]
    all_left = work_order.departures.standing().filter(is_all=True).exists()
    there = Shipment.objects.filter(
        workorders_departure__work_order=work_order, workorders_departure__taken_back_at=None, to_kind=kind
    )
    is_over = kept.is_closed and all_left and check_ins.are_closed(there)
    leg = legs[0] if legs else None
    for leg_id, said in check_ins.confirmed(kept, leg, source=str(departure), is_over=is_over):
        witness(work_order, leg_id, said, speaker)

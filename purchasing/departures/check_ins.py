"""Amazon's count of what left the supplier straight for Amazon."""

import uuid
from contextlib import suppress

from django.db import transaction

from inventory.models import CheckIn
from inventory.shipping import check_ins
from inventory.shipping.check_ins import CheckInInput
from leadtimes.rules.leg_reports import InvalidReport
from leadtimes.speaker import Speaker
from purchasing.departed import shipments_of
from purchasing.departures.services import lock_to_write
from purchasing.leg_reports.services import report
from purchasing.models import OrderDeparture, PurchaseOrder
from sostocked.foundation.records.errors import Refused


def why_not_count(departure: OrderDeparture) -> str:
    """Why nothing can be counted of it, in a sentence; empty where it can."""
    return "" if departure.stands else f"Departure {departure.number} was taken back."


@transaction.atomic
def check_in(departure: OrderDeparture, said: CheckInInput, *, speaker: Speaker, key: uuid.UUID) -> CheckIn:
    """Keep what Amazon has of it by now, also once the order is closed; the leg at Amazon follows (rule W).

    Saving the order for that lets its work orders follow (`workorders/spawning/receivers.py`). Raises NotYours,
    Refused or InvalidReport.
    """
    order = lock_to_write(departure.order, speaker.user)
    departure = order.departures.select_related("shipment__organization", "shipment__transit").get(
        pk=departure.pk
    )
    if why := why_not_count(departure):
        raise Refused(why)
    kept = check_ins.check_in(departure.shipment, said, by=speaker.user, today=speaker.today, key=key)
    if order.is_open:
        _witness(order, departure, kept, speaker)
    return kept


def _witness(order: PurchaseOrder, departure: OrderDeparture, kept: CheckIn, speaker: Speaker) -> None:
    leg = order.legs.filter(kind=departure.shipment.to_kind).first()
    all_left = order.departures.standing().filter(is_all=True).exists()
    there = shipments_of(order).filter(to_kind=departure.shipment.to_kind)
    is_over = kept.is_closed and all_left and check_ins.are_closed(there)
    for leg_id, said in check_ins.confirmed(kept, leg, source=str(departure), is_over=is_over):
        with suppress(InvalidReport), transaction.atomic():
            report(order, leg_id=leg_id, leg_report=said, speaker=speaker)

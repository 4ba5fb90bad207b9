"""What really happened to an order's legs, and what follows for all the others."""

from django.db import transaction

from leadtimes.leg_reports.apply import WRITTEN, apply_to_chain
from leadtimes.rules.leg_reports import LegReport
from leadtimes.rules.told_days import available_day
from leadtimes.speaker import Speaker
from purchasing.change_context import ChangeContext
from purchasing.models import DateChange, OrderLeg, PurchaseOrder
from sostocked.foundation.records.errors import Refused


@transaction.atomic
def report(
    order: PurchaseOrder, *, leg_id: int, leg_report: LegReport, speaker: Speaker
) -> DateChange | None:
    """Note what is reported of a leg, and date the rest of the order anew; None if it was reported before.

    Saving the order lets its work orders follow (`workorders/spawning/receivers.py`). Raises InvalidReport, which
    names the field to mend, or Refused.
    """
    order = PurchaseOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if not order.is_open:
        raise Refused(f"{order.number} is {order.badge.label.lower()}: its dates stay as they are.")
    legs = list(order.legs.select_related("facility"))
    outcome = apply_to_chain(
        legs,
        leg_id,
        leg_report,
        today=speaker.today,
        starts_on=order.ordered_on,
        supplier_id=order.supplier_id,
    )
    if outcome is None:
        return None
    OrderLeg.objects.bulk_update(outcome.changed, WRITTEN)
    date_change = DateChange.objects.create(order=order, **outcome.as_date_change(speaker))
    date_change.available = available_day(legs[-1], legs[-1].known_calendar)
    # The same version: nothing of the order itself has changed, the save is what lets the work orders follow.
    context = ChangeContext(is_drift=True, said_by=speaker.facility_id)
    order.save(update_fields=["version"], context=context)
    return date_change

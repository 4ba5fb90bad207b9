"""What really happened to an order's legs, and what follows for all the others."""

from datetime import date

from django.db import transaction

from leadtimes.leg_reports.apply import WRITTEN, apply_to_chain
from leadtimes.models import Facility
from leadtimes.rules.leg_reports import LegReport
from purchasing.change_context import ChangeContext
from purchasing.models import DateChange, OrderLeg, PurchaseOrder
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused


@transaction.atomic
def report(
    order: PurchaseOrder,
    *,
    leg_id: int,
    leg_report: LegReport,
    by: User,
    today: date,
    said_by: Facility | None = None,
) -> DateChange | None:
    """Note what `by` says of a leg, and date the rest of the order anew; None if it was said before.

    `today` is the day where the speaker is. `said_by` is the facility that speaks: it needs no telling of what
    moves for itself. Raises Unsound, which names the field to mend, or Refused.
    """
    order = PurchaseOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if not order.is_open:
        raise Refused(f"{order.number} is {order.badge.label.lower()}: its dates stay as they are.")
    legs = list(order.legs.select_related("facility"))
    said = apply_to_chain(
        legs, leg_id, leg_report, today=today, starts_on=order.ordered_on, supplier_id=order.supplier_id
    )
    if said is None:
        return None
    OrderLeg.objects.bulk_update(said.changed, WRITTEN)
    date_change = DateChange.objects.create(order=order, **said.as_date_change(by, said_by))
    order.cause = ChangeContext(is_drift=True, said_by=said_by and said_by.pk)
    order.save(update_fields=["version"])  # the same version: the save is what lets the work orders follow
    return date_change

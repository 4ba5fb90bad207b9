"""What really happened to an order's legs, and what follows for all the others."""

from datetime import date

from django.db import transaction

from leadtimes.leg_reports.apply import WRITTEN, take_up
from leadtimes.models import Facility
from leadtimes.rules.leg_reports import Statement
from purchasing.change_context import Cause
from purchasing.models import OrderLeg, PurchaseOrder, Slip
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused


@transaction.atomic
def report(
    order: PurchaseOrder,
    *,
    leg_id: int,
    statement: Statement,
    by: User,
    today: date,
    said_by: Facility | None = None,
) -> Slip | None:
    """Note what `by` says of a leg, and date the rest of the order anew; None if it was said before.

    `today` is the day where the speaker is. `said_by` is the facility that speaks: it needs no telling of what
    moves for itself. Raises Unsound, which names the field to mend, or Refused.
    """
    order = PurchaseOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if not order.is_open:
        raise Refused(f"{order.number} is {order.look.label.lower()}: its dates stay as they are.")
    legs = list(order.legs.select_related("facility"))
    said = take_up(
        legs, leg_id, statement, today=today, starts_on=order.ordered_on, supplier_id=order.supplier_id
    )
    if said is None:
        return None
    OrderLeg.objects.bulk_update(said.changed, WRITTEN)
    slip = Slip.objects.create(order=order, **said.as_slip(by, said_by))
    order.cause = Cause(is_drift=True, said_by=said_by and said_by.pk)
    order.save(update_fields=["version"])  # the same version: the save is what lets the work orders follow
    return slip

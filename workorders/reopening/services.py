"""A work order that was completed by mistake goes on: the seller reopens it, with a reason."""

from django.db import transaction

from inventory.models import Shipment
from inventory.shipping.queries import units_at_amazon
from purchasing.workflow import OPEN
from sostocked.foundation.records.errors import IllegalMove, Refused
from sostocked.foundation.words import count_of
from workorders.goods.received import units_by_outcome
from workorders.locking import lock, lock_with_order
from workorders.models import WorkOrder
from workorders.revisions import revise
from workorders.spawning.reconcile import reconcile
from workorders.workflow import REOPENING, Status

SAY_WHY = "Say why it is reopened: the facility reads it."


@transaction.atomic
def reopen(work_order: WorkOrder, *, reason: str) -> WorkOrder:
    """Let the work of a completed work order go on, or raise Refused; in this order:

    it is in progress again and follows its order, which may have been closed short since; its facility is told by
    a new revision, which is to be acknowledged.
    """
    work_order = lock_with_order(work_order)
    if why := why_not_reopen(work_order):
        raise IllegalMove(why)
    if not reason.strip():
        raise Refused(SAY_WHY)
    work_order.status, work_order.completed_at = Status.IN_PROGRESS, None
    work_order.reopen_reason = reason.strip()
    work_order.save(update_fields=["status", "completed_at", "reopen_reason"])
    told = work_order.revision
    if work_order.order:
        reconcile(work_order.order)
    work_order = lock(work_order)
    if work_order.revision == told:
        work_order.was_completed = True
        revise([work_order])
    return work_order


def why_not_reopen(work_order: WorkOrder) -> str:
    """Why it is not reopened, in a sentence; empty where it is. Only asks.

    What left its facility and was received elsewhere proves that the work was done.
    """
    number, order = work_order.number, work_order.order
    if Status(work_order.status) not in REOPENING:
        return f"{number} is {work_order.badge.label.lower()}: there is nothing to reopen."
    if order and order.status not in OPEN:
        return f"{order.number} is {order.badge.label.lower()}: {number} can be reopened once that is open again."
    return _why_it_is_past(work_order)


def _why_it_is_past(work_order: WorkOrder) -> str:
    """Where goods of it were received further on their way, or counted at Amazon."""
    left = Shipment.objects.filter(workorders_departure__work_order=work_order)
    counted = sum(units_at_amazon(left).values())
    if counted:
        return (
            f"{work_order.number} stays completed: {count_of(counted, 'unit')} of it were counted at Amazon."
        )
    if not (work_order.order_id and work_order.leg):
        return ""
    further = WorkOrder.objects.filter(order=work_order.order_id, leg__position__gt=work_order.leg.position)
    units = units_by_outcome(further.values_list("pk", flat=True))
    for each in further.select_related("facility").order_by("leg__position"):
        came = sum(sum(outcomes.values()) for outcomes in units[each.pk].values())
        if came:
            return (
                f"{work_order.number} stays completed: {count_of(came, 'unit')} of it were received at "
                f"{each.facility.name} ({each.number})."
            )
    return ""

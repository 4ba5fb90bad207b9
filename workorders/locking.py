"""A work order, locked until the transaction ends, for whoever may change it.

Whoever also needs its purchase order locks that first, and whoever locks several work orders does so by pk: so
nobody waits in a ring.
"""

from collections.abc import Callable

from purchasing.models import PurchaseOrder
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import ChangedMeanwhile, NotYours, Refused
from workorders.models import WorkOrder
from workorders.rules.instructions import is_empty
from workorders.workflow import BADGES, CHANGEABLE, Status


def lock(work_order: WorkOrder) -> WorkOrder:
    """The work order as it is now."""
    rows = WorkOrder.objects.select_for_update(of=("self",))
    return rows.select_related("facility", "organization", "order__organization").get(pk=work_order.pk)


def lock_with_order(work_order: WorkOrder) -> WorkOrder:
    """The same, behind its purchase order, if it has one: what moves that moves all of its work orders."""
    if work_order.order_id:
        PurchaseOrder.objects.select_for_update(of=("self",)).get(pk=work_order.order_id)
        rows = WorkOrder.objects.filter(order=work_order.order_id).order_by("pk")
        list(rows.select_for_update().values_list("pk"))
    return lock(work_order)


def lock_for_staff(work_order: WorkOrder, by: User) -> WorkOrder:
    """The same, for somebody on the staff of its facility; raises NotYours."""
    work_order = lock(work_order)
    if not work_order.facility.staff.filter(pk=by.pk).exists():
        raise NotYours(f"Only staff of {work_order.facility} can do this.")
    return work_order


def is_before_work(work_order: WorkOrder) -> bool:
    """Whether nothing has been done yet."""
    return work_order.status in CHANGEABLE


def may_write_steps(work_order: WorkOrder) -> bool:
    """Before the work begins; afterwards only where nothing was ever written, or it could never be completed."""
    if is_before_work(work_order):
        return True
    under_way = work_order.status == Status.IN_PROGRESS
    return under_way and is_empty(work_order.steps.all(), work_order.instructions)


def lock_for_change(
    work_order: WorkOrder, version: int, *, allowed: Callable[[WorkOrder], bool] = is_before_work
) -> WorkOrder:
    """The same, for whoever writes it anew and has read `version`; raises Refused or ChangedMeanwhile."""
    work_order = lock(work_order)
    if not allowed(work_order):
        badge = BADGES[Status(work_order.status)]
        raise Refused(f"{work_order.number} is {badge.label.lower()} and stays as it is.")
    if work_order.version != version:
        raise ChangedMeanwhile(f"{work_order.number} was changed after you opened it.")
    return work_order

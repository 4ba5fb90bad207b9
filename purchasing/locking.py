"""A purchase order, locked until the transaction ends, for whoever may change it.

Its work orders are locked after it, never before.
"""

from purchasing.models import PurchaseOrder
from purchasing.workflow import Status, require_move
from sostocked.foundation.records.errors import ChangedMeanwhile


def lock(order: PurchaseOrder, version: int | None = None) -> PurchaseOrder:
    """The order as it is now, its version counted up but unsaved; ChangedMeanwhile for an older `version`."""
    order = (
        PurchaseOrder.objects.select_for_update(of=("self",))
        .select_related("organization", "supplier", "lead_time")
        .with_lead_time_now()
        .get(pk=order.pk)
    )
    if version is not None and order.version != version:
        raise ChangedMeanwhile(f"{order.number} was changed after you opened it.")
    order.version += 1
    return order


def lock_to_become(order: PurchaseOrder, to: Status) -> PurchaseOrder:
    """The order, locked, if it may become `to`; IllegalMove otherwise."""
    order = lock(order)
    require_move(order.number, order.status, to)
    return order

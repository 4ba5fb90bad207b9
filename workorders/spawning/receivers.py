"""The one effect that climbs the stairs: a saved purchase order brings its work orders in line."""

from typing import Any

from purchasing.models import PurchaseOrder
from workorders.spawning.reconcile import reconcile


def bring_work_orders_in_line(instance: PurchaseOrder, raw: bool = False, **kwargs: Any) -> None:
    """React to a saved `PurchaseOrder`, in the same transaction: the order and its work orders are one fact.

    Why it was saved hangs on the order while it is being saved (`PurchaseOrder.save`).
    """
    if not raw:
        reconcile(instance, instance.change_context)

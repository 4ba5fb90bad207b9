"""What an order says before it is ended."""

from django.db import transaction

from purchasing.models import PurchaseOrder
from purchasing.services import cancel
from sostocked.foundation.records.errors import Refused


def why_not_cancel(order: PurchaseOrder) -> Refused | None:
    """What `cancel` would be refused for: it is tried, and undone, before anybody is asked for a reason."""
    try:
        with transaction.atomic():
            cancel(order, reason="…")
            transaction.set_rollback(True)
    except Refused as refusal:
        return refusal
    return None

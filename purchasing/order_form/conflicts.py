"""What whoever saves second is told: who changed the order in between, when, and what reads differently."""

from purchasing.models import PurchaseOrder
from purchasing.order_page.history import story_of
from sostocked.foundation.people.models import User
from sostocked.foundation.records.versions import Newer, newer_document


def newer_order(order: PurchaseOrder, version: int, *, reader: User) -> Newer:
    """What was saved of `order` since `version` was read."""
    story = story_of(order, lines=order.lines.select_related("product"))
    zone = order.organization.timezone
    return newer_document(order, version, reader=reader, timezone=zone, story=story)

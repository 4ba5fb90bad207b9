"""What a facility's mails tell of, and whether that is still so when a mail gets round to going."""

from collections.abc import Iterable
from typing import Any

from leadtimes.models import Facility, staff_emails
from purchasing.models import PurchaseOrder
from sostocked.foundation.outbox.kinds import NewsKind, register
from sostocked.foundation.outbox.models import Message, key_for, key_of
from workorders.models import WorkOrder
from workorders.workflow import Status

NOTICE = "work-order"
MOVES = "work-orders-moved"


def notice_key(work_order_id: int, revision: int) -> str:
    """What a notice of one revision tells; each address has its own message of it."""
    return f"work-order:{work_order_id}:revision:{revision}"


def about_one(work_order: WorkOrder) -> dict[str, Any]:
    """How the notice of this revision is known in the outbox."""
    return {
        "key": notice_key(work_order.pk, work_order.revision),
        "kind": NOTICE,
        "facts": {"work_order": work_order.pk, "revision": work_order.revision},
    } | _about([work_order])


def about_many(work_orders: Iterable[WorkOrder]) -> dict[str, Any]:
    """The same for one mail about the new dates of several, all of one facility."""
    work_orders = list(work_orders)
    first = work_orders[0]
    revisions = {str(each.pk): each.revision for each in work_orders}
    return {
        "key": f"facility:{first.facility_id}:moved:{first.pk}:revision:{first.revision}",
        "kind": MOVES,
        "facts": {"facility": first.facility_id, "revisions": revisions},
    } | _about(work_orders)


def _about(work_orders: list[WorkOrder]) -> dict[str, Any]:
    first = work_orders[0]
    orders = {each.order_id for each in work_orders if each.order_id}
    return {
        "organization_id": first.organization_id,
        "about": [key_of(each) for each in work_orders],
        "part_of": [key_for(PurchaseOrder, pk) for pk in sorted(orders)],
        "to": staff_emails(first.facility),
        "whom": first.facility.name,
    }


def why_not_needed(work_order: WorkOrder, revision: int) -> str:
    """Why the facility need not read of this revision any more; empty while it should."""
    if (work_order.acknowledged_revision or 0) >= revision:
        return f"{work_order} was acknowledged meanwhile."
    if work_order.status == Status.CANCELLED and revision < work_order.revision:
        return f"{work_order} was cancelled meanwhile."
    return f"{work_order} was completed meanwhile." if work_order.status == Status.COMPLETED else ""


def _notice_overtaken(message: Message) -> str:
    revision = message.facts["revision"]
    work_order = WorkOrder.objects.filter(pk=message.facts["work_order"]).first()
    if work_order is None:
        return "The work order is gone."
    return why_not_needed(work_order, revision) or _told_anew(message, work_order, revision)


def _told_anew(message: Message, work_order: WorkOrder, revision: int) -> str:
    """A later revision has a mail of its own to the same address, and says all that this one says."""
    later = range(revision + 1, work_order.revision + 1)
    keys = [f"{notice_key(work_order.pk, number)}:to:{message.address}" for number in later]
    is_told = keys and Message.objects.filter(key__in=keys).exists()
    return f"A later mail tells what is new of {work_order}." if is_told else ""


def _moves_overtaken(message: Message) -> str:
    revisions = message.facts["revisions"]
    work_orders = WorkOrder.objects.filter(pk__in=revisions)
    needed = any(not why_not_needed(each, revisions[str(each.pk)]) for each in work_orders)
    return "" if needed else "All work orders that it names were acknowledged, cancelled or completed."


def _notice_recipients(message: Message) -> list[str]:
    return _hearing(Facility.objects.filter(work_orders=message.facts["work_order"]).first())


def _moves_recipients(message: Message) -> list[str]:
    return _hearing(Facility.objects.filter(pk=message.facts["facility"]).first())


def _hearing(facility: Facility | None) -> list[str]:
    return staff_emails(facility) if facility else []


def register_kinds() -> None:
    """Called once, when the app is ready."""
    register(NewsKind(key=NOTICE, overtaken=_notice_overtaken, recipients=_notice_recipients))
    register(NewsKind(key=MOVES, overtaken=_moves_overtaken, recipients=_moves_recipients))

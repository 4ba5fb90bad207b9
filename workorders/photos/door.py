"""Who sees the photos of a work order, who adds some, and who may take one off."""

from sostocked.foundation.documents.doors import Door
from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.people.models import Membership, User
from sostocked.foundation.records.errors import NotYours, Refused
from workorders.models import Receipt, WorkOrder
from workorders.models.receipts import with_album
from workorders.workflow import OVER, Status


def require_may_add(work_order: WorkOrder, person: User) -> None:
    """People of its facility and those who write the seller's orders, once it was sent.

    After its completion, too: what a tablet kept for want of a connection may come late.
    """
    if not (_is_staff(work_order, person) or _membership(work_order, person, "may_write")):
        raise NotYours(f"Only staff of {work_order.facility} and the seller's buyers can do this.")
    if work_order.status in (Status.PLANNED, Status.CANCELLED):
        state = work_order.badge.label.lower()
        raise Refused(f"{work_order.number} is {state}: photos are taken of work that was sent.")


def require_may_remove(work_order: WorkOrder, photo: Attachment, person: User) -> None:
    """Whoever took it, and who manages the organization, while work is under way and its receipt not corrected."""
    manages = _membership(work_order, person, "may_manage")
    if not (photo.by_id == person.pk or manages):
        raise NotYours(f"Only {photo.by} and the seller's admins can remove this photo.")
    if work_order.status in OVER:
        raise Refused(f"{work_order.number} is {work_order.badge.label.lower()}: its photos stay.")
    corrected = Receipt.objects.filter(
        with_album(photo.album), work_order=work_order, corrections__isnull=False
    )
    if photo.album and (receipt := corrected.first()):
        raise Refused(f"Receipt {receipt.number} was corrected: its photos stay.")


def _is_staff(work_order: WorkOrder, person: User) -> bool:
    return work_order.facility.staff.filter(pk=person.pk).exists()


def _membership(work_order: WorkOrder, person: User, permission: str) -> bool:
    if person.is_superuser:
        return True
    found = Membership.objects.filter(organization=work_order.organization_id, user=person).first()
    return bool(found and getattr(found, permission))


WORK_ORDER_PHOTOS = Door(
    model=WorkOrder,
    visible_to=WorkOrder.objects.visible_to,
    require_may_add=require_may_add,
    require_may_remove=require_may_remove,
)

"""The door of one work order, for the seller's people and the facility's staff; others find nothing."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone

from leadtimes.models import Facility, calendar_columns
from leadtimes.speaker import Speaker
from purchasing.models import OrderDeparture
from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.people.access import Request, as_owner, memberships_of
from sostocked.foundation.people.mail.undelivered import misses_mail
from sostocked.foundation.people.models import Membership, Organization, User
from workorders.goods.received import why_not_receive
from workorders.goods.shipped import why_not_ship
from workorders.models import Departure, Receipt, WorkOrder
from workorders.workflow import CHANGEABLE, STANDING_STILL, Status


@dataclass(frozen=True)
class Access:
    """A person at a work order: for the facility (`is_staff`), for the seller (`membership`), or for both."""

    work_order: WorkOrder
    is_staff: bool
    membership: Membership | None
    staffed: frozenset[int] = frozenset()
    """The seller's facilities where this person is staff."""

    has_receipts: bool = False
    has_departures: bool = False
    has_arrivals: bool = False
    """Whether anything was sent on its way to its facility, for it."""

    has_photos: bool = False
    """Whether there are any, or were before somebody removed them."""

    person_id: int | None = None

    @property
    def discreet(self) -> bool:
        """Whether the seller's own affairs are none of this person's business."""
        return self.membership is None

    @property
    def today(self) -> date:
        return self.work_order.facility.today() if self.discreet else self.work_order.organization.today()

    @property
    def timezone(self) -> str:
        """Whose clock shows the time on the page."""
        return self.work_order.facility.timezone if self.discreet else self.work_order.organization.timezone

    def speaker(self, user: User) -> Speaker:
        """This person, who says something about the work: for the facility where they are its staff."""
        place = self.work_order.facility
        if self.is_staff:
            return Speaker(user, place.today(), place)
        return Speaker(user, self.work_order.organization.today())

    @property
    def may_acknowledge(self) -> bool:
        return self.is_staff and self.work_order.awaits_acknowledgement

    @property
    def may_start(self) -> bool:
        return self._may_do(Status.ACKNOWLEDGED)

    @property
    def may_tick(self) -> bool:
        return self.is_staff and self.work_order.status == Status.IN_PROGRESS

    @property
    def may_receive(self) -> bool:
        return self.is_staff and not why_not_receive(self.work_order)

    @property
    def may_ship(self) -> bool:
        return self.is_staff and not why_not_ship(self.work_order)

    @property
    def may_correct(self) -> bool:
        """What was received, while the work is under way."""
        return self.is_staff and self.work_order.status == Status.IN_PROGRESS

    @property
    def may_photograph(self) -> bool:
        """Whether this person may add photos; `photos/door.py` has the last word."""
        is_told = self.work_order.status not in (Status.PLANNED, Status.CANCELLED)
        return is_told and (self.is_staff or self.writes)

    @property
    def may_build(self) -> bool:
        return self._may_do(Status.IN_PROGRESS)

    @property
    def may_complete(self) -> bool:
        return self._may_do(Status.IN_PROGRESS)

    def _may_do(self, now: Status) -> bool:
        work_order = self.work_order
        return self.is_staff and work_order.status == now and not work_order.awaits_acknowledgement

    @property
    def is_running(self) -> bool:
        """Whether its legs are under way: sent, and neither it nor its order is over."""
        work_order = self.work_order
        sent = work_order.status not in STANDING_STILL
        return sent and (work_order.order is None or work_order.order.is_open)

    @property
    def may_report(self) -> bool:
        return self.is_running and (self.is_staff or self.writes)

    @property
    def may_change(self) -> bool:
        return self.writes and self.work_order.status in CHANGEABLE

    @property
    def writes(self) -> bool:
        """Whether this person writes the seller's orders."""
        return self.membership is not None and self.membership.may_write

    @property
    def may_send(self) -> bool:
        return self.may_change and self.work_order.stands_alone and self.work_order.status == Status.PLANNED

    @property
    def may_cancel(self) -> bool:
        """By itself: the work order of an order ends with that order, unless that is closed already."""
        return self.may_change and (self.work_order.stands_alone or self.work_order.order_is_closed)

    @property
    def may_reopen(self) -> bool:
        """By the seller's owners and admins."""
        manages = self.membership is not None and self.membership.may_manage
        return manages and self.work_order.status == Status.COMPLETED

    @property
    def may_change_all(self) -> bool:
        """Lines and legs too: they are its own only when it stands alone."""
        return self.may_change and self.work_order.stands_alone


def open_work_order(request: Request, slug: str, number: str) -> Access:
    """Go in at the door of a work order: find it, and set the clock of whom this person is here for."""
    access = access_to(request, slug, number)
    if access.membership:
        request.organization = access.work_order.organization
    timezone.activate(access.timezone)
    return access


def access_to(request: Request, slug: str, number: str) -> Access:
    """The work order as this person may meet it, or Http404."""
    here = Facility.objects.filter(organization=OuterRef("organization"), staff=request.user.pk)
    found = (
        WorkOrder.objects.visible_to(request.user)
        .filter(organization__slug=slug, number=number.replace("\0", ""))
        .select_related("facility", "organization", "order__organization", "created_by")
        .annotate(
            staffed=ArraySubquery(here.values("pk")),
            misses_mail=misses_mail(WorkOrder),
            has_receipts=Exists(Receipt.objects.filter(work_order=OuterRef("pk"))),
            has_departures=Exists(Departure.objects.filter(work_order=OuterRef("pk"))),
            has_arrivals=Exists(Departure.objects.filter(towards=OuterRef("pk")))
            | Exists(OrderDeparture.objects.filter(order=OuterRef("order"))),
            has_photos=Exists(Attachment.objects.of(WorkOrder, OuterRef("pk"))),
        )
        .annotate(**calendar_columns("facility"))
        .first()
    )
    if found is None:
        raise Http404("No such work order.")
    return Access(
        found,
        is_staff=found.facility_id in found.staffed,
        membership=_membership(request, found.organization),
        staffed=frozenset(found.staffed),
        has_receipts=found.has_receipts,
        has_departures=found.has_departures,
        has_arrivals=found.has_arrivals,
        has_photos=found.has_photos,
        person_id=request.user.pk,
    )


def _membership(request: Request, organization: Organization) -> Membership | None:
    mine = (each for each in memberships_of(request) if each.organization_id == organization.pk)
    root = as_owner(request.user, organization) if request.user.is_superuser else None
    return next(mine, root)

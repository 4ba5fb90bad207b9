"""Work orders, which ones a person may see, and their lines."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from inventory.as_said import SaysProduct, cartons_in_sql
from inventory.models import Product
from inventory.triggers import product_fits
from leadtimes.models import Facility
from leadtimes.models.triggers import owner_stays
from leadtimes.rules.told_days import ToldDay
from purchasing.models import OrderLeg, PurchaseOrder, ShortClose
from purchasing.workflow import Status as OrderStatus
from sostocked.foundation.pages.fields.lines import LinesTextField
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.history import tracked
from workorders.rules.onward import Onward
from workorders.triggers import OWNER, belongs_together, was_read
from workorders.workflow import AT_WORK, BADGES, CHANGED, CHOICES, MOVES, OVER, Status

UNREAD = (Q(acknowledged_revision=None) | Q(acknowledged_revision__lt=F("revision"))) & (
    Q(status__in=AT_WORK) | Q(status=Status.CANCELLED, acknowledged_revision__isnull=False)
)
"""The work orders that wait for an acknowledgement, as a condition."""


class WorkOrderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The work orders `user` may see: her organization's, and her facilities' once they were sent."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        mine = Exists(Organization.objects.filter(pk=OuterRef("organization"), memberships__user=user))
        return self.filter(mine | self._sent_to(user))

    def assigned_to(self, user):
        """The work orders that were sent to facilities where `user` is staff."""
        return self.filter(self._sent_to(user)) if user.is_authenticated else self.none()

    @staticmethod
    def _sent_to(user):
        staff = Facility.staff.through.objects.filter(facility=OuterRef("facility"), user=user)
        return Q(sent_at__isnull=False) & Exists(staff)

    def awaiting_acknowledgement(self):
        """Sent or changed, and nobody at the facility has said that they read this revision.

        A cancellation waits only if the facility had acknowledged the work before.
        """
        return self.filter(UNREAD)

    def with_totals(self):
        """Adds `units` over all lines, and `cartons`, the last one of a line perhaps not quite full."""
        lines = WorkOrderLine.objects.filter(work_order=OuterRef("pk")).order_by().values("work_order")
        return self.annotate(
            units=Coalesce(Subquery(lines.annotate(t=Sum("quantity")).values("t")), 0),
            cartons=Coalesce(
                Subquery(
                    lines.annotate(t=Sum(cartons_in_sql())).values("t"), output_field=models.BigIntegerField()
                ),
                0,
                output_field=models.BigIntegerField(),
            ),
        )


@tracked
class WorkOrder(models.Model):
    """What one facility is asked to do: from a purchase order's leg, or on its own (a transfer order).

    One that came from a purchase order is kept in line with it by `reconcile`. `revision` counts what its facility
    was sent; `version` counts every change of what is asked, and of its dates. `onward_as_said` is the next stop
    as it was said, from sending on. The `told_` dates are those that its facility read last; the others may have
    drifted by less than it wants to hear of. `former_legs` holds the legs as they were, once its own went from the
    order and it was cancelled for that. `counted_at` is when its facility said that the count is final.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="work_orders")
    number = models.CharField(max_length=30)
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="work_orders")
    order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, null=True, blank=True, related_name="work_orders"
    )
    leg = models.ForeignKey(OrderLeg, models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=12, choices=CHOICES, default=Status.PLANNED.value)
    revision = models.PositiveIntegerField(default=1, editable=False)
    acknowledged_revision = models.PositiveIntegerField(null=True, blank=True, editable=False)
    instructions = LinesTextField("note to the facility", blank=True)
    steps_by_hand = models.BooleanField(default=False, editable=False)
    starts_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField("goods expected", null=True, blank=True)
    leave_on = models.DateField("must leave", null=True, blank=True)
    told_expected_on = models.DateField(null=True, blank=True, editable=False)
    told_leave_on = models.DateField(null=True, blank=True, editable=False)
    cancel_reason = LinesTextField(blank=True)
    reopen_reason = LinesTextField(blank=True, db_default="", editable=False)
    former_legs = models.JSONField(null=True, editable=False)
    onward_as_said = models.JSONField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    waits_for_goods = models.BooleanField(
        "may ask for goods that are still coming", default=False, db_default=False, editable=False
    )
    creation_key = models.UUIDField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField("count is final since", null=True, blank=True, editable=False)

    was_units: int | None = None
    was_expected_on: date | None = None
    was_leave_on: date | None = None
    was_completed: bool = False
    """What it said before. Not columns: whoever writes other lines or notes new dates as told leaves them here."""

    arrival: ToldDay | None = None
    leaving: ToldDay | None = None
    """Its days as they are told to people. Not columns: `closed_day_words` leaves them here."""

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="work_order_numbers_are_unique"),
            models.UniqueConstraint(
                fields=["order", "leg"],
                condition=~Q(status=Status.CANCELLED),
                name="one_work_order_per_facility_leg",
            ),
            models.UniqueConstraint(fields=["organization", "creation_key"], name="one_work_order_per_form"),
            models.CheckConstraint(condition=Q(status__in=list(Status)), name="work_order_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status__in=[*AT_WORK, Status.COMPLETED]) | Q(sent_at__isnull=False),
                name="work_under_way_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_revision=None) | Q(acknowledged_revision__lte=F("revision")),
                name="only_known_revisions_are_acknowledged",
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "expected_on", "id"], name="work_by_nearest_need"),
            models.Index(fields=["organization", "-id"], name="work_orders_newest_first"),
        ]
        triggers = [
            owner_stays(),
            belongs_together(),
            was_read(),
            pgtrigger.FSM(
                name="status_moves",
                field="status",
                transitions=[(now.value, to.value) for now, targets in MOVES.items() for to in targets],
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("workorders:work_order", args=[self.organization.slug, self.number])

    @property
    def awaits_acknowledgement(self) -> bool:
        unread = self.acknowledged_revision is None or self.acknowledged_revision < self.revision
        heard_of = self.status in AT_WORK or (self.status == Status.CANCELLED and self.acknowledged_revision)
        return bool(unread and heard_of)

    @property
    def changed_since_acknowledged(self) -> bool:
        return self.awaits_acknowledgement and self.acknowledged_revision is not None

    @property
    def badge(self):
        changed = self.changed_since_acknowledged and self.status != Status.CANCELLED
        return CHANGED if changed else BADGES[Status(self.status)]

    def onward(self, now: Onward) -> Onward:
        """Where its goods go next, as it was said; before it is sent, as it is `now`."""
        return Onward(**self.onward_as_said) if self.onward_as_said is not None else now

    @property
    def reopened_because(self) -> str:
        """Why the work goes on though it was completed once, as long as it does."""
        return self.reopen_reason if self.status == Status.IN_PROGRESS else ""

    @property
    def stands_alone(self) -> bool:
        return self.order_id is None

    @property
    def order_is_closed(self) -> bool:
        """Whether somebody is still to work for an order (read along) that was closed, in an older version."""
        return self.status not in OVER and self.order is not None and self.order.status == OrderStatus.CLOSED


class WorkOrderLineQuerySet(models.QuerySet):
    def with_reason(self):
        """Adds `short_reason`: why the seller closed the line short last; None where that never was."""
        closed = ShortClose.objects.filter(
            line__order=OuterRef("work_order__order"),
            line__product=OuterRef("product"),
            units_after__lt=F("units_before"),
        )
        return self.annotate(short_reason=Subquery(closed.order_by("-pk").values("reason")[:1]))


@tracked
class WorkOrderLine(SaysProduct):
    """So many units of a product that the work is about. Costs are none of the facility's business.

    `short` more were expected once, until the order was closed short; only so a line comes to expect nothing.
    """

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    quantity = models.PositiveBigIntegerField(validators=[MinValueValidator(1)])
    short = models.PositiveBigIntegerField("closed short", default=0, db_default=0, editable=False)

    short_reason: str | None
    """Not a column: `with_reason` brings it."""

    objects = WorkOrderLineQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_order", "product"],
                name="one_work_order_line_per_product",
                violation_error_message="This product is on the list already.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) | Q(short__gte=1),
                name="a_work_order_line_has_units_or_was_closed_short",
                violation_error_message="Enter at least one unit.",
            ),
        ]
        triggers = [product_fits("work_order_id", OWNER)]

    def __str__(self):
        return f"{self.quantity} × {self.facts.sku}"

    @property
    def ordered(self) -> int:
        """Units that were expected before the order was closed short."""
        return self.quantity + self.short

    @property
    def carton_size(self) -> str:
        """In what the seller measures in."""
        return self.facts.carton_size(self.work_order.organization.units)

    @property
    def carton_weight(self) -> str:
        return self.facts.carton_weight(self.work_order.organization.units)

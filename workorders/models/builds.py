"""What was made of parts on a work order, what was spoiled at it, and what was taken back of both."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Sum, When
from django.urls import reverse
from django.utils import timezone

from inventory.models import Lot, Product, StockMove
from sostocked.foundation.records.history import append_only
from workorders.models.steps import Step
from workorders.models.work_orders import WorkOrder
from workorders.rules.bundling import BUILD, BUNDLE, KINDS, PART, ROLES, SCRAP
from workorders.triggers import build_fits, takes_back_no_more_than_built


class Build(models.Model):
    """Bundles that were made of parts in one go at a bundle step, or parts that were scrapped at it.

    Never changed: `reverses` is the build that this one takes back, or a part of it. `units` are bundles, none
    where parts were scrapped. One `key`, one build, however often it is sent. `reason` says why parts were
    scrapped, why it is taken back, or why more is built than was asked for.
    """

    work_order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="builds")
    step = models.ForeignKey(Step, models.PROTECT, related_name="builds")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=5, choices=list(KINDS.items()))
    units = models.PositiveBigIntegerField()
    reverses = models.ForeignKey(
        "workorders.Build", models.PROTECT, null=True, blank=True, related_name="reversals"
    )
    reason = models.CharField(max_length=300, blank=True)
    key = models.UUIDField(default=uuid.uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["work_order", "number"], name="build_numbers_are_unique"),
            models.UniqueConstraint(fields=["work_order", "key"], name="one_build_per_form"),
            models.CheckConstraint(
                condition=Q(kind=BUILD, units__gte=1) | Q(kind=SCRAP, units=0), name="a_build_makes_bundles"
            ),
            models.CheckConstraint(
                condition=Q(kind=BUILD, reverses__isnull=True) | ~Q(reason=""),
                name="scrap_and_reversals_say_why",
            ),
        ]
        triggers = [*append_only(), build_fits()]

    def __str__(self):
        return f"{self.work_order.number}, {self.name.lower()} {self.number}"

    def get_absolute_url(self):
        work_order = self.work_order
        values = [work_order.organization.slug, work_order.number, self.number]
        return reverse("workorders:built", args=values)

    @property
    def name(self) -> str:
        """What it is called."""
        if self.reverses_id is None:
            return KINDS[self.kind]
        return "Un-bundling" if self.kind == BUILD else "Scrap taken back"


NET_BUNDLES = Sum(Case(When(reverses__isnull=True, then=F("units")), default=-F("units")))
"""Of builds: bundles that were made less those that were taken apart."""

_ADDS = Q(role=BUNDLE, build__reverses__isnull=True) | Q(role=PART, build__reverses__isnull=False)

NET_CHANGE = Sum(Case(When(_ADDS, then=F("quantity")), default=-F("quantity")))
"""Of build lines: what there is more of a product at the facility; below zero for what was used up."""


class BuildLine(models.Model):
    """So many units of a product, of one lot, as one move of stock: a part, or the bundle that was made.

    `reverses` is the line whose units it gives back.
    """

    build = models.ForeignKey(Build, models.PROTECT, related_name="lines")
    role = models.CharField(max_length=6, choices=list(ROLES.items()))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    quantity = models.PositiveBigIntegerField()
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    move = models.OneToOneField(StockMove, models.PROTECT, related_name="build_line")
    reverses = models.ForeignKey(
        "workorders.BuildLine", models.PROTECT, null=True, blank=True, related_name="reversals"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_build_line_has_units"),
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="role_in_a_build_is_known"),
        ]
        triggers = [*append_only(), takes_back_no_more_than_built()]

    def __str__(self):
        return f"{self.quantity} × {self.product}, {self.role}"

    @property
    def sign(self) -> str:
        """A minus where units left the facility."""
        return "" if (self.role == BUNDLE) != bool(self.build.reverses_id) else "−"

"""Stock that somebody enters, counts or writes off, with the reason."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from inventory.models.moves import StockMove
from inventory.models.places import Lot, Place
from inventory.models.products import Product
from inventory.rules.stock import ADJUSTMENTS, CONDITIONS, as_choices
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.history import append_only


class Adjustment(models.Model):
    """A sheet of opening stock, a count or scrap at one facility; one for each `key`, however often it is sent."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="stock_adjustments")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=as_choices(ADJUSTMENTS))
    reason = models.CharField(max_length=300)
    key = models.UUIDField(default=uuid.uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="one_adjustment_per_form"),
            models.CheckConstraint(condition=Q(kind__in=list(ADJUSTMENTS)), name="adjustment_kind_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_adjustment_says_why"),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{ADJUSTMENTS[self.kind]} at {self.place}"


class AdjustmentLine(models.Model):
    """What was on hand of a product in one condition and lot, what is from then on, and the move for that."""

    adjustment = models.ForeignKey(Adjustment, models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    condition = models.CharField(max_length=8, choices=as_choices(CONDITIONS))
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    units_before = models.PositiveBigIntegerField()
    units_after = models.PositiveBigIntegerField()
    move = models.OneToOneField(StockMove, models.PROTECT, null=True, related_name="adjustment_line")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["adjustment", "product", "condition", "lot"],
                nulls_distinct=False,
                name="one_adjustment_line_for_each_key",
            ),
            models.CheckConstraint(
                condition=Q(units_before=F("units_after"), move__isnull=True)
                | (~Q(units_before=F("units_after")) & Q(move__isnull=False)),
                name="a_difference_has_its_move",
            ),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.product}: {self.units_before} → {self.units_after}"

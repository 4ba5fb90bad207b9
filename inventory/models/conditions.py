"""Units that change their condition where they are, or are called back, with the reason."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from inventory.models.moves import StockMove
from inventory.models.places import Lot, Place
from inventory.models.products import Product
from inventory.rules.stock import CONDITION_CHANGES, CONDITIONS, as_choices
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.history import append_only


class ConditionChange(models.Model):
    """Units put on hold, released, found damaged, repaired, returned or called back; one for each `key`."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="condition_changes")
    cause = models.CharField(max_length=20, choices=as_choices(CONDITION_CHANGES))
    reason = models.CharField(max_length=300)
    key = models.UUIDField(default=uuid.uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="one_condition_change_per_form"),
            models.CheckConstraint(
                condition=Q(cause__in=list(CONDITION_CHANGES)), name="cause_of_a_condition_change_is_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_condition_change_says_why"),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{CONDITION_CHANGES[self.cause]}: {self.reason}"


class ConditionChangeLine(models.Model):
    """So many units at one place in one condition, what they became (empty: they left), and the move."""

    change = models.ForeignKey(ConditionChange, models.PROTECT, related_name="lines")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    condition = models.CharField(max_length=8, choices=as_choices(CONDITIONS))
    becomes = models.CharField(max_length=8, choices=as_choices(CONDITIONS), blank=True)
    units = models.PositiveBigIntegerField()
    move = models.OneToOneField(StockMove, models.PROTECT, related_name="condition_change_line")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(units__gte=1), name="a_condition_change_has_units"),
            models.CheckConstraint(
                condition=Q(condition__in=list(CONDITIONS))
                & (Q(becomes__in=list(CONDITIONS)) | Q(becomes=""))
                & ~Q(condition=F("becomes")),
                name="a_condition_becomes_another",
            ),
            models.UniqueConstraint(
                fields=["change", "place", "product", "lot", "condition"],
                nulls_distinct=False,
                name="one_condition_change_line_for_each_key",
            ),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.units} × {self.product}: {self.condition} → {self.becomes or 'gone'}"

"""What Amazon counted of a shipment, as the seller was told: one count after the other, none is changed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from inventory.models.products import Product
from inventory.models.shipments import Shipment
from inventory.rules.check_ins import SOURCES
from inventory.rules.stock import as_choices
from sostocked.foundation.pages.fields.lines import LinesTextField
from sostocked.foundation.records.history import append_only


class CheckIn(models.Model):
    """What Amazon has in all of a shipment by a day. One `key`, one check-in, however often it is sent.

    `is_closed`: Amazon is done, and what it does not have is lost. A later check-in may say otherwise.
    """

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="check_ins")
    counted_on = models.DateField("counted by")
    source = models.CharField(max_length=10, choices=as_choices(SOURCES))
    is_closed = models.BooleanField("Amazon is done", default=False)
    note = LinesTextField(blank=True)
    key = models.UUIDField(default=uuid.uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "key"], name="one_check_in_per_form"),
            models.CheckConstraint(
                condition=Q(source__in=list(SOURCES)), name="source_of_a_check_in_is_known"
            ),
        ]
        triggers = append_only()

    def __str__(self):
        return f"Check-in of {self.shipment}"


class CheckInLine(models.Model):
    """So many units of a product are at Amazon in all, of the shipment."""

    check_in = models.ForeignKey(CheckIn, models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    units = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_in", "product"], name="a_check_in_counts_a_product_once"),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.units} × {self.product}"

"""What came: receipts of goods on a work order, and what was taken back of them."""

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Sum, When
from django.urls import reverse
from django.utils import timezone

from inventory.models import Lot, Product, StockMove
from sostocked.foundation.records.history import append_only
from workorders.models.work_orders import WorkOrder
from workorders.rules.receiving import OUTCOMES, WRONG


def with_album(album: Any) -> Q:
    """The receipts that `album` is of: a receipt has its key as one, and each row of its count one of its own."""
    within: Any = OuterRef(album) if isinstance(album, OuterRef) else album
    return Q(key=album) | Q(Exists(ReceiptLine.objects.filter(receipt=OuterRef("pk"), album=within)))


class Receipt(models.Model):
    """Goods that came on a work order in one go, or a correction beside another receipt (`corrects`).

    Never changed. One `key`, one receipt, however often it is sent. `reason` says why more came than was ordered,
    or why it is corrected.
    """

    work_order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField()
    corrects = models.ForeignKey(
        "workorders.Receipt", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    reason = models.CharField(max_length=300, blank=True)
    key = models.UUIDField(default=uuid.uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["work_order", "number"], name="receipt_numbers_are_unique"),
            models.UniqueConstraint(fields=["work_order", "key"], name="one_receipt_per_form"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""), name="a_correction_says_why"
            ),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.work_order.number}, {'correction' if self.corrects_id else 'receipt'} {self.number}"

    def get_absolute_url(self):
        work_order = self.work_order
        values = [work_order.organization.slug, work_order.number, self.number]
        return reverse("workorders:receipt", args=values)


NET_UNITS = Sum(Case(When(corrects__isnull=True, then=F("quantity")), default=-F("quantity")))
"""Of receipt lines: what came less what was taken back."""


class ReceiptLine(models.Model):
    """So many units of a product, good, damaged or wrong, as one move of stock; or taken back, by another.

    A wrong item is one that the work order does not name: it is on hold as what it is. `album` is the one of the
    row that it was counted in, which may have become several lines: the photos in it show them all.
    """

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=list(OUTCOMES.items()))
    quantity = models.PositiveBigIntegerField()
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    album = models.UUIDField(null=True, blank=True)
    move = models.OneToOneField(StockMove, models.PROTECT, related_name="receipt_line")
    corrects = models.ForeignKey(
        "workorders.ReceiptLine", models.PROTECT, null=True, blank=True, related_name="corrections"
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["album"], name="lines_of_an_album", condition=Q(album__isnull=False))]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_receipt_line_has_units"),
            models.CheckConstraint(condition=Q(outcome__in=list(OUTCOMES)), name="outcome_is_known"),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="takes_back_no_more_than_came",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__corrects__isnull=False),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM workorders_receiptline line
                        JOIN workorders_receipt receipt ON receipt.id = NEW.receipt_id
                        WHERE line.id = NEW.corrects_id AND line.corrects_id IS NULL
                        AND line.receipt_id = receipt.corrects_id
                        AND (line.product_id, line.outcome) = (NEW.product_id, NEW.outcome)
                        AND line.lot_id IS NOT DISTINCT FROM NEW.lot_id
                        AND line.quantity >= (
                            SELECT SUM(quantity) FROM workorders_receiptline WHERE corrects_id = line.id
                        )
                    ) THEN
                        RAISE EXCEPTION 'A correction takes back no more than came with its receipt.'
                        USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.product}, {self.outcome}"

    @property
    def is_wrong(self) -> bool:
        return self.outcome == WRONG

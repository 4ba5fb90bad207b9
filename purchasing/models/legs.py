"""The frozen chain of legs that an order travels, and why their dates moved."""

from django.db import models

from leadtimes.models import AbstractDateChange, DatedLeg
from leadtimes.models.triggers import facility_fits, supplier_first
from sostocked.foundation.records.history import append_only, tracked


@tracked
class OrderLeg(DatedLeg):
    """A leg of this order alone: copied from a lead time, adjustable here, dated and confirmed here."""

    order = models.ForeignKey("purchasing.PurchaseOrder", models.CASCADE, related_name="legs")

    class Meta(DatedLeg.Meta):
        constraints = [
            *DatedLeg.Meta.constraints,
            models.UniqueConstraint(
                fields=["order", "position"],
                name="one_order_leg_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        triggers = [
            facility_fits("purchasing_purchaseorder", "order_id"),
            supplier_first("purchasing_orderleg", "order_id", "purchase order"),
        ]


class DateChange(AbstractDateChange):
    """Why the dates of an order moved."""

    order = models.ForeignKey("purchasing.PurchaseOrder", models.PROTECT, related_name="date_changes")
    leg = models.ForeignKey(
        OrderLeg,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="date_changes",
    )

    class Meta(AbstractDateChange.Meta):
        db_table = "purchasing_slip"
        indexes = [models.Index(fields=["order", "id"], name="date_changes_of_an_order")]
        triggers = append_only()

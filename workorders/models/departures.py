"""What left a facility: the departures of a work order."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from inventory.models import AbstractDeparture
from workorders.models.work_orders import WorkOrder


class Departure(AbstractDeparture):
    """Goods that left on a work order in one go. `towards` is the work order that waits for them, if one does."""

    work_order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="departures")
    towards = models.ForeignKey(
        WorkOrder, models.PROTECT, null=True, blank=True, related_name="departures_here"
    )

    class Meta(AbstractDeparture.Meta):
        constraints = [
            models.UniqueConstraint(fields=["work_order", "number"], name="departure_numbers_are_unique"),
            models.UniqueConstraint(fields=["work_order", "key"], name="one_departure_per_form"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_why="")
                | (Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_why="")),
                name="a_departure_taken_back_says_why",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="departure_stays",
                fields=["work_order", "towards", "shipment", "number", "key", "is_all"],
            ),
            pgtrigger.Protect(name="departures_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.work_order.number}, departure {self.number}"

    def get_absolute_url(self):
        work_order = self.work_order
        values = [work_order.organization.slug, work_order.number, self.number]
        return reverse("workorders:departure", args=values)

"""What left the supplier: the departures of a purchase order."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from inventory.models import AbstractDeparture
from purchasing.models.orders import PurchaseOrder


class OrderDeparture(AbstractDeparture):
    """Goods of an order that left its supplier in one go, as the buyer was told."""

    order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="departures")

    class Meta(AbstractDeparture.Meta):
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="order_departure_numbers_are_unique"),
            models.UniqueConstraint(fields=["order", "key"], name="one_order_departure_per_form"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_why="")
                | (Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_why="")),
                name="an_order_departure_taken_back_says_why",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="departure_stays", fields=["order", "shipment", "number", "key", "is_all"]
            ),
            pgtrigger.Protect(name="departures_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.order.number}, departure {self.number}"

    def get_absolute_url(self):
        return reverse(
            "purchasing:departure", args=[self.order.organization.slug, self.order.number, self.number]
        )

"""When the stock was proved to add up, and how much did not."""

from django.db import models
from django.utils import timezone


class StockCheck(models.Model):
    """One proof of the whole ledger (`inventory.stock.proof`), for whoever looks after the site."""

    at = models.DateTimeField(default=timezone.now)
    faults = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        get_latest_by = "pk"

    def __str__(self):
        return f"{self.faults} found {self.at:%Y-%m-%d %H:%M}"

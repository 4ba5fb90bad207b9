"""What was closed short of an order, by whom and why."""

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q

from purchasing.models.orders import OrderLine
from sostocked.foundation.pages.fields.lines import LinesTextField
from sostocked.foundation.records.history import append_only


class ShortClose(models.Model):
    """That fewer units of a line are expected from now on, because the others do not come. Never changed.

    Where `units_after` are more than before, they are expected after all.
    """

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="short_closes")
    units_before = models.PositiveIntegerField()
    units_after = models.PositiveIntegerField()
    reason = LinesTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=TransactionNow())
    """The instant of its transaction, by which history tells what was written with it."""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(units_before=F("units_after")), name="a_short_close_changes_what_is_expected"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_short_close_says_why"),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.line.facts.sku}: {self.units_before:,} → {self.units_after:,}"

"""Who has read which revision."""

from django.conf import settings
from django.db import models

from sostocked.foundation.records.history import append_only
from workorders.models.work_orders import WorkOrder


class Acknowledgement(models.Model):
    """That a person at the facility has read a revision, and exactly what it said (`content`)."""

    work_order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="acknowledgements")
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    content = models.JSONField()

    class Meta:
        ordering = ["revision"]
        constraints = [
            models.UniqueConstraint(fields=["work_order", "revision"], name="a_revision_is_acknowledged_once")
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.work_order} r{self.revision} by {self.by}"

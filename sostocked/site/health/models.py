"""Signs of life."""

from datetime import datetime

from django.db import models
from django.utils import timezone


class PulseQuerySet(models.QuerySet["Pulse"]):
    def beat(self, name: str) -> None:
        """Note that it lives."""
        self.bulk_create(
            [Pulse(name=name, beat_at=timezone.now())],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["beat_at"],
        )

    def last_of(self, name: str) -> datetime | None:
        """When it was last heard of."""
        return self.filter(name=name).values_list("beat_at", flat=True).first()


class Pulse(models.Model):
    """When something last showed that it works: workers of a queue, a write by a probe, the backup of the day."""

    name = models.CharField(max_length=60, unique=True)
    beat_at = models.DateTimeField()

    objects = PulseQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

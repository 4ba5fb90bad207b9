"""When a facility is closed, or works out of turn."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from leadtimes.rules.schedule import Closed
from sostocked.foundation.records.history import tracked


@tracked
class Closure(models.Model):
    """Days on which a facility does no work, both ends inclusive.

    It comes again, as long and for the same reason, from each day of `repeats_on`.
    """

    facility = models.ForeignKey("leadtimes.Facility", models.CASCADE, related_name="closures")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    reason = models.CharField(max_length=120)
    repeats_on = ArrayField(models.DateField(), default=list, blank=True, verbose_name="again from")

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="closure_ends_after_it_starts",
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self):
        return f"{self.reason} {self.starts_on} to {self.ends_on}"

    @classmethod
    def read(cls, row: dict[str, Any]) -> "Closure":
        """One that `calendar_columns` brought along."""
        first, last = (date.fromisoformat(row[name]) for name in ("starts_on", "ends_on"))
        again = [date.fromisoformat(day) for day in row["repeats_on"]]
        return cls(starts_on=first, ends_on=last, reason=row["reason"], repeats_on=again)

    @property
    def times(self) -> list[Closed]:
        """Every time it happens, earliest first."""
        length = self.ends_on - self.starts_on
        firsts = sorted({self.starts_on, *self.repeats_on})
        return [Closed(first, first + length, self.reason) for first in firsts]

    def ahead(self, today: date) -> list[Closed]:
        """The times that are not over."""
        return [closed for closed in self.times if closed.ends_on >= today]


@tracked
class ExtraDay(models.Model):
    """A day on which a facility works although it is a weekend, a holiday or in a closure."""

    facility = models.ForeignKey("leadtimes.Facility", models.CASCADE, related_name="extra_days")
    day = models.DateField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = "extra working day"
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "day"],
                name="one_extra_day_per_date",
                violation_error_message="This day is on the list already.",
            )
        ]

    def __str__(self):
        return f"{self.day} {self.reason}".strip()


def calendar_columns(facility: str) -> dict[str, ArraySubquery]:
    """Annotations that bring what a calendar needs, to facilities and to rows that have one at `facility`."""
    closures = Closure.objects.filter(facility=OuterRef(facility)).order_by("starts_on")
    extra = ExtraDay.objects.filter(facility=OuterRef(facility))
    days = JSONObject(starts_on="starts_on", ends_on="ends_on", reason="reason", repeats_on="repeats_on")
    return {
        "closure_rows": ArraySubquery(closures.values(row=days)),
        "extra_dates": ArraySubquery(extra.values("day")),
    }

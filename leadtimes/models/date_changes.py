"""Why dates of a document moved: who said what, and by how many days."""

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q

from leadtimes.models.facilities import Facility
from leadtimes.rules.leg_reports import REASONS
from leadtimes.rules.told_days import ToldDay
from sostocked.foundation.words import plural_of

CAUSES = {
    "started": "started",
    "finished": "finished",
    "not_yet": "not finished yet",
    "not_begun": "not started after all",
    "edited": "legs changed",
    "calendar": "calendar changed",
}


class AbstractDateChange(models.Model):
    """One leg's end that was said, or made, to be another day. Never changed afterwards, never removed.

    `said_on` is the day that was said: on which it started or finished, or the end now expected. `days` is how far
    the end of the leg moved, later counting up; 0 where somebody confirmed what was expected.
    `available` dates are the end of the whole chain. `by` is nobody where a rule did it, not a person;
    `said_by` the facility that `by` spoke for. What others wrote in a note is none of a facility's business.
    `transaction_at` is the instant of its transaction, by which history tells what was written with it; None on
    rows from before there was such a column. Each kind adds its `leg`, which may be gone from the document since:
    nobody takes it off this row then.
    """

    leg_name = models.CharField(max_length=120)
    cause = models.CharField(max_length=10, choices=list(CAUSES.items()))
    reason = models.CharField(max_length=10, choices=list(REASONS.items()), blank=True)
    note = models.CharField(max_length=300, blank=True)
    said_on = models.DateField(null=True, blank=True)
    days = models.IntegerField()
    old_ends_on = models.DateField(null=True, blank=True)
    new_ends_on = models.DateField(null=True, blank=True)
    old_available_on = models.DateField(null=True, blank=True)
    new_available_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    said_by = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    transaction_at = models.DateTimeField(null=True, editable=False, db_default=TransactionNow())
    available: ToldDay | None = None
    """The end of the chain as it is told, where whoever dated it has just left that here: not a column."""

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cause__in=list(CAUSES)), name="%(class)s_cause_is_known")
        ]

    def __str__(self):
        return f"{self.leg_name} {self.days:+d} {plural_of(self.days, 'day')}"

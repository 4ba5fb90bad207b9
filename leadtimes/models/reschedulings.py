"""Dating open documents again after a calendar has changed: how far that is, and what it found."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from leadtimes.models.facilities import Facility
from leadtimes.rules.reschedule_counts import RescheduleCounts

COUNTING, COUNTED, RUNNING, DONE = "counting", "counted", "running", "done"
SUPERSEDED, FAILED = "superseded", "failed"
STATES = {
    COUNTING: "counting what moves",
    COUNTED: "waiting for a decision",
    RUNNING: "moving dates",
    DONE: "done",
    SUPERSEDED: "superseded",
    FAILED: "stopped",
}
AT_WORK = (COUNTING, RUNNING)
LIVE = (COUNTING, COUNTED, RUNNING)
"""At work, or waiting for a decision; a facility has one at most."""
TAKEN_UP_WITHIN = timedelta(seconds=10)
"""A queue that is up has begun by then, and goes on."""


class ReschedulingQuerySet(models.QuerySet["Rescheduling"]):
    def unfinished(self):
        """Those whose facility's open documents may still have dates of an older calendar."""
        return self.filter(state__in=[*LIVE, FAILED])

    def stale(self, *, since):
        """At work, but nobody has done anything since then: the queue was away, or a worker died."""
        return self.filter(state__in=AT_WORK, beat_at__lt=since)


class Rescheduling(models.Model):
    """One go at dating the open documents that a facility's calendar touches.

    First it counts what would move; when somebody has said so, it moves the dates. It goes batch by batch, each
    one transaction that also moves `kind` and `cursor` on: so each batch happens once, whoever runs it, however
    often it is killed. Nobody asked for it where a newer list of public holidays did, which is its `reason`. The
    figures are those of the counting until the moving begins, then those of the moving.
    """

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="reschedulings")
    state = models.CharField(max_length=10, choices=list(STATES.items()), default=COUNTING)
    is_real = models.BooleanField("moves dates", default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=30, blank=True)
    cursor = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    seen = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    undatable = models.PositiveIntegerField(default=0)
    by_kind = models.JSONField(default=dict)
    days = models.JSONField(default=dict)
    biggest = models.JSONField(default=list)
    stuck = models.JSONField(default=list)
    beat_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ReschedulingQuerySet.as_manager()

    class Meta:
        db_table = "leadtimes_redating"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="rescheduling_state_is_known"),
            models.UniqueConstraint(
                fields=["facility"], condition=Q(state__in=LIVE), name="one_live_rescheduling_per_facility"
            ),
            models.CheckConstraint(
                condition=~Q(state=RUNNING) | Q(is_real=True, moved_by__isnull=False),
                name="dates_are_moved_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.facility}: {self.get_state_display()}"

    @property
    def is_overtaken(self) -> bool:
        """Whether another calendar of the organization was counted since: the same orders may run on it, too."""
        owner = self.facility.organization_id
        others = Rescheduling.objects.filter(facility__organization=owner).exclude(facility=self.facility_id)
        return others.filter(asked_at__gt=self.asked_at, is_real=False).exists()

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def awaits_queue(self) -> bool:
        """At work by name, but nobody has touched it for a while."""
        return self.is_at_work and self.beat_at < timezone.now() - TAKEN_UP_WITHIN

    @property
    def counts(self) -> RescheduleCounts:
        """How many documents are available how many days later, or earlier."""
        return RescheduleCounts({int(days): count for days, count in self.days.items()})

    def rewind(self) -> None:
        """Back to the start, unsaved: nothing seen, nothing found."""
        self.kind, self.cursor, self.total = "", 0, None
        self.seen = self.moved = self.undatable = 0
        self.by_kind, self.days, self.biggest, self.stuck = {}, {}, [], []

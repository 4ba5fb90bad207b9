"""Beat's visits to the map."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from leadtimes.models import Rescheduling
from leadtimes.rescheduling.holiday_lists import compare_holiday_lists
from leadtimes.rescheduling.services import queue

STALE_AFTER = timedelta(seconds=5)
"""Longer than most batches take; a worker that is at one still holds its row, and is left alone anyway."""


@shared_task(name="leadtimes.clock.sweep")
def sweep() -> int:
    """Take up reschedulings that nobody is at: asked for while the queue was down, or left by a dead worker."""
    stale = Rescheduling.objects.stale(since=timezone.now() - STALE_AFTER)
    waiting = list(stale.values_list("pk", flat=True))
    for pk in waiting:
        queue(pk)
    return len(waiting)


@shared_task(name="leadtimes.clock.look_for_newer_holidays")
def look_for_newer_holidays() -> int:
    """After an upgrade, ask what moves wherever public holidays are told differently than before."""
    return len(compare_holiday_lists())

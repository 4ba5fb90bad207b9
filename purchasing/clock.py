"""Beat's visits to the seller's desk."""

import zoneinfo

from celery import shared_task
from django.utils import timezone

from purchasing.leg_reports.reminders import remind
from sostocked.foundation.people.models import Organization

MORNING = 7
"""The hour of the day, where the seller works, from which on people are asked."""


@shared_task(name="purchasing.clock.ask_what_is_over")
def ask_what_is_over() -> int:
    """Remind every organization where it is past the morning; how many were. The same day's news is one mail."""
    awake = [
        each
        for each in Organization.objects.filter(reminds=True)
        if timezone.localtime(timezone=zoneinfo.ZoneInfo(each.timezone)).hour >= MORNING
    ]
    return sum(remind(organization) for organization in awake)

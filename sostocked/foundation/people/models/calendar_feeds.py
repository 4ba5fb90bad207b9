"""The secret addresses at which calendar programs read."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from sostocked.foundation.people.models.accounts import User
from sostocked.foundation.people.models.secrets import new_token


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def live(self):
        """Feeds whose owner may still come in. Whoever reads one by its secret starts here."""
        live = self.filter(user__is_active=True)
        return live if settings.DEMO else live.filter(user__is_made_up=False)


class CalendarFeed(models.Model):
    """The secret address at which a person's calendar program reads, without signing in.

    `said` is what each entry last said, in short, to number those that say something else (calendar_feed).
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")
    secret = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    renewed_at = models.DateTimeField(default=timezone.now, editable=False)
    said = models.JSONField(default=dict, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self):
        return f"Calendar feed of {self.user}"

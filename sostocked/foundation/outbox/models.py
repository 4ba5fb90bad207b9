"""Messages that must leave the building."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self):
        """Messages that nobody has delivered or given up on."""
        return self.filter(sent_at=None, failed_at=None)


class Message(models.Model):
    """A mail, written in the same transaction as the fact it tells of, delivered after it.

    `key` says what it tells and whom ("work-order:17:revision:2:to:dana@example.com"): each hears news once.
    `to` holds one address; messages that were posted before each had their own may hold several.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=400, unique=True)
    to = ArrayField(models.EmailField())
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(sent_at=None, failed_at=None), name="message_waiting")
        ]

    def __str__(self):
        return self.subject

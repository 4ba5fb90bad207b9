"""Messages that must leave the building."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

ALARM_AFTER = timedelta(hours=1)
"""A mail that is still being tried is worth an alarm when it is so old."""


def key_for(model: type[models.Model], pk: int | str) -> str:
    """How a message names a document that it is about: "workorders.workorder:17"."""
    return f"{model._meta.label_lower}:{pk}"


def key_of(row: models.Model) -> str:
    """The same for a document at hand."""
    return key_for(type(row), row.pk)


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self):
        """Messages that nobody has delivered, given up on, or kept at home."""
        return self.filter(sent_at=None, failed_at=None, overtaken_at=None)

    def due(self, now: datetime):
        """Waiting messages whose time has come, and that no worker is at."""
        return self.waiting().filter(Q(claimed_until=None) | Q(claimed_until__lte=now), next_try_at__lte=now)

    def undelivered(self):
        """Messages that were tried and did not go, given up or not; overtaken ones are missed by nobody."""
        return self.filter(Q(failed_at__isnull=False) | ~Q(last_error=""), sent_at=None, overtaken_at=None)

    def alarming(self, now: datetime):
        """Undelivered ones that somebody should hear of and has not: given up, or tried for an hour."""
        return self.undelivered().filter(
            Q(failed_at__isnull=False) | Q(trying_since__lte=now - ALARM_AFTER), noted_at=None
        )

    def seen_at(self, keys: Iterable[str]):
        """Messages that belong on the page of any of these documents (`key_of`)."""
        keys = list(keys)
        return self.filter(Q(about__overlap=keys) | Q(part_of__overlap=keys))


class Message(models.Model):
    """A mail to one address, written in the same transaction as the fact it tells of, delivered after it.

    `key` says what it tells and whom ("work-order:17:revision:2:to:dana@example.com"): each hears news once.
    `kind` names its checks (`kinds.py`), `facts` is what those need. The documents it tells of (`about`) keep the
    order of their news; it is shown on their pages, and on those of `part_of`. `organization_id` is whose mail it
    is: a number only, as the cellar does not know organizations. `whom` is what its sender calls the recipient.
    It ends sent, failed (`send_again` revives it) or overtaken. A worker that is at it holds it by
    `claimed_until`, not by a lock. Whoever manages has heard of it from `noted_at` on.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=400, unique=True)
    kind = models.CharField(max_length=40, blank=True, default="", db_default="")
    organization_id = models.BigIntegerField(null=True, blank=True)
    about = ArrayField(models.CharField(max_length=80), default=list, db_default=[], blank=True)
    part_of = ArrayField(models.CharField(max_length=80), default=list, db_default=[], blank=True)
    facts = models.JSONField(default=dict, db_default={}, blank=True)
    to = ArrayField(models.EmailField())
    whom = models.CharField(max_length=200, blank=True, default="", db_default="")
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    unanswered = models.PositiveSmallIntegerField(default=0, db_default=0)
    last_error = models.TextField(blank=True)
    trying_since = models.DateTimeField(default=timezone.now, db_default=Now())
    next_try_at = models.DateTimeField(default=timezone.now, db_default=Now())
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    overtaken_at = models.DateTimeField(null=True, blank=True)
    overtaken_by = models.TextField(blank=True, default="", db_default="")
    noted_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(sent_at=None, failed_at=None), name="message_waiting"),
            models.Index(fields=["organization_id", "created_at"], name="messages_of_a_day"),
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at=None, failed_at=None, overtaken_at=None),
                name="message_due",
            ),
            models.Index(
                fields=["organization_id", "id"],
                condition=Q(sent_at=None, overtaken_at=None),
                name="message_undelivered",
            ),
            GinIndex(
                fields=["about", "part_of"],
                condition=Q(sent_at=None, overtaken_at=None),
                name="message_undelivered_about",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="a_message_is_sent_or_failed"
            )
        ]

    def __str__(self):
        return self.subject

    @property
    def address(self) -> str:
        return self.to[0] if self.to else ""

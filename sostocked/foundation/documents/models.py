"""Files that people gave us, and who may see them."""

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from sostocked.foundation.documents.doors import doors
from sostocked.foundation.people.models import Organization, User
from sostocked.foundation.records.history import tracked

PHOTO = "photo"
KINDS = {PHOTO: "Photo"}


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> "AttachmentQuerySet":
        """The files `user` may see: those of the rows that the doors of their models show to her."""
        seen = Q(pk__in=[])
        for door in doors():
            rows = door.visible_to(user).filter(pk=OuterRef("object_id"))
            seen |= _is_of(door.model) & Q(Exists(rows))
        return self.present().filter(seen)

    def present(self) -> "AttachmentQuerySet":
        """Those that nobody has removed."""
        return self.filter(removed_at=None)

    def of(self, model: type[models.Model], pk: Any) -> "AttachmentQuerySet":
        """The files of the row of `model` with this key (or a reference to it), removed ones among them."""
        return self.filter(_is_of(model), object_id=pk)


def _is_of(model: type[models.Model]) -> Q:
    return Q(content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name)


@tracked
class Attachment(models.Model):
    """A file of a row of any model, under a name and an address that nobody can guess.

    Pictures of one thing share an `album`, the key of a form or of a row in it: a photo is often there before what
    it shows is saved, and what is saved then keeps the key. `digest` is the SHA-256 of what was sent, so that the
    same file sent twice is one. Whoever removes it leaves a trace; `file` and `thumbnail` are the names in the
    storage, empty once a removed file was taken away.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    album = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=list(KINDS.items()), default=PHOTO)
    file = models.CharField(max_length=100, blank=True)
    thumbnail = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="files_of_a_row"),
            models.Index(fields=["removed_at"], name="files_removed", condition=~Q(file="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "album", "digest"],
                name="the_same_file_is_there_once",
                condition=Q(removed_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="kind_of_file_is_known"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="who_removes_a_file_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(file="") | Q(removed_at__isnull=False), name="a_file_that_is_there_has_a_name"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="a_file_leaves_a_trace", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="a_file_stays_what_it_is", exclude=["removed_at", "removed_by", "file", "thumbnail"]
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.key}"

    def get_absolute_url(self):
        return reverse("documents:file", args=[self.key])

    @property
    def thumbnail_url(self) -> str:
        return reverse("documents:thumbnail", args=[self.key])

"""Taking files in and removing them. Rows and files go together: what fails leaves neither."""

import hashlib
import uuid
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from sostocked.foundation.documents.doors import door_of
from sostocked.foundation.documents.images import MOST_BYTES, NoPhoto, Photo, called_by, read_photo
from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.documents.uploads import MOST_AT_ONCE, LeftOut
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused

MB = 1024 * 1024
MOST_PHOTOS = 500
"""Photos of one row: more than anybody looks at."""

KEEPS_REMOVED = timedelta(days=30)
"""So long a removed file lies in the storage, where only who runs the site finds it."""


def add_photo(row: Any, sent: UploadedFile, *, by: User, album: uuid.UUID | None = None) -> Attachment:
    """Take a photo of `row` in; the one that is there already where the same was sent for the same album before.

    Raises NoPhoto for what is no picture that we take, and what the row's door refuses. `row.organization` is
    whose it is.
    """
    door_of(type(row)).require_may_add(row, by)
    content = _read(sent)
    digest = hashlib.sha256(content).hexdigest()
    if twin := _twin(row, album, digest):
        return twin
    photo = read_photo(content, name=sent.name or "")
    names: list[str] = []
    try:
        with transaction.atomic():
            return _write(row, photo, names, by=by, album=album, digest=digest)
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise


def remove(attachment: Attachment, row: Any, *, by: User) -> Attachment:
    """Take a file off its `row`: nobody sees it any more, and who removed it and when stays."""
    with transaction.atomic():
        attachment = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
        if attachment.removed_at:
            return attachment
        door_of(type(row)).require_may_remove(row, attachment, by)
        attachment.removed_at, attachment.removed_by = timezone.now(), by
        attachment.save(update_fields=["removed_at", "removed_by"])
    return attachment


def _read(sent: UploadedFile) -> bytes:
    called, size = called_by(sent.name or ""), sent.size or 0
    if size > MOST_BYTES:
        raise NoPhoto(f"{called} has {size / MB:,.0f} MB. A photo has at most {MOST_BYTES // MB} MB.")
    if isinstance(sent, LeftOut):
        raise NoPhoto(
            f"{called} was left out: at most {MOST_AT_ONCE // MB} MB are taken at once. Send it again."
        )
    if not size:
        raise NoPhoto(f"{called} is empty. Take it or send it again.")
    return sent.read()


def _twin(row: Any, album: uuid.UUID | None, digest: str) -> Attachment | None:
    return Attachment.objects.of(type(row), row.pk).present().filter(album=album, digest=digest).first()


def _write(
    row: Any, photo: Photo, names: list[str], *, by: User, album: uuid.UUID | None, digest: str
) -> Attachment:
    """Both files, then the row; `names` says what was written, for whoever has to take it back."""
    type(row)._base_manager.select_for_update(no_key=True).get(pk=row.pk)  # one photo after the other
    if twin := _twin(row, album, digest):
        return twin
    if Attachment.objects.of(type(row), row.pk).present().count() >= MOST_PHOTOS:
        raise Refused(f"{row} has {MOST_PHOTOS:,} photos already. Remove some first.")
    for content in (photo.content, photo.thumbnail):
        names.append(default_storage.save(_new_name(), ContentFile(content)))
    return Attachment.objects.create(
        organization=row.organization,
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        album=album,
        file=names[0],
        thumbnail=names[1],
        size=len(photo.content),
        width=photo.width,
        height=photo.height,
        digest=digest,
        by=by,
    )


def _new_name() -> str:
    """In a folder for each day, so that whoever looks for files that nobody knows need not look at all of them."""
    return f"{FOLDER}/{timezone.now():%Y-%m-%d}/{uuid.uuid4().hex}.jpg"


FOLDER = "photos"

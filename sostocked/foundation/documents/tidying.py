"""Files that nothing speaks of, and those that were removed: they go at night."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.documents.services import FOLDER, KEEPS_REMOVED

LOOKS_BACK = timedelta(days=30)
"""So old a folder is still looked through. What a crash left behind goes two nights later."""
STILL_WRITTEN = timedelta(days=1)
"""What is younger may belong to somebody who is just sending it."""


def take_orphans(most: int) -> int:
    """Delete files, `most` at once, that no row speaks of: their transaction failed after they were written."""
    found = 0
    for folder in _folders_to_look_through():
        names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
        for name in _unknown(names):
            if found == most:
                return found
            default_storage.delete(name)
            found += 1
    return found


def take_removed(most: int) -> int:
    """Delete the files, `most` at once, that were removed long enough ago; their rows stay."""
    old = Attachment.objects.filter(removed_at__lt=timezone.now() - KEEPS_REMOVED).exclude(file="")
    found = list(old.order_by("removed_at")[:most])
    for attachment in found:
        for name in (attachment.file, attachment.thumbnail):
            default_storage.delete(name)
        attachment.file = attachment.thumbnail = ""
        attachment.save(update_fields=["file", "thumbnail"])
    return len(found)


def _folders_to_look_through() -> Iterator[str]:
    """By their names, which say the day."""
    if not default_storage.exists(FOLDER):
        return
    first, last = timezone.now().date() - LOOKS_BACK, (timezone.now() - STILL_WRITTEN).date()
    for name in sorted(default_storage.listdir(FOLDER)[0]):
        day = _day_of(name)
        if day and first <= day < last:
            yield f"{FOLDER}/{name}"


def _day_of(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def _unknown(names: list[str]) -> Iterator[str]:
    """Those of a day's files of which no row speaks."""
    for start in range(0, len(names), 1000):
        asked = names[start : start + 1000]
        rows = Attachment.objects.filter(Q(file__in=asked) | Q(thumbnail__in=asked))
        known = {name for pair in rows.values_list("file", "thumbnail") for name in pair}
        yield from (name for name in asked if name not in known)

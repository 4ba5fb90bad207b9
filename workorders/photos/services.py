"""Several photos of a work order at once: what is good is kept, of the others one is told why they were not."""

import re
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from sostocked.foundation.documents.doors import door_of
from sostocked.foundation.documents.models import Attachment
from sostocked.foundation.documents.services import add_photo, remove
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused
from workorders.models import WorkOrder

MOST_AT_ONCE = 12
"""Photos of one request: drawing one anew may take a second, and a web worker has thirty."""

_NAME = re.compile(r"photo-(?P<album>[0-9a-f-]{36})")


class Added(NamedTuple):
    """The photos that are there now, and sentences about the others."""

    photos: list[Attachment]
    problems: list[str]


def add_photos(
    work_order: WorkOrder, sent: Iterable[Any], *, by: User, album: uuid.UUID | None = None
) -> Added:
    """Take photos in, each on its own; raises Refused where this person may add none."""
    door_of(WorkOrder).require_may_add(work_order, by)
    sent = list(sent)
    photos, problems = [], []
    for each in sent[:MOST_AT_ONCE]:
        try:
            photos.append(add_photo(work_order, each, by=by, album=album))
        except Refused as refusal:
            problems.append(str(refusal))
    if len(sent) > MOST_AT_ONCE:
        problems.append(f"At most {MOST_AT_ONCE} photos are taken at once. Send the others again.")
    return Added(photos, problems)


def add_to_albums(work_order: WorkOrder, files: Any, *, by: User) -> dict[uuid.UUID, list[str]]:
    """Take in what came with a form, by the albums in the names ("photo-<album>"); the problems, by album."""
    problems: dict[uuid.UUID, list[str]] = {}
    room = MOST_AT_ONCE
    for name in files:
        album = album_of(found["album"]) if (found := _NAME.fullmatch(name)) else None
        if album is None:
            continue
        sent = files.getlist(name)
        added = add_photos(work_order, sent[: max(room, 0)], by=by, album=album)
        if len(sent) > room:
            added.problems.append(f"At most {MOST_AT_ONCE} photos are taken at once. Send the others again.")
        if added.problems:
            problems[album] = added.problems
        room -= len(sent)
    return problems


def take_off(work_order: WorkOrder, key: uuid.UUID, *, by: User) -> None:
    """Remove a photo by its key, if it is one of the work order's; raises Refused."""
    photo = Attachment.objects.of(WorkOrder, work_order.pk).present().filter(key=key).first()
    if photo:
        remove(photo, work_order, by=by)


def album_of(text: str | None) -> uuid.UUID | None:
    """The album that a form names; None where it names none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None

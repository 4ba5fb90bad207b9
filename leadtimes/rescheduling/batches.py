"""The engine of dating open documents again: `step` does one batch in one transaction, `run` all of them."""

from heapq import nlargest
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from leadtimes.models import Rescheduling
from leadtimes.models.reschedulings import COUNTED, DONE, FAILED
from leadtimes.rescheduling.registry import BatchResult, CalendarChange, Reschedulable, reschedulables
from sostocked.foundation.records.history import acting

BATCH = 500
NAMED = 8
"""How many documents are named of those that move farthest, and of those that cannot be dated."""
GIVE_UP_AFTER = 5


def run(rescheduling: Rescheduling) -> Rescheduling:
    """Do all that is left of it, here and now, unless somebody else is at it."""
    while step(rescheduling.pk):
        pass
    rescheduling.refresh_from_db()
    return rescheduling


def note_failure(rescheduling_id: int, error: Exception) -> None:
    """Keep what went wrong for the page. The sweep tries again; after a few times it waits for a person."""
    with transaction.atomic():
        rescheduling = lock(rescheduling_id)
        if rescheduling.is_at_work:
            rescheduling.failures += 1
            rescheduling.last_error = f"{type(error).__name__}: {error}"[:500]
            rescheduling.state = FAILED if rescheduling.failures >= GIVE_UP_AFTER else rescheduling.state
            rescheduling.save(update_fields=["failures", "last_error", "state"])


@transaction.atomic
def step(rescheduling_id: int) -> bool:
    """Do one batch, or finish; True while there is more to do. Where somebody else is at it, leave it to them."""
    rescheduling = _lock_unless_taken(rescheduling_id)
    if not rescheduling or not rescheduling.is_at_work:
        return False
    kinds = {reschedulable.key: reschedulable for reschedulable in reschedulables()}
    if rescheduling.total is None:
        rescheduling.total = sum(
            reschedulable.touched(rescheduling.facility).count() for reschedulable in kinds.values()
        )
        rescheduling.kind = next(iter(kinds), "")
    reschedulable = kinds.get(rescheduling.kind)
    documents = _next_batch(rescheduling, reschedulable) if reschedulable else []
    if reschedulable and documents:
        _note(rescheduling, reschedulable, documents, _date_again(rescheduling, reschedulable, documents))
    else:
        _to_next_kind(rescheduling, list(kinds))
    rescheduling.beat_at, rescheduling.failures, rescheduling.last_error = timezone.now(), 0, ""
    rescheduling.save()
    return rescheduling.is_at_work


def lock(rescheduling_id: int) -> Rescheduling:
    """The rescheduling as it is now, locked until the transaction ends."""
    return _rows().select_for_update(of=("self",)).get(pk=rescheduling_id)


def _lock_unless_taken(rescheduling_id: int) -> Rescheduling | None:
    rows = _rows().select_for_update(of=("self",), skip_locked=True)
    return rows.filter(pk=rescheduling_id).first()


def _rows() -> QuerySet[Rescheduling]:
    return Rescheduling.objects.select_related("facility__organization", "moved_by")


def _next_batch(rescheduling: Rescheduling, reschedulable: Reschedulable) -> list[Any]:
    """The next documents, locked if they are to be changed."""
    rows = reschedulable.touched(rescheduling.facility).filter(pk__gt=rescheduling.cursor).order_by("pk")
    rows = rows.select_for_update(of=("self",)) if rescheduling.is_real else rows
    documents = list(rows[:BATCH])
    for document in documents:
        document.organization = rescheduling.facility.organization
    return documents


def _date_again(
    rescheduling: Rescheduling, reschedulable: Reschedulable, documents: list[Any]
) -> BatchResult:
    change = CalendarChange(rescheduling.facility, rescheduling.reason)
    if not rescheduling.is_real:
        return reschedulable.date_again(documents, change, None)
    with acting(rescheduling.moved_by):
        return reschedulable.date_again(documents, change, rescheduling.moved_by)


def _note(
    rescheduling: Rescheduling, reschedulable: Reschedulable, documents: list[Any], result: BatchResult
) -> None:
    """Count the batch in, and go on after it."""
    rescheduling.cursor = documents[-1].pk
    rescheduling.seen += len(documents)
    rescheduling.moved += len(result.moved)
    rescheduling.undatable += len(result.stuck)
    rescheduling.by_kind[reschedulable.key] = rescheduling.by_kind.get(reschedulable.key, 0) + len(
        result.moved
    )
    for moved in result.moved:
        key = str(moved.days)
        rescheduling.days[key] = rescheduling.days.get(key, 0) + 1
    farthest = nlargest(NAMED, result.moved, key=lambda moved: abs(moved.days))
    named = [
        {
            "number": str(moved.document),
            "url": moved.document.get_absolute_url(),
            "old": moved.old_available_on and moved.old_available_on.isoformat(),
            "new": moved.new_available_on.isoformat(),
            "days": moved.days,
        }
        for moved in farthest
    ]
    rescheduling.biggest = nlargest(
        NAMED, [*rescheduling.biggest, *named], key=lambda each: abs(each["days"])
    )
    room = NAMED - len(rescheduling.stuck)
    rescheduling.stuck += [
        {"number": str(each), "url": each.get_absolute_url()} for each in result.stuck[: max(room, 0)]
    ]


def _to_next_kind(rescheduling: Rescheduling, keys: list[str]) -> None:
    """On to the next kind of document; after the last one it is counted, or done."""
    following = keys[keys.index(rescheduling.kind) + 1 :] if rescheduling.kind in keys else []
    if following:
        rescheduling.kind, rescheduling.cursor = following[0], 0
        return
    rescheduling.state = COUNTED if rescheduling.moved and not rescheduling.is_real else DONE
    rescheduling.finished_at = timezone.now()

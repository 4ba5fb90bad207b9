"""Dating open documents again after a calendar has changed: first counted, then, when somebody says so, done.

A calendar change moves nothing by itself. `ask` begins to count what would move, `start` moves it, `step` does one
batch of either in one transaction, `run` all of them. A new change supersedes what is under way.
"""

import logging
from functools import partial
from heapq import nlargest

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from leadtimes.models import Facility, Rescheduling
from leadtimes.models.reschedulings import COUNTED, COUNTING, DONE, FAILED, RUNNING, SUPERSEDED
from leadtimes.rescheduling.registry import BatchResult, Reschedulable, reschedulables
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.records.history import acting

logger = logging.getLogger(__name__)

BATCH = 500
NAMED = 8
"""How many documents are named of those that move farthest, and of those that cannot be dated."""
GIVE_UP_AFTER = 5


@transaction.atomic
def calendar_changed(facility: Facility, *, by: User) -> Rescheduling | None:
    """What to do after a change: count what moves, or nothing (None) where no open document is touched."""
    if any(reschedulable.touched(facility).exists() for reschedulable in reschedulables()):
        return ask(facility, by=by)
    _supersede(facility)
    return None


@transaction.atomic
def ask(facility: Facility, *, by: User) -> Rescheduling:
    """Begin to count what would move; nothing moves. Whatever was under way for this facility is superseded."""
    _supersede(facility)
    rescheduling = Rescheduling.objects.create(facility=facility, asked_by=by)
    transaction.on_commit(partial(queue, rescheduling.pk))
    return rescheduling


def _supersede(facility: Facility) -> None:
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)  # two people at once ask one by one
    under_way = facility.reschedulings.unfinished().select_for_update(of=("self",))
    Rescheduling.objects.filter(pk__in=[each.pk for each in under_way]).update(state=SUPERSEDED)


@transaction.atomic
def start(rescheduling: Rescheduling, *, by: User) -> Rescheduling:
    """Move the dates that were counted. A second click finds it running; refused once the calendar has changed."""
    rescheduling = _locked(rescheduling.pk)
    if rescheduling.is_real and rescheduling.state in (RUNNING, DONE):
        return rescheduling
    if rescheduling.state != COUNTED:
        raise Refused("The calendar or the orders changed meanwhile. Look at what moves now.")
    if rescheduling.is_overtaken:
        raise Refused("Another facility's calendar has changed since this was counted. Count again.")
    rescheduling.rewind()
    rescheduling.state, rescheduling.is_real, rescheduling.moved_by = RUNNING, True, by
    return _queued(rescheduling)


@transaction.atomic
def resume(rescheduling: Rescheduling, *, by: User) -> Rescheduling:
    """Go on where it stopped, in the name of `by` if it moves dates."""
    rescheduling = _locked(rescheduling.pk)
    if rescheduling.state != FAILED:
        return rescheduling
    rescheduling.failures, rescheduling.last_error = 0, ""
    rescheduling.state = RUNNING if rescheduling.is_real else COUNTING
    rescheduling.moved_by = by if rescheduling.is_real else None
    return _queued(rescheduling)


def _queued(rescheduling: Rescheduling) -> Rescheduling:
    rescheduling.beat_at = timezone.now()
    rescheduling.save()
    transaction.on_commit(partial(queue, rescheduling.pk))
    return rescheduling


def queue(rescheduling_id: int) -> None:
    """Ask a worker to take it up. A queue that is down loses nothing: the sweep finds it."""
    from leadtimes.tasks import date_open_orders_again  # noqa: PLC0415 (tasks sit on services)

    try:
        date_open_orders_again.delay(rescheduling_id)
    except (OperationalError, OSError) as error:
        logger.warning("The queue is away (%s); rescheduling %d waits for the sweep.", error, rescheduling_id)


def run(rescheduling: Rescheduling) -> Rescheduling:
    """Do all that is left of it, here and now, unless somebody else is at it."""
    while step(rescheduling.pk):
        pass
    rescheduling.refresh_from_db()
    return rescheduling


def note_failure(rescheduling_id: int, error: Exception) -> None:
    """Keep what went wrong for the page. The sweep tries again; after a few times it waits for a person."""
    with transaction.atomic():
        rescheduling = _locked(rescheduling_id)
        if rescheduling.is_at_work:
            rescheduling.failures += 1
            rescheduling.last_error = f"{type(error).__name__}: {error}"[:500]
            rescheduling.state = FAILED if rescheduling.failures >= GIVE_UP_AFTER else rescheduling.state
            rescheduling.save(update_fields=["failures", "last_error", "state"])


@transaction.atomic
def step(rescheduling_id: int) -> bool:
    """Do one batch, or finish; True while there is more to do. Where somebody else is at it, leave it to them."""
    rescheduling = _locked(rescheduling_id, skip_locked=True)
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
    if documents:
        _note(rescheduling, reschedulable, documents, _date_again(rescheduling, reschedulable, documents))
    else:
        _to_next_kind(rescheduling, list(kinds))
    rescheduling.beat_at, rescheduling.failures, rescheduling.last_error = timezone.now(), 0, ""
    rescheduling.save()
    return rescheduling.is_at_work


def _locked(rescheduling_id: int, *, skip_locked: bool = False) -> Rescheduling | None:
    rows = Rescheduling.objects.select_for_update(of=("self",), skip_locked=skip_locked)
    return rows.select_related("facility__organization", "moved_by").filter(pk=rescheduling_id).first()


def _next_batch(rescheduling: Rescheduling, reschedulable: Reschedulable) -> list:
    """The next documents, locked if they are to be changed."""
    rows = reschedulable.touched(rescheduling.facility).filter(pk__gt=rescheduling.cursor).order_by("pk")
    rows = rows.select_for_update(of=("self",)) if rescheduling.is_real else rows
    documents = list(rows[:BATCH])
    for document in documents:
        document.organization = rescheduling.facility.organization
    return documents


def _date_again(rescheduling: Rescheduling, reschedulable: Reschedulable, documents: list) -> BatchResult:
    if not rescheduling.is_real:
        return reschedulable.date_again(documents, rescheduling.facility, None)
    with acting(rescheduling.moved_by):
        return reschedulable.date_again(documents, rescheduling.facility, rescheduling.moved_by)


def _note(
    rescheduling: Rescheduling, reschedulable: Reschedulable, documents: list, result: BatchResult
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
    told = [
        {
            "number": str(moved.document),
            "url": moved.document.get_absolute_url(),
            "old": moved.old_available_on.isoformat(),
            "new": moved.new_available_on.isoformat(),
            "days": moved.days,
        }
        for moved in farthest
    ]
    rescheduling.biggest = nlargest(NAMED, [*rescheduling.biggest, *told], key=lambda each: abs(each["days"]))
    room = NAMED - len(rescheduling.stuck)
    rescheduling.stuck += [
        {"number": str(each), "url": each.get_absolute_url()} for each in result.stuck[: max(room, 0)]
    ]


def _to_next_kind(rescheduling: Rescheduling, keys: list[str]) -> None:
    """On to the next desk's documents; after the last one it is counted, or done."""
    following = keys[keys.index(rescheduling.kind) + 1 :] if rescheduling.kind in keys else []
    if following:
        rescheduling.kind, rescheduling.cursor = following[0], 0
        return
    rescheduling.state = COUNTED if rescheduling.moved and not rescheduling.is_real else DONE
    rescheduling.finished_at = timezone.now()

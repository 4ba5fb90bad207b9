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

from leadtimes.models import Facility, Redating
from leadtimes.models.reschedulings import COUNTED, COUNTING, DONE, FAILED, RUNNING, SUPERSEDED
from leadtimes.rescheduling.registry import Dated, Dater, daters
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.records.history import acting

logger = logging.getLogger(__name__)

BATCH = 500
NAMED = 8
"""How many documents are named of those that move farthest, and of those that cannot be dated."""
GIVE_UP_AFTER = 5


@transaction.atomic
def calendar_changed(facility: Facility, *, by: User) -> Redating | None:
    """What to do after a change: count what moves, or nothing (None) where no open document is touched."""
    if any(dater.touched(facility).exists() for dater in daters()):
        return ask(facility, by=by)
    _supersede(facility)
    return None


@transaction.atomic
def ask(facility: Facility, *, by: User) -> Redating:
    """Begin to count what would move; nothing moves. Whatever was under way for this facility is superseded."""
    _supersede(facility)
    redating = Redating.objects.create(facility=facility, asked_by=by)
    transaction.on_commit(partial(queue, redating.pk))
    return redating


def _supersede(facility: Facility) -> None:
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)  # two people at once ask one by one
    under_way = facility.redatings.unfinished().select_for_update(of=("self",))
    Redating.objects.filter(pk__in=[each.pk for each in under_way]).update(state=SUPERSEDED)


@transaction.atomic
def start(redating: Redating, *, by: User) -> Redating:
    """Move the dates that were counted. A second click finds it running; refused once the calendar has changed."""
    redating = _locked(redating.pk)
    if redating.is_real and redating.state in (RUNNING, DONE):
        return redating
    if redating.state != COUNTED:
        raise Refused("The calendar or the orders changed meanwhile. Look at what moves now.")
    if redating.is_overtaken:
        raise Refused("Another facility's calendar has changed since this was counted. Count again.")
    redating.rewind()
    redating.state, redating.is_real, redating.moved_by = RUNNING, True, by
    return _queued(redating)


@transaction.atomic
def resume(redating: Redating, *, by: User) -> Redating:
    """Go on where it stopped, in the name of `by` if it moves dates."""
    redating = _locked(redating.pk)
    if redating.state != FAILED:
        return redating
    redating.failures, redating.last_error = 0, ""
    redating.state = RUNNING if redating.is_real else COUNTING
    redating.moved_by = by if redating.is_real else None
    return _queued(redating)


def _queued(redating: Redating) -> Redating:
    redating.beat_at = timezone.now()
    redating.save()
    transaction.on_commit(partial(queue, redating.pk))
    return redating


def queue(redating_id: int) -> None:
    """Ask a worker to take it up. A queue that is down loses nothing: the sweep finds it."""
    from leadtimes.tasks import date_open_orders_again  # noqa: PLC0415 (tasks sit on services)

    try:
        date_open_orders_again.delay(redating_id)
    except (OperationalError, OSError) as error:
        logger.warning("The queue is away (%s); redating %d waits for the sweep.", error, redating_id)


def run(redating: Redating) -> Redating:
    """Do all that is left of it, here and now, unless somebody else is at it."""
    while step(redating.pk):
        pass
    redating.refresh_from_db()
    return redating


def note_failure(redating_id: int, error: Exception) -> None:
    """Keep what went wrong for the page. The sweep tries again; after a few times it waits for a person."""
    with transaction.atomic():
        redating = _locked(redating_id)
        if redating.is_at_work:
            redating.failures += 1
            redating.last_error = f"{type(error).__name__}: {error}"[:500]
            redating.state = FAILED if redating.failures >= GIVE_UP_AFTER else redating.state
            redating.save(update_fields=["failures", "last_error", "state"])


@transaction.atomic
def step(redating_id: int) -> bool:
    """Do one batch, or finish; True while there is more to do. Where somebody else is at it, leave it to them."""
    redating = _locked(redating_id, skip_locked=True)
    if not redating or not redating.is_at_work:
        return False
    desks = {dater.key: dater for dater in daters()}
    if redating.total is None:
        redating.total = sum(dater.touched(redating.facility).count() for dater in desks.values())
        redating.desk = next(iter(desks), "")
    dater = desks.get(redating.desk)
    documents = _next_batch(redating, dater) if dater else []
    if documents:
        _note(redating, dater, documents, _date_again(redating, dater, documents))
    else:
        _to_next_desk(redating, list(desks))
    redating.beat_at, redating.failures, redating.last_error = timezone.now(), 0, ""
    redating.save()
    return redating.is_at_work


def _locked(redating_id: int, *, skip_locked: bool = False) -> Redating | None:
    rows = Redating.objects.select_for_update(of=("self",), skip_locked=skip_locked)
    return rows.select_related("facility__organization", "moved_by").filter(pk=redating_id).first()


def _next_batch(redating: Redating, dater: Dater) -> list:
    """The next documents, locked if they are to be changed."""
    rows = dater.touched(redating.facility).filter(pk__gt=redating.cursor).order_by("pk")
    rows = rows.select_for_update(of=("self",)) if redating.is_real else rows
    documents = list(rows[:BATCH])
    for document in documents:
        document.organization = redating.facility.organization
    return documents


def _date_again(redating: Redating, dater: Dater, documents: list) -> Dated:
    if not redating.is_real:
        return dater.date_again(documents, redating.facility, None)
    with acting(redating.moved_by):
        return dater.date_again(documents, redating.facility, redating.moved_by)


def _note(redating: Redating, dater: Dater, documents: list, dated: Dated) -> None:
    """Count the batch in, and go on after it."""
    redating.cursor = documents[-1].pk
    redating.seen += len(documents)
    redating.moved += len(dated.moved)
    redating.undatable += len(dated.stuck)
    redating.by_desk[dater.key] = redating.by_desk.get(dater.key, 0) + len(dated.moved)
    for moved in dated.moved:
        key = str(moved.days)
        redating.days[key] = redating.days.get(key, 0) + 1
    farthest = nlargest(NAMED, dated.moved, key=lambda moved: abs(moved.days))
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
    redating.biggest = nlargest(NAMED, [*redating.biggest, *told], key=lambda each: abs(each["days"]))
    room = NAMED - len(redating.stuck)
    redating.stuck += [
        {"number": str(each), "url": each.get_absolute_url()} for each in dated.stuck[: max(room, 0)]
    ]


def _to_next_desk(redating: Redating, keys: list[str]) -> None:
    """On to the next desk's documents; after the last one it is counted, or done."""
    following = keys[keys.index(redating.desk) + 1 :] if redating.desk in keys else []
    if following:
        redating.desk, redating.cursor = following[0], 0
        return
    redating.state = COUNTED if redating.moved and not redating.is_real else DONE
    redating.finished_at = timezone.now()

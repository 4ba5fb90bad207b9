"""Dating open documents again after a calendar has changed: first counted, then, when somebody says so, done.

A calendar change moves nothing by itself. `ask` begins to count what would move, `start` moves it; a worker does
either, batch by batch (see `batches`). A new change supersedes what is under way.
"""

import logging
from functools import partial

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from leadtimes.models import Facility, Rescheduling
from leadtimes.models.reschedulings import COUNTED, COUNTING, DONE, FAILED, RUNNING, SUPERSEDED
from leadtimes.rescheduling.batches import lock
from leadtimes.rescheduling.registry import reschedulables
from leadtimes.rescheduling.tasks import date_open_orders_again
from sostocked.foundation.people.models import User
from sostocked.foundation.people.proof.services import require_proof
from sostocked.foundation.records.errors import Refused

logger = logging.getLogger(__name__)


@transaction.atomic
def calendar_changed(facility: Facility, *, by: User | None, reason: str = "") -> Rescheduling | None:
    """What to do after a change: count what moves, or nothing (None) where no open document is touched."""
    if any(reschedulable.touched(facility).exists() for reschedulable in reschedulables()):
        return ask(facility, by=by, reason=reason)
    _supersede(facility)
    return None


@transaction.atomic
def ask(facility: Facility, *, by: User | None, reason: str = "") -> Rescheduling:
    """Begin to count what would move; nothing moves. Whatever was under way for this facility is superseded.

    `by` is nobody where a rule asks, for `reason`. That holds on until the dates are moved.
    """
    reason = reason or _reason_so_far(facility)
    _supersede(facility)
    rescheduling = Rescheduling.objects.create(facility=facility, asked_by=by, reason=reason)
    transaction.on_commit(partial(queue, rescheduling.pk))
    return rescheduling


def _reason_so_far(facility: Facility) -> str:
    """Why it was counted before, as long as nothing has moved since."""
    before = facility.reschedulings.unfinished().first()
    return before.reason if before else ""


def _supersede(facility: Facility) -> None:
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)  # two people at once ask one by one
    under_way = facility.reschedulings.unfinished().select_for_update(of=("self",))
    Rescheduling.objects.filter(pk__in=[each.pk for each in under_way]).update(state=SUPERSEDED)


@transaction.atomic
def start(rescheduling: Rescheduling, *, by: User) -> Rescheduling:
    """Move the dates that were counted. A second click finds it running; refused once the calendar has changed."""
    require_proof(by)
    rescheduling = lock(rescheduling.pk)
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
    rescheduling = lock(rescheduling.pk)
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
    try:
        date_open_orders_again.delay(rescheduling_id)
    except (OperationalError, OSError) as error:
        logger.warning("The queue is away (%s); rescheduling %d waits for the sweep.", error, rescheduling_id)

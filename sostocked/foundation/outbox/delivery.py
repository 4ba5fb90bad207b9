"""Delivering what was posted: claim, try, record. At least once by design, each time under the same Message-ID.

A claim and a record are short transactions of their own. Between them a server is talked to with nothing locked
and nothing open, so a try counts whatever becomes of it. A worker that dies leaves its claim, which lapses.
"""

import logging
import random
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from sostocked.foundation.outbox.copies import copies_of
from sostocked.foundation.outbox.kinds import why_overtaken
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.rules import CannotBeWritten, Fate, next_try, read_failure

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
"""How long a claim holds: longer than the longest talk to a server (`smtp.LONGEST_TALK`)."""

RUN_FOR = 30.0
"""Seconds after which a run begins no further message; the next sweep goes on."""

WAITS_FOR_THE_DATABASE = (1, 2, 4, 8, 16)  # seconds

LOOK_AGAIN_AFTER = timedelta(seconds=15)
"""When a message asks again that waits for an earlier one, which a worker is at."""


def deliver(message_id: int) -> bool:
    """Send one message if it is due and nobody else is at it; True if this call sent it."""
    return _attempt(message_id) == "sent"


def deliver_all(ids: Iterable[int]) -> int:
    """Send these, one after the other; how many went.

    Stops when the mail server is away, as no other would go either, and when its time is up. The rest keeps its
    place: nothing was tried, so nothing is counted.
    """
    sent, until = 0, time.monotonic() + RUN_FOR
    for message_id in ids:
        outcome = _attempt(message_id)
        sent += outcome == "sent"
        if outcome == Fate.AWAY or time.monotonic() > until:
            break
    return sent


def _attempt(message_id: int) -> str:
    """What became of a message: sent, overtaken, waits, or a Fate; empty if it was not ours to try."""
    message = _claim(message_id)
    if message is None:
        return ""
    try:
        outcome, changes = _try(message)
    except Exception as error:  # whatever it is: it is this message's, and the next one goes
        outcome, changes = _failed(message, error)
    _record(message, changes)
    return outcome


def _claim(message_id: int) -> Message | None:
    """The message, ours until the lease is over and with this try counted; None if it is not due, or taken."""
    now = timezone.now()
    with transaction.atomic():
        due = Message.objects.due(now).select_for_update(skip_locked=True)
        message = due.filter(pk=message_id).first()
        if message is None:
            return None
        if not message.attempts:
            message.trying_since = now  # it may have waited for workers, or for earlier news
        message.attempts += 1
        message.claimed_until = now + LEASE
        message.save(update_fields=["trying_since", "attempts", "claimed_until"])
    return message


@transaction.atomic
def _leave_to_one(message: Message) -> None:
    """An older message may be to several: the others get their own, so that each is refused for itself."""
    others, message.to = message.to[1:], message.to[:1]
    Message.objects.bulk_create(copies_of(message, others), ignore_conflicts=True)
    message.save(update_fields=["to"])


def _try(message: Message) -> tuple[str, dict[str, Any]]:
    if len(message.to) > 1:
        _leave_to_one(message)
    if why := why_overtaken(message):
        return "overtaken", overtaken(why)
    if earlier := _earlier_news(message):
        return "waits", _behind(earlier, message)
    _send(as_mail(message))
    return "sent", {"sent_at": timezone.now(), "last_error": ""}


def overtaken(why: str) -> dict[str, Any]:
    """What is written of a message that stays at home."""
    return {"overtaken_at": timezone.now(), "overtaken_by": why, "failed_at": None}


def _earlier_news(message: Message) -> Message | None:
    """The first earlier message about the same document to the same address that has yet to go.

    One that has been overtaken, perhaps by this very message, is kept at home here and now.
    """
    if not message.about:
        return None
    same = Message.objects.waiting().filter(about__overlap=message.about, to=message.to)
    for earlier in same.filter(pk__lt=message.pk).order_by("pk"):
        why = why_overtaken(earlier)
        if not why:
            return earlier
        Message.objects.waiting().filter(pk=earlier.pk, claimed_until=None).update(**overtaken(why))
        if Message.objects.waiting().filter(pk=earlier.pk).exists():  # a worker is at it this very moment
            return earlier
    return None


def _behind(earlier: Message, message: Message) -> dict[str, Any]:
    """Waiting for its turn is no try."""
    soon = timezone.now() + LOOK_AGAIN_AFTER
    return {"next_try_at": max(earlier.next_try_at, soon), "attempts": message.attempts - 1}


def _failed(message: Message, error: Exception) -> tuple[str, dict[str, Any]]:
    """Back off, or give up; an owner is told anew of what is given up."""
    now, failure = timezone.now(), read_failure(error)
    unanswered = message.unanswered + (failure.fate == Fate.UNANSWERED)
    tries = unanswered if failure.fate == Fate.UNANSWERED else message.attempts - unanswered
    again = next_try(
        now,
        since=message.trying_since,
        tries=max(tries, 1),
        fate=failure.fate,
        dice=random.random(),  # noqa: S311  spreads tries, guards nothing
    )
    logger.warning("Message %s not sent (try %d): %s", message.pk, message.attempts, failure.reason)
    changes: dict[str, Any] = {"last_error": failure.reason, "unanswered": unanswered}
    if again:
        return failure.fate, changes | {"next_try_at": again}
    return failure.fate, changes | {"failed_at": now, "noted_at": None}


def _record(message: Message, changes: dict[str, Any]) -> None:
    """Write what became of it; a database that is away for a moment must not make us send it once more."""
    for wait in WAITS_FOR_THE_DATABASE:
        try:
            return _write(message, changes)
        except (OperationalError, InterfaceError) as error:
            logger.warning("Message %s: what became of it is not written yet (%s)", message.pk, error)
            connection.close()
            time.sleep(wait)
    return _write(message, changes)


def _write(message: Message, changes: dict[str, Any]) -> None:
    """Record and let go. What was sent is sent, even if it took longer than the lease."""
    ours = Message.objects.filter(pk=message.pk)
    if "sent_at" not in changes:
        ours = ours.waiting().filter(claimed_until=message.claimed_until)
    else:
        changes = changes | {"failed_at": None, "overtaken_at": None}
    ours.update(**changes, claimed_until=None)
    if message.about and changes.keys() & {"sent_at", "failed_at", "overtaken_at"}:
        let_followers_go(message)


def let_followers_go(message: Message) -> None:
    """Later news about the same document to the same address, never tried so far, need not wait any longer."""
    later = Message.objects.waiting().filter(about__overlap=message.about, to=message.to, attempts=0)
    later.filter(pk__gt=message.pk).update(next_try_at=timezone.now())


def as_mail(message: Message) -> EmailMultiAlternatives:
    """The mail, put together; CannotBeWritten if Python cannot, whatever it stumbles over."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >")
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=message.to,
        headers={"Message-ID": f"<{message.uid}@{domain}>"},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    try:
        mail.message().as_bytes()
    except Exception as error:
        raise CannotBeWritten(str(error)) from error
    return mail


def _send(mail: EmailMultiAlternatives) -> None:
    """Hand it to the mail server, over a connection of its own. Once it is handed over, goodbyes do not matter."""
    server = get_connection()
    try:
        server.open()
        server.send_messages([mail])
    finally:
        with suppress(OSError):
            server.close()

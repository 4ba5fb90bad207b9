"""Taking away what nobody can use any more, in small transactions, so much a night and no more.

Never an event: what happened to documents, stock, people and facilities stays as it was written.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from psycopg import sql

from leadtimes.models import Rescheduling, StaffInvitation
from leadtimes.models.reschedulings import SUPERSEDED
from sostocked.foundation.documents.tidying import take_orphans, take_removed
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import MemberInvitation

logger = logging.getLogger(__name__)

BATCH = 1000
MOST = 50_000
"""Rows of one kind that go in one night; the rest goes in the next."""
KEEPS_SECRETS = timedelta(days=1)
"""How long the words of a delivered mail are kept that has a secret address in it: to sign in, or to join."""
KEEPS_WORDS = timedelta(days=30)
"""How long the words of any other delivered mail are kept."""
KEEPS_ENDED = timedelta(days=90)
"""How long an invitation that ended, or a count of dates that another count replaced, is kept."""
TAKEN_AWAY = "The words of this mail were taken away after it was delivered."

_EXPIRED_ENTRIES = """
    DELETE FROM {table} WHERE cache_key IN
        (SELECT cache_key FROM {table} WHERE expires < %s LIMIT %s FOR UPDATE SKIP LOCKED)
"""


class Chore(NamedTuple):
    """What goes, in the words of the log, and what takes a batch of it away and says how many that were."""

    what: str
    take_away: Callable[[int], int]


def tidy_up(*, most: int = MOST, batch: int = BATCH) -> dict[str, int]:
    """Do all chores, `most` rows of each kind at most; how many went, by kind. One that fails stops no other."""
    counts = {chore.what: _do(chore, most=most, batch=batch) for chore in chores()}
    logger.info("Tidied up: %s.", ", ".join(f"{count:,} {what}" for what, count in counts.items()))
    return counts


def chores() -> list[Chore]:
    """Everything that goes at night."""
    return [
        Chore("expired sessions", partial(_delete, _expired_sessions)),
        Chore("mails without their secret links", partial(_take_words, _secret_mails)),
        Chore("mails without their words", partial(_take_words, _old_mails)),
        Chore("throttle entries", _delete_throttle),
        Chore("ended invitations of members", partial(_delete, partial(_ended, MemberInvitation))),
        Chore("ended invitations of staff", partial(_delete, partial(_ended, StaffInvitation))),
        Chore("superseded counts of dates", partial(_delete, _superseded_counts)),
        Chore("files that were removed", take_removed),
        Chore("files that nothing speaks of", take_orphans),
    ]


def _do(chore: Chore, *, most: int, batch: int) -> int:
    done = 0
    try:
        while done < most and (count := chore.take_away(min(batch, most - done))):
            done += count
    except Exception:
        logger.exception("Tidying up %s failed after %d.", chore.what, done)
    return done


def _delete(rows: Callable[[], QuerySet[Any]], size: int) -> int:
    with transaction.atomic():
        found = list(rows().select_for_update(skip_locked=True, of=("self",))[:size])
        rows().model._default_manager.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)


def _take_words(rows: Callable[[], QuerySet[Message]], size: int) -> int:
    with transaction.atomic():
        found = rows().select_for_update(skip_locked=True).values_list("pk", flat=True)[:size]
        return Message.objects.filter(pk__in=list(found)).update(text=TAKEN_AWAY, html="")


def _delete_throttle(size: int) -> int:
    """What the cache has kept beyond its time. It forgets by itself only when it is full."""
    table = sql.Identifier(caches["default"]._table)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        query = sql.SQL(_EXPIRED_ENTRIES).format(table=table).as_string(cursor.cursor)
        cursor.execute(query, [timezone.now(), size])
        return int(cursor.rowcount)


def _expired_sessions() -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=timezone.now()).order_by("pk")


def _secret_mails() -> QuerySet[Message]:
    """Delivered mails of accounts and invitations: who reads them in the database could come in."""
    secret = Q(key__startswith="invitation:") | Q(key__startswith="account:")
    return _delivered(before=KEEPS_SECRETS).filter(secret)


def _old_mails() -> QuerySet[Message]:
    return _delivered(before=KEEPS_WORDS)


def _delivered(*, before: timedelta) -> QuerySet[Message]:
    delivered = Message.objects.filter(sent_at__lt=timezone.now() - before)
    return delivered.exclude(text=TAKEN_AWAY, html="").order_by("pk")


def _ended(kind: type[MemberInvitation] | type[StaffInvitation]) -> QuerySet[Any]:
    """Invitations that nobody accepted, and nobody can accept any more."""
    long_ago = timezone.now() - KEEPS_ENDED
    ended = Q(expires_at__lt=long_ago) | Q(revoked_at__lt=long_ago)
    return kind._default_manager.filter(ended, accepted_at=None).order_by("pk")


def _superseded_counts() -> QuerySet[Rescheduling]:
    """Those that moved nothing: who moved dates, and why, is told for good."""
    long_ago = timezone.now() - KEEPS_ENDED
    return Rescheduling.objects.filter(state=SUPERSEDED, is_real=False, asked_at__lt=long_ago).order_by("pk")

"""Looking whether everything works, by doing it: a row is written, the queue is asked, signs of life are read."""

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from inventory.models import StockCheck
from leadtimes.models import Rescheduling
from leadtimes.models.reschedulings import AT_WORK
from sostocked.foundation.outbox.models import Message
from sostocked.site.health import rules
from sostocked.site.health.models import Pulse
from sostocked.site.health.queue import lengths
from sostocked.site.health.rules import Check

OF_THE_WEB = ("database", "migrations", "disk")
"""What a web needs to serve people: without queue and workers pages work, and what waits is done later."""

WORTH = 2.0
"""Seconds for which a look is good enough: whoever asks more often costs nothing."""

_last_look: tuple[float, tuple[Check, ...]] | None = None
_seen_migrated = False


def look() -> tuple[Check, ...]:
    """Every check, not older than a moment."""
    global _last_look
    if _last_look is None or time.monotonic() - _last_look[0] > WORTH:
        _last_look = (time.monotonic(), tuple(_look()))
    return _last_look[1]


def forget() -> None:
    """Look anew next time."""
    global _last_look, _seen_migrated
    _last_look, _seen_migrated = None, False


def _look() -> Iterator[Check]:
    yield (database := _database())
    yield _queue()
    yield _disk()
    for name, check in _IN_THE_DATABASE.items():
        yield _ask(check) if database.is_well else Check(name, False, "not asked: the database is away")
    for queue, within in settings.HEARTBEATS.items():
        if database.is_well:
            yield _heartbeat(queue, timedelta(seconds=within))


def _database() -> Check:
    """A row that is really written: a full disk or a server that only reads lets itself be asked, too."""
    began = time.monotonic()
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = '3s'")
            Pulse.objects.beat("probe")
    except (DatabaseError, ImproperlyConfigured) as error:
        return Check("database", False, _first_line(error))
    took = time.monotonic() - began
    return Check("database", True, f"wrote in {took * 1000:.0f} ms", took)


def _ask(check: Callable[[], Check]) -> Check:
    """A check that reads; the database may go away between two of them."""
    try:
        return check()
    except DatabaseError as error:
        return Check(check.__name__.strip("_"), False, _first_line(error))


def _migrations() -> Check:
    """Once they were applied, they are: building the whole graph of them takes a while."""
    global _seen_migrated
    if not _seen_migrated:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            return Check("migrations", False, f"{len(missing)} to apply: run `manage.py migrate`")
        _seen_migrated = True
    return Check("migrations", True, "applied")


def _queue() -> Check:
    try:
        waiting = lengths()
    except (redis.RedisError, OSError) as error:
        return Check("queue", False, _first_line(error))
    return Check("queue", True, ", ".join(f"{count} in {name}" for name, count in waiting.items()))


def _heartbeat(queue: str, within: timedelta) -> Check:
    return rules.heartbeat(queue, Pulse.objects.last_of(f"queue {queue}"), timezone.now(), within)


def _mail() -> Check:
    oldest = Message.objects.waiting().order_by("pk").values("pk", "created_at").first()
    if oldest is None:
        return rules.mail(None, timezone.now(), later_ones_went=True)
    later = Message.objects.filter(pk__gt=oldest["pk"], sent_at__gt=oldest["created_at"])
    return rules.mail(oldest["created_at"], timezone.now(), later_ones_went=later.exists())


def _jobs() -> Check:
    at_work = Rescheduling.objects.filter(state__in=AT_WORK)
    oldest = at_work.order_by("asked_at").values_list("asked_at", flat=True).first()
    neglected = at_work.order_by("beat_at").values_list("beat_at", flat=True).first()
    return rules.jobs(oldest, neglected, timezone.now())


def _stock() -> Check:
    last = StockCheck.objects.last()
    return rules.stock(last.at if last else None, last.faults if last else 0, timezone.now())


def _backup() -> Check:
    if settings.BACKUP_AT is None:
        return Check("backup", True, "not asked for: BACKUP_DIR and BACKUP_AT")
    return rules.backup(Pulse.objects.last_of("backup"), timezone.now())


_IN_THE_DATABASE: dict[str, Callable[[], Check]] = {
    "migrations": _migrations,
    "mail": _mail,
    "jobs": _jobs,
    "backup": _backup,
    "stock": _stock,
}


def _disk() -> Check:
    free = min(shutil.disk_usage(folder).free for folder in {*_folders()})
    return rules.disk(free, wanted=settings.DISK_FREE_MB * 1_000_000)


def _folders() -> Iterator[Path]:
    """Where this program writes; a folder that is not there yet will lie on its parent's disk."""
    for name in (str(settings.VAR_DIR), settings.BACKUP_DIR, settings.MEDIA_ROOT):
        if name:
            yield next(path for path in (Path(name), *Path(name).parents) if path.exists())


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)

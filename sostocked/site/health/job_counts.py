"""Counting what workers do, for all of them together: each adds to figures in the queue (queue.py)."""

import contextlib
import time
from typing import Any

import redis
from celery import signals
from celery.states import SUCCESS

from sostocked.site.health.queue import add

SENDS_MAIL = ("sostocked.outbox.tasks.deliver_posted", "sostocked.outbox.clock.sweep")
"""Tasks that answer how many mails they have sent."""

_began: dict[str, float] = {}


def follow_jobs() -> None:
    """Connect to the queue's signals."""
    signals.task_prerun.connect(_begin, dispatch_uid="time jobs")
    signals.task_postrun.connect(_end, dispatch_uid="count jobs")


def _begin(task_id: str, **_: Any) -> None:
    _began[task_id] = time.monotonic()


def _end(task_id: str, task: Any, retval: Any = None, state: str = "", **_: Any) -> None:
    took = time.monotonic() - _began.pop(task_id, time.monotonic())
    figures = {f"job {task.name} {state.lower()}": 1.0, f"seconds {task.name}": took}
    if task.name in SENDS_MAIL and state == SUCCESS:
        figures["mails sent"] = float(retval or 0)
    # A figure is never worth a job.
    with contextlib.suppress(redis.RedisError, OSError):
        add(figures)

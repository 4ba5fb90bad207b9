"""How long a program has given no sign of life. Counted by a clock that stands still while the machine sleeps."""

import contextlib
import http.client
import time
from pathlib import Path
from typing import Protocol

import redis


class Sign(Protocol):
    """What to look at to see whether one program lives."""

    def begin(self) -> None:
        """It has just been started, or is excused: count from now on."""

    def silent_for(self) -> float:
        """Seconds since the last sign."""


class Touches:
    """A program of Celery touches its file (pulse.py)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen = self._touched()
        self._last = time.monotonic()

    def begin(self) -> None:
        self._last = time.monotonic()

    def silent_for(self) -> float:
        if (touched := self._touched()) != self._seen:
            self._seen, self._last = touched, time.monotonic()
        return time.monotonic() - self._last

    def _touched(self) -> int:
        with contextlib.suppress(OSError):
            return self.path.stat().st_mtime_ns
        return 0


def answers(port: int) -> bool:
    """Whether the web takes requests. It may refuse ours: that is an answer, too."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def queue_answers(url: str) -> bool:
    """Whether the queue is there: without it the loops of Celery's programs wait, which is no fault of theirs."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=2) as queue:
            return bool(queue.ping())
    except (redis.RedisError, OSError, ValueError):
        return False

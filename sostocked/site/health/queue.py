"""The queue, asked directly: how much waits in it, and figures that workers on any machine add to."""

from collections.abc import Mapping
from functools import cache
from typing import cast

import redis
from django.conf import settings

COUNTS = "sostocked:counts"


@cache
def client() -> "redis.Redis":
    """One per process; it gives up soon, because whoever asks is a probe."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2, decode_responses=True
    )


def lengths() -> dict[str, int]:
    """How many tasks wait in each queue; raises RedisError while it is away."""
    names = list(settings.HEARTBEATS)
    asked = client().pipeline(transaction=False)
    for name in names:
        asked.llen(name)
    return dict(zip(names, asked.execute(), strict=True))


def add(amounts: Mapping[str, float]) -> None:
    """Add to the figures that all programs share. They start anew with the queue, as counters may."""
    asked = client().pipeline(transaction=False)
    for name, amount in amounts.items():
        asked.hincrbyfloat(COUNTS, name, amount)
    asked.execute()


def counts() -> dict[str, float]:
    """The figures as they are."""
    found = cast("dict[str, str]", client().hgetall(COUNTS))
    return {name: float(amount) for name, amount in found.items()}

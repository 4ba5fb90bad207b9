"""All figures in Prometheus' words: of this web's requests, of all workers' jobs, and of how things stand now."""

import os
from collections.abc import Iterator

import redis
from django.db import DatabaseError
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from sostocked.foundation.outbox.models import Message
from sostocked.site.health.checks import look
from sostocked.site.health.queue import counts, lengths
from sostocked.site.health.requests import REGISTRY

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition() -> bytes:
    """What Prometheus reads. Asking again at once costs no second look (`checks.WORTH`)."""
    requests = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        requests = CollectorRegistry()
        MultiProcessCollector(requests)
    now = CollectorRegistry()
    now.register(_HowThingsStand())
    return generate_latest(requests) + generate_latest(now)


class _HowThingsStand(Collector):
    """Asked anew at every reading; what cannot be asked just now is left out, and its check says so."""

    def collect(self) -> Iterator[Metric]:
        yield from _checks()
        try:
            yield from _in_the_queue()
        except (redis.RedisError, OSError):
            return
        try:
            yield _mails()
        except DatabaseError:
            return

    def describe(self) -> Iterator[Metric]:
        return iter(())


def _checks() -> Iterator[Metric]:
    well = GaugeMetricFamily("sostocked_check_ok", "1 while this check of /readyz is well.", labels=["check"])
    value = GaugeMetricFamily(
        "sostocked_check_value",
        "What it measured: seconds of age, or bytes free on the disk.",
        labels=["check"],
    )
    for check in look():
        well.add_metric([check.name], float(check.is_well))
        if check.value is not None:
            value.add_metric([check.name], check.value)
    yield from (well, value)


def _in_the_queue() -> Iterator[Metric]:
    waiting = GaugeMetricFamily("sostocked_queue_length", "Tasks that wait, by queue.", labels=["queue"])
    for name, length in lengths().items():
        waiting.add_metric([name], length)
    done = CounterMetricFamily("sostocked_jobs", "Tasks that workers ran.", labels=["task", "outcome"])
    took = CounterMetricFamily("sostocked_job_seconds", "Time that tasks took.", labels=["task"])
    sent = CounterMetricFamily("sostocked_mails_sent", "Mails handed to the mail server.")
    found = counts()
    for name, amount in found.items():
        kind, *labels = name.split(" ")
        if kind == "job":
            done.add_metric(labels, amount)
        elif kind == "seconds":
            took.add_metric(labels, amount)
    sent.add_metric([], found.get("mails sent", 0.0))
    yield from (waiting, done, took, sent)


def _mails() -> Metric:
    """Those that have not gone; few, and there is an index for them."""
    standing = GaugeMetricFamily("sostocked_mails", "Mails that have not gone, by state.", labels=["state"])
    standing.add_metric(["waiting"], Message.objects.waiting().count())
    standing.add_metric(["failed"], Message.objects.filter(sent_at=None, failed_at__isnull=False).count())
    return standing

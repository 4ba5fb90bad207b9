"""What Prometheus reads, in its own words and by its own reader."""

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.tasks import deliver_posted
from sostocked.site.health import queue
from sostocked.site.health.clock import show_life
from sostocked.site.health.models import Pulse

ORDER = ("check", "queue", "state", "task", "outcome", "route", "method", "status", "le")


def figures():
    """Every figure by name and labels."""
    answer = Client().get("/metrics", REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost")
    return {
        (sample.name, *(sample.labels[name] for name in ORDER if name in sample.labels)): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_requests_are_counted_and_timed_by_route(well, cast, sign_in):
    client = sign_in(cast.alice)
    before = figures()
    for _ in range(3):
        client.get("/o/acme/products/")
    client.get("/o/acme/nothing/")
    client.get("/no/such/place/of/a/stranger/")
    client.generic("BREW", "/o/acme/products/")
    after = figures()

    def more(*key):
        return after.get(key, 0) - before.get(key, 0)

    route = "o/<slug:org>/products/"
    assert more("sostocked_requests_total", route, "GET", "200") == 3
    assert more("sostocked_request_seconds_count", route, "GET") == 3
    assert more("sostocked_request_seconds_bucket", route, "GET", "+Inf") == 3
    assert 0 < more("sostocked_request_seconds_sum", route, "GET") < 60
    assert more("sostocked_requests_total", "none", "GET", "404") == 2
    assert sum(after[key] for key in after if key[0] == "sostocked_requests_total" and "other" in key) == 1
    assert "BREW" not in str(after)
    assert not [key for key in after if "acme" in str(key) or "stranger" in str(key)]


def test_jobs_are_counted_by_task_and_outcome(well):
    for _ in range(2):
        show_life.apply(args=["celery"])
    show_life.apply(args=["celery", "one too many"])
    found = figures()
    assert found["sostocked_jobs_total", "sostocked.health.clock.show_life", "success"] == 2
    assert found["sostocked_jobs_total", "sostocked.health.clock.show_life", "failure"] == 1
    assert found["sostocked_job_seconds_total", "sostocked.health.clock.show_life"] > 0


def test_mails_are_counted(well):
    for key in ("a", "b"):
        Message.objects.create(key=key, to=[f"{key}@example.com"], subject=key, text=key)
    assert figures()["sostocked_mails", "waiting"] == 2
    deliver_posted.apply(args=[["a", "b"]])
    found = figures()
    assert (found["sostocked_mails", "waiting"], found["sostocked_mails_sent_total",]) == (0, 2)


def test_how_things_stand(well):
    found = figures()
    assert found["sostocked_check_ok", "database"] == 1
    assert found["sostocked_check_ok", "worker_celery"] == 1
    assert 0 <= found["sostocked_check_value", "worker_celery"] < 60
    assert found["sostocked_check_value", "disk"] > 1_000_000
    assert found["sostocked_queue_length", "celery"] >= 0


def test_what_is_away_is_left_out_and_its_check_says_so(well, no_database, monkeypatch):
    found = figures()
    assert found["sostocked_check_ok", "database"] == 0
    assert ("sostocked_mails", "waiting") not in found
    assert ("sostocked_queue_length", "celery") in found


def test_a_figure_is_never_worth_a_job(well, monkeypatch):
    Pulse.objects.all().delete()
    monkeypatch.setattr(
        queue.client(), "pipeline", lambda **_: pytest.fail("no figure was tried"), raising=True
    )

    class Away:
        def pipeline(self, **_):
            raise queue.redis.ConnectionError("away")

    monkeypatch.setattr(queue, "client", Away)
    assert show_life.apply(args=["celery"]).state == "SUCCESS"
    assert Pulse.objects.last_of("queue celery") is not None

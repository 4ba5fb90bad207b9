"""The probes: by any name, without https, "ok" to the world and everything to whoever sits at the machine."""

import shutil
from datetime import time, timedelta
from types import SimpleNamespace

import pytest
import redis
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from inventory.models import StockCheck
from leadtimes.models import Rescheduling
from sostocked.foundation.outbox.models import Message
from sostocked.site.health import checks, queue
from sostocked.site.health.models import Pulse

TOKEN = "a long word that only the monitor knows"
WORLD = {"REMOTE_ADDR": "203.0.113.9", "HTTP_HOST": "10.0.0.7:8000"}  # a load balancer asks by number
HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}
PROBES = ["/healthz", "/readyz", "/readyz/web"]


def ask(path, **extra):
    return Client(raise_request_exception=True).get(path, **(extra or WORLD))


def details(path="/readyz"):
    answer = ask(path, **HERE)
    return answer.status_code, answer.json()["checks"]


@pytest.mark.parametrize("path", PROBES)
def test_the_world_hears_ok_by_any_name_and_without_https(well, settings, path):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["shop.example"], True
    answer = ask(path)
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok\n", "no-store")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "Set-Cookie" not in answer


def test_other_addresses_still_know_their_names(db, settings):
    settings.ALLOWED_HOSTS = ["shop.example"]
    assert ask("/healthz/").status_code == 400
    assert ask("/accounts/login/").status_code == 400


@pytest.mark.parametrize("path", [*PROBES, "/metrics"])
def test_they_only_answer_questions(db, path):
    assert Client().post(path, **WORLD).status_code == 405


def test_being_alive_touches_nothing(no_database, monkeypatch):
    monkeypatch.setattr(queue, "client", lambda: pytest.fail("asked the queue"))
    assert ask("/healthz").status_code == 200


def test_when_the_database_is_away_the_world_hears_no_more_than_that(no_database):
    answer = ask("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
    assert ask("/readyz/web").status_code == 503


def test_asking_while_it_is_away_fills_no_log(no_database, caplog):
    for _ in range(3):
        assert ask("/readyz").status_code == 503
    assert ask("/metrics").status_code == 403
    assert caplog.records == []


def test_who_sits_at_the_machine_reads_why(no_database):
    status, found = details()
    assert status == 503
    assert found["database"] == {
        "ok": False,
        "says": 'connection to server on socket "…" failed: No such file',
    }
    assert found["migrations"] == {"ok": False, "says": "not asked: the database is away"}
    assert found["queue"]["ok"] is True


def test_all_is_well(well):
    status, found = details()
    assert {name for name, check in found.items() if not check["ok"]} == set()
    assert status == 200
    names = {"database", "queue", "disk", "migrations", "mail", "jobs", "backup", "stock", "worker_celery"}
    assert names <= set(found)


def test_the_database_is_really_written_to(well):
    Pulse.objects.filter(name="probe").delete()
    assert details()[1]["database"]["says"].startswith("wrote in ")
    assert Pulse.objects.last_of("probe") is not None


def test_a_database_that_only_reads_is_not_ready(well):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL default_transaction_read_only = on; SET TRANSACTION READ ONLY")
    status, found = details("/readyz/web")
    assert status == 503
    assert "read-only transaction" in found["database"]["says"]


def test_asking_often_costs_one_look(well, monkeypatch):
    looks = []
    monkeypatch.setattr(checks, "WORTH", 60.0)
    monkeypatch.setattr(checks, "_look", lambda: looks.append(1) or ())
    for _ in range(20):
        ask("/readyz")
    assert len(looks) == 1


def test_a_migration_that_is_missing_is_told(well):
    MigrationRecorder.Migration.objects.filter(app="health").delete()
    status, found = details("/readyz/web")
    assert (status, found["migrations"]["says"]) == (503, "1 to apply: run `manage.py migrate`")


def test_a_queue_that_is_away_leaves_the_web_ready(well, monkeypatch):
    monkeypatch.setattr(queue, "client", lambda: redis.Redis(port=1, socket_connect_timeout=0.2))
    status, found = details()
    assert (status, found["queue"]["ok"]) == (503, False)
    checks.forget()
    assert ask("/readyz/web").status_code == 200


def test_workers_that_show_no_life_are_told(well):
    Pulse.objects.filter(name="queue celery").update(beat_at=timezone.now() - timedelta(minutes=4))
    status, found = details()
    assert (status, found["worker_celery"]["says"]) == (503, "last sign of life 4 minutes ago")


def test_mail_that_stands_still_is_told_until_a_later_one_goes(well):
    an_hour_ago = timezone.now() - timedelta(hours=1)
    stuck = Message.objects.create(key="a", to=["a@example.com"], subject="a", text="a")
    Message.objects.filter(pk=stuck.pk).update(created_at=an_hour_ago)
    status, found = details()
    assert (status, found["mail"]["says"]) == (503, "the oldest waits for 60 minutes")
    Message.objects.create(key="b", to=["b@example.com"], subject="b", text="b", sent_at=timezone.now())
    checks.forget()
    assert details()[0] == 200


def test_a_job_that_nobody_is_at_is_told(well, cast):
    left = Rescheduling.objects.create(
        facility=cast.harbor, asked_by=cast.alice, beat_at=timezone.now() - timedelta(minutes=7)
    )
    status, found = details()
    assert (status, found["jobs"]["ok"]) == (503, False)
    Rescheduling.objects.filter(pk=left.pk).update(beat_at=timezone.now())
    checks.forget()
    assert details()[0] == 200


def test_a_full_disk_is_told(well, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100_000_000))
    status, found = details("/readyz/web")
    assert (status, found["disk"]["says"]) == (503, "0.1 GB free")


def test_a_backup_that_was_asked_for_and_not_made_is_told(well, settings):
    settings.BACKUP_AT = time(3, 0)
    status, found = details()
    assert (status, found["backup"]["says"]) == (503, "none was made yet")
    Pulse.objects.beat("backup")
    checks.forget()
    assert details()[0] == 200


def test_stock_that_did_not_add_up_is_told_until_it_does(well):
    assert details()[1]["stock"]["says"] == "not proved yet: the first proof is tonight"
    for faults, status, says in ((2, 503, "2 faults"), (0, 200, "adds up")):
        StockCheck.objects.create(faults=faults)
        checks.forget()
        assert details()[0] == status
        assert details()[1]["stock"]["says"] == f"proved 0 seconds ago: {says}"


def sees_details(**extra):
    return ask("/readyz", **extra)["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "extra",
    [
        WORLD,
        {**HERE, "HTTP_X_FORWARDED_FOR": "203.0.113.9"},  # a proxy on this machine
        {**HERE, "HTTP_FORWARDED": "for=203.0.113.9"},
        {**HERE, "HTTP_X_REAL_IP": "203.0.113.9"},
        {**HERE, "HTTP_VIA": "1.1 proxy"},
        {**HERE, "REMOTE_ADDR": ""},  # a proxy by a socket
        {**HERE, "HTTP_HOST": "evil.example"},  # a page elsewhere, whose name leads here
        {**HERE, "HTTP_HOST": "127.0.0.1.evil.example"},
        {**WORLD, "HTTP_AUTHORIZATION": "Bearer "},
        {**WORLD, "HTTP_AUTHORIZATION": f"Bearer {TOKEN} "},
        {**WORLD, "HTTP_AUTHORIZATION": TOKEN},
        {**WORLD, "HTTP_AUTHORIZATION": "Bearer \xe4"},
    ],
)
def test_who_sees_no_details(well, settings, extra):
    settings.METRICS_TOKEN = TOKEN
    assert not sees_details(**extra)
    assert ask("/metrics", **extra).status_code == 403
    settings.METRICS_TOKEN = ""
    assert ask("/metrics", **extra).status_code == 403


@pytest.mark.parametrize(
    "extra",
    [
        HERE,
        {"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:8000"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost"},
        {**WORLD, "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"},
        {**WORLD, "HTTP_AUTHORIZATION": f"Bearer {TOKEN}", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
    ],
)
def test_who_sees_details(well, settings, extra):
    settings.METRICS_TOKEN = TOKEN
    assert sees_details(**extra)
    assert ask("/metrics", **extra).status_code == 200


def test_every_queue_that_tasks_go_to_is_asked_for_life(settings):
    routes = getattr(settings, "CELERY_TASK_ROUTES", {})
    assert set(settings.HEARTBEATS) == {"celery", *(route["queue"] for route in routes.values())}
    asked = [each for each in settings.CELERY_BEAT_SCHEDULE.values() if "show_life" in each["task"]]
    assert {each["options"]["queue"] for each in asked} == set(settings.HEARTBEATS)

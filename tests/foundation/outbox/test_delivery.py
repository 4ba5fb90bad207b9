"""Nothing doubled, nothing lost: a queue that is away, a mail server that fails, a worker killed at work."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from leadtimes.models import Rescheduling
from purchasing import services as purchasing
from sostocked.foundation.outbox import delivery, services
from sostocked.foundation.outbox.clock import sweep
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.tasks import deliver_posted
from sostocked.run.embedded.valkey import Valkey
from sostocked.run.supervisor import commands
from tests.factories import make_draft, make_placed
from tests.foundation.outbox.mail_server import HANGING


def message(key="a", **more):
    return Message.objects.create(key=key, to=["dana@example.com"], subject="News", text="Words", **more)


def test_a_message_goes_out_once(db):
    posted = message()
    assert delivery.deliver(posted.pk) is True
    assert delivery.deliver(posted.pk) is False
    assert [each.to for each in mail.outbox] == [["dana@example.com"]]
    posted.refresh_from_db()
    assert (posted.attempts, posted.sent_at is not None) == (1, True)


def test_the_same_news_is_posted_once(db):
    for _ in range(3):
        services.post([Message(key="news", to=["dana@example.com"], subject="News", text="Words")])
    assert Message.objects.count() == 1


def test_everybody_gets_a_mail_of_their_own(db, django_capture_on_commit_callbacks):
    together = ["dana@example.com", "wes@example.com", "Dana@example.com"]
    services.post([Message(key="news", to=together, subject="News", text="Words", html="<p>Words")])
    posted = {each.key: (each.to, each.subject, each.text, each.html) for each in Message.objects.all()}
    words = ("News", "Words", "<p>Words")
    assert posted == {
        "news:to:Dana@example.com": (["Dana@example.com"], *words),
        "news:to:wes@example.com": (["wes@example.com"], *words),
    }
    sweep()
    assert [each.recipients() for each in mail.outbox] == [["Dana@example.com"], ["wes@example.com"]]
    services.post([Message(key="news", to=["wes@example.com", "new@example.com"], subject="News", text="W")])
    assert Message.objects.count() == 3


def test_a_message_that_was_queued_for_several_still_goes_to_each_alone(db):
    both = ["dana@example.com", "wes@example.com"]
    Message.objects.create(key="old", to=both, subject="News", text="Words")
    assert [sweep(), sweep(), sweep()] == [1, 1, 0]
    assert [each.recipients() for each in mail.outbox] == [[address] for address in both]
    assert [both[1] in mail.outbox[0].message().as_string(), mail.outbox[0].subject] == [False, "News"]


def test_news_for_nobody_is_not_posted(db):
    services.post([Message(key="news", to=[], subject="News", text="Words")])
    assert Message.objects.count() == 0


def test_the_same_message_always_carries_the_same_id(db):
    posted = message()
    assert (
        delivery.as_mail(posted).message()["Message-ID"] == delivery.as_mail(posted).message()["Message-ID"]
    )


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_one_message_send_it_once(db):
    posted = message()

    def work(_):
        try:
            return delivery.deliver(posted.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_with_the_queue_away_placing_works_and_the_sweep_delivers(cast, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("Connection refused")

    monkeypatch.setattr(deliver_posted, "delay", away)
    order = purchasing.place(make_draft(cast), by=cast.alice)
    assert (order.status, len(mail.outbox)) == ("placed", 0)
    assert sweep() == 1
    assert [each.subject for each in mail.outbox] == ["WO-1001-1 is waiting for you · Acme Goods"]


@pytest.mark.django_db(transaction=True)
def test_a_real_queue_that_was_stopped_holds_nobody_up(cast, tmp_path):
    """Against a Valkey of this test's own: stopped while an order is placed, then back, then delivered."""
    valkey = Valkey(tmp_path / "valkey")
    valkey.renew()
    valkey.stop()
    try:
        began = time.monotonic()
        in_a_process(PLACE.format(order=make_draft(cast).pk, by=cast.alice.pk), redis_url=valkey.url)
        assert time.monotonic() - began < 20
        assert Message.objects.waiting().count() == 1
        valkey.start()
        worker = start_worker(valkey.url, EMAIL_FILE_PATH=tmp_path / "mail")
        try:
            in_a_process(
                "from sostocked.foundation.outbox.clock import sweep; sweep.delay()", redis_url=valkey.url
            )
            wait_for(lambda: not Message.objects.waiting().exists())
        finally:
            stop(worker)
        assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
    finally:
        valkey.stop()


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_hangs_holds_no_calendar_job_up(cast, tmp_path, mail_server):
    """Real workers, one for each queue; all the mailer can do is wait for a server that says nothing."""
    mail_server.mood = HANGING
    make_placed(cast)
    job = Rescheduling.objects.create(facility=cast.lone_star, asked_by=cast.alice)
    assert job.finished_at is None
    valkey = Valkey(tmp_path / "valkey")
    valkey.renew()
    mail_settings = {
        "EMAIL_BACKEND": settings.EMAIL_BACKEND,
        "EMAIL_HOST": settings.EMAIL_HOST,
        "EMAIL_PORT": mail_server.port,
    }
    mailer = start_worker(valkey.url, **mail_settings)
    worker = start_worker(valkey.url, commands.WORKER)
    try:
        in_a_process(HANG_AND_WORK.format(job=job.pk), redis_url=valkey.url)
        wait_for(lambda: Rescheduling.objects.exclude(finished_at=None).exists())
        wait_for(lambda: Message.objects.filter(attempts__gt=0).exists())
        assert not Message.objects.exclude(sent_at=None).exists()
    finally:
        mail_server.released.set()
        stop(mailer)
        stop(worker)
        valkey.stop()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_mailing_loses_nothing_and_doubles_nothing(cast, tmp_path):
    """The worker dies with the mail half out (its backend hangs); the next one sends it, once."""
    make_placed(cast)
    posted = Message.objects.get()
    hung = start_process(
        DELIVER.format(pk=posted.pk),
        EMAIL_BACKEND="tests.foundation.outbox.hanging.EmailBackend",
        HUNG=tmp_path,
    )
    wait_for((tmp_path / "mailing").exists)
    assert delivery.deliver(posted.pk) is False  # the other worker holds it
    os.kill(hung.pid, signal.SIGKILL)
    hung.wait()
    assert delivery.deliver(posted.pk) is False  # until its lease is over
    Message.objects.update(claimed_until=timezone.now())
    assert delivery.deliver(posted.pk) is True
    assert len(mail.outbox) == 1
    posted.refresh_from_db()
    assert (posted.attempts, posted.sent_at is not None) == (2, True)


def test_the_mail_folder_holds_one_readable_file_a_mail(db, settings, tmp_path):
    settings.EMAIL_BACKEND = "sostocked.foundation.outbox.mailfolder.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    posted = message()
    delivery.as_mail(posted).send()
    delivery.as_mail(posted).send()
    (written,) = (tmp_path / "mail").iterdir()
    assert written.name.startswith(str(posted.uid))
    assert "Words" in written.read_text()


PLACE = """
from purchasing import services
from purchasing.models import PurchaseOrder
from sostocked.foundation.people.models import User
services.place(PurchaseOrder.objects.get(pk={order}), by=User.objects.get(pk={by}))
"""
HANG_AND_WORK = """
from leadtimes.rescheduling.tasks import date_open_orders_again
from sostocked.foundation.outbox.clock import sweep
sweep.delay()
sweep.delay()
date_open_orders_again.delay({job})
"""
DELIVER = "from sostocked.foundation.outbox.delivery import deliver; deliver({pk})"
SETUP = "import django; django.setup()\n"


def environment(**more):
    """The environment of a process that shares this test's database."""
    path = f"/{connection.settings_dict['NAME']}"
    site = os.environ["DATABASE_URL"]
    owner = os.environ.get("DATABASE_OWNER_URL") or site
    here = {
        "DATABASE_URL": urlsplit(site)._replace(path=path).geturl(),
        "DATABASE_OWNER_URL": urlsplit(owner)._replace(path=path).geturl(),
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "sostocked.settings",
    }
    return os.environ | here | {key: str(value) for key, value in more.items()}


def start_process(code, **more):
    return subprocess.Popen(
        [sys.executable, "-c", SETUP + code], env=environment(**more), cwd=settings.BASE_DIR
    )


def in_a_process(code, redis_url):
    """Run `code` in a process of its own, against another queue; it must succeed."""
    assert start_process(code, REDIS_URL=redis_url).wait(60) == 0


def start_worker(redis_url, command=commands.MAILER, **more):
    """A worker as `make run` starts it; one thread or process is enough here."""
    words = [sys.executable, "-m", *command.split(), "--concurrency", "1"]
    return subprocess.Popen(
        words, env=environment(REDIS_URL=redis_url, C_FORCE_ROOT=1, **more), cwd=settings.BASE_DIR
    )


def stop(process):
    process.terminate()
    process.wait(30)


def wait_for(true, seconds=120):
    """Ask until it is true, or fail."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)

"""A real mail server that is away, refuses, hangs, or goes silent at the worst moment."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from sostocked.foundation.outbox import delivery, smtp
from sostocked.foundation.outbox.clock import sweep
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.services import post
from tests.foundation.outbox.mail_server import DRIBBLING, DROPPING, HANGING, WELL


def make_due():
    """As if the waiting were over."""
    Message.objects.waiting().update(next_try_at=timezone.now())


def states():
    rows = Message.objects.order_by("pk")
    return {
        each.address: "sent" if each.sent_at else "failed" if each.failed_at else "waiting" for each in rows
    }


def wait_of(message):
    message.refresh_from_db()
    return (message.next_try_at - timezone.now()).total_seconds()


def test_a_mail_that_is_put_off_goes_when_the_server_takes_it(posted, mail_server):
    message = posted()
    mail_server.refusals["dana@example.com"] = "451 Greylisted"
    assert sweep() == 0
    assert 20 < wait_of(message) <= 36
    assert (message.attempts, message.last_error) == (1, "The mail server said: 451 Greylisted")
    assert sweep() == 0  # not yet
    make_due()
    assert sweep() == 0
    assert 44 < wait_of(message) <= 72
    assert message.attempts == 2
    mail_server.refusals.clear()
    make_due()
    assert sweep() == 1
    assert states() == {"dana@example.com": "sent"}
    assert mail_server.copies == {"dana@example.com": 1}


def test_of_two_addresses_the_one_that_is_refused_fails_at_once_and_the_other_is_sent_once(db, mail_server):
    both = ["gone@example.com", "dana@example.com"]
    mail_server.refusals["gone@example.com"] = "550 5.1.1 No such user"
    post([Message(key="news", to=both, subject="News", text="Words")])
    for _ in range(3):
        sweep()
        make_due()
    assert states() == {"gone@example.com": "failed", "dana@example.com": "sent"}
    assert mail_server.copies == {"dana@example.com": 1}
    refused = Message.objects.get(to=["gone@example.com"])
    assert (refused.attempts, refused.last_error) == (1, "The mail server said: 550 5.1.1 No such user")


def test_an_older_message_to_several_is_refused_to_one_of_them_only(db, mail_server):
    both = ["dana@example.com", "gone@example.com"]
    mail_server.refusals["gone@example.com"] = "550 No"
    Message.objects.create(key="old", to=both, subject="News", text="Words")
    for _ in range(2):
        sweep()
    assert states() == {"dana@example.com": "sent", "gone@example.com": "failed"}
    assert mail_server.copies == {"dana@example.com": 1}


def test_a_lost_answer_is_not_followed_by_another_copy_soon_and_that_has_the_same_id(posted, mail_server):
    message = posted()
    mail_server.mood = DROPPING
    assert sweep() == 0
    assert 12 * 60 - 5 < wait_of(message) <= 18 * 60
    assert message.unanswered == 1
    assert "it may have arrived" in message.last_error
    mail_server.mood = WELL
    make_due()
    assert sweep() == 1
    first, second = mail_server.received
    assert first["Message-ID"] == second["Message-ID"] is not None


def test_a_server_that_is_away_is_asked_once_a_run_and_costs_the_others_nothing(
    posted, settings, mail_server
):
    waiting = [posted(f"{name}@example.com") for name in "abc"]
    settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT
    assert sweep() == 0
    assert list(Message.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 0, 0]
    settings.EMAIL_PORT = port
    make_due()
    assert sweep() == len(waiting)
    assert mail_server.copies == {f"{name}@example.com": 1 for name in "abc"}


def test_after_three_days_it_is_given_up_and_an_owner_is_to_hear_of_it(posted, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "sostocked.foundation.outbox.smtp.EmailBackend", 1
    message = posted(trying_since=timezone.now() - timedelta(days=3), noted_at=timezone.now(), attempts=78)
    assert sweep() == 0
    message.refresh_from_db()
    assert (message.failed_at is not None, message.noted_at) == (True, None)
    assert "Connection refused" in message.last_error


def test_the_three_days_begin_with_the_first_try_however_long_it_waited_for_a_worker(posted, mail_server):
    message = posted(trying_since=timezone.now() - timedelta(days=9))
    mail_server.refusals["dana@example.com"] = "451 Later"
    assert sweep() == 0
    message.refresh_from_db()
    assert (message.failed_at, message.attempts) == (None, 1)


def test_one_that_cannot_even_be_left_to_one_address_fails_alone(posted, mail_server, monkeypatch):
    Message.objects.create(key="old", to=["a@example.com", "b@example.com"], subject="News", text="Words")
    posted("dana@example.com")
    monkeypatch.setattr(delivery, "copies_of", lambda message, others: 1 / 0)
    assert sweep() == 1
    assert Message.objects.get(key="old").attempts == 1


@pytest.mark.django_db(transaction=True)
def test_while_a_server_hangs_no_row_is_locked_no_transaction_is_open_and_nobody_else_sends(
    posted, mail_server, settings
):
    mail_server.mood, settings.EMAIL_TIMEOUT = HANGING, 30
    message = posted()
    worker = threading.Thread(target=in_own_connection, args=(lambda: delivery.deliver(message.pk),))
    worker.start()
    assert mail_server.connected.wait(10)
    with transaction.atomic(), connection.cursor() as cursor:
        assert Message.objects.select_for_update(nowait=True).get(pk=message.pk).attempts == 1
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state LIKE 'idle in transaction%'"
        )
        assert cursor.fetchone() == (0,)
    assert delivery.deliver(message.pk) is False
    mail_server.released.set()
    worker.join(10)
    assert mail_server.received == []
    message.refresh_from_db()
    assert (message.attempts, message.claimed_until, message.sent_at) == (1, None, None)


def test_a_server_that_dribbles_is_hung_up_on(posted, mail_server, monkeypatch):
    monkeypatch.setattr(smtp, "LONGEST_TALK", 0.5)
    mail_server.mood = DRIBBLING
    message, began = posted(), time.monotonic()
    assert sweep() == 0
    assert time.monotonic() - began < 5
    message.refresh_from_db()
    assert message.last_error.startswith("The mail could not be handed over (Connection unexpectedly closed")


def test_a_worker_that_dies_at_it_lets_go_when_its_lease_is_over(posted, mail_server, monkeypatch):
    def die(mail):
        raise SystemExit

    message = posted()
    with monkeypatch.context() as at_work:
        at_work.setattr(delivery, "_send", die)
        with pytest.raises(SystemExit):
            delivery.deliver(message.pk)
    assert sweep() == 0
    Message.objects.update(claimed_until=timezone.now())
    assert sweep() == 1
    message.refresh_from_db()
    assert (message.attempts, message.sent_at is not None) == (2, True)


def test_a_database_that_is_away_for_a_moment_makes_no_second_copy(posted, mail_server, monkeypatch):
    message, write, away = posted(), delivery._write, [OperationalError("gone"), InterfaceError("closed")]

    def stumble(message, changes):
        if away:
            raise away.pop()
        write(message, changes)

    monkeypatch.setattr(delivery, "_write", stumble)
    monkeypatch.setattr(delivery.connection, "close", lambda: None)
    monkeypatch.setattr(delivery.time, "sleep", lambda seconds: None)
    assert delivery.deliver(message.pk) is True
    assert (away, states(), len(mail_server.received)) == ([], {"dana@example.com": "sent"}, 1)


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_the_same_time_send_nothing_twice(posted, mail_server):
    for number in range(20):
        posted(f"person{number}@example.com")
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda _: in_own_connection(sweep), range(8)))
    assert sum(sent) == 20
    assert mail_server.copies == Counter(f"person{number}@example.com" for number in range(20))


def in_own_connection(act):
    try:
        return act()
    finally:
        connection.close()


def test_the_poisoned_address_fails_alone(posted, mail_server):
    """A form feed in a quoted local part: valid by its grammar, and no mail to it can be written."""
    poisoned = posted('"\x0ca:"@example.com')
    posted("dana@example.com")
    assert sweep() == 1
    assert states() == {'"\x0ca:"@example.com': "failed", "dana@example.com": "sent"}
    poisoned.refresh_from_db()
    assert poisoned.attempts == 1
    assert poisoned.last_error.startswith("No mail can be written to this address (")


@pytest.mark.parametrize(
    "error", [ValueError("odd"), RuntimeError("odd"), UnicodeError("odd"), MemoryError()]
)
def test_whatever_sending_raises_is_counted_and_the_next_one_goes(posted, mail_server, monkeypatch, error):
    first = posted("first@example.com")
    posted("second@example.com")
    send = delivery._send

    def stumble(mail):
        if mail.to == ["first@example.com"]:
            raise error
        send(mail)

    monkeypatch.setattr(delivery, "_send", stumble)
    assert sweep() == 1
    assert states() == {"first@example.com": "waiting", "second@example.com": "sent"}
    first.refresh_from_db()
    assert (first.attempts, type(error).__name__ in first.last_error) == (1, True)


def test_an_address_that_no_mail_can_go_to_is_undelivered_from_the_beginning(db, mail_server):
    post([Message(key="news", to=['"\x0ca:"@example.com', "dana@example.com"], subject="N", text="W")])
    assert states() == {'"\x0ca:"@example.com': "failed", "dana@example.com": "waiting"}
    assert sweep() == 1


def test_django_s_own_backend_means_ours():
    code = "from django.conf import settings; print(settings.EMAIL_BACKEND)"
    asked = os.environ | {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}
    asked["DJANGO_SETTINGS_MODULE"] = "sostocked.settings"
    said = subprocess.run([sys.executable, "-c", code], env=asked, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "sostocked.foundation.outbox.smtp.EmailBackend"

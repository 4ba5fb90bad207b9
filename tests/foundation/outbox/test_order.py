"""Overtaken news stays at home, and news about one document arrives in its order."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from sostocked.foundation.outbox import kinds
from sostocked.foundation.outbox.clock import forget_old_news, sweep
from sostocked.foundation.outbox.kinds import NewsKind
from sostocked.foundation.outbox.models import Message

DOCUMENT = ["workorders.workorder:17"]


@pytest.fixture
def untrue(monkeypatch):
    """News of the kind "weather" is untrue while its subject is in this set."""
    subjects = set()
    weather = NewsKind(
        key="weather", overtaken=lambda message: "It rains." if message.subject in subjects else ""
    )
    monkeypatch.setitem(kinds._kinds, "weather", weather)
    return subjects


@pytest.fixture
def weather(posted, untrue):
    def make(subject, address="dana@example.com", **more):
        return posted(address, subject=subject, kind="weather", **({"about": DOCUMENT} | more))

    return make


def arrived():
    return [each.subject for each in mail.outbox]


def outcome(message):
    message.refresh_from_db()
    return message.overtaken_by or (
        "sent" if message.sent_at else "failed" if message.failed_at else "waiting"
    )


def test_news_that_is_no_longer_true_stays_at_home(weather, untrue):
    message = weather("Sunny")
    untrue.add("Sunny")
    assert sweep() == 0
    assert (outcome(message), arrived()) == ("It rains.", [])
    untrue.clear()
    assert sweep() == 0


def test_later_news_waits_for_the_earlier_that_is_backing_off(weather):
    first = weather("First", next_try_at=timezone.now() + timedelta(hours=1), last_error="451", attempts=3)
    second = weather("Second")
    assert sweep() == 0
    second.refresh_from_db()
    assert (second.attempts, second.next_try_at, second.last_error) == (0, first.next_try_at, "")
    Message.objects.filter(pk=first.pk).update(next_try_at=timezone.now())
    assert [sweep(), sweep()] == [1, 1]
    assert arrived() == ["First", "Second"]


def test_once_the_earlier_is_given_up_the_later_goes(weather):
    weather("First", failed_at=timezone.now(), last_error="550")
    weather("Second")
    assert sweep() == 1
    assert arrived() == ["Second"]


def test_the_earlier_that_is_overtaken_holds_nothing_up(weather, untrue):
    first = weather("is waiting", next_try_at=timezone.now() + timedelta(hours=1), last_error="451")
    weather("was cancelled")
    untrue.add("is waiting")
    assert sweep() == 1
    assert (outcome(first), arrived()) == ("It rains.", ["was cancelled"])


def test_an_earlier_one_that_a_worker_is_at_is_waited_for_even_if_it_is_overtaken(weather, untrue):
    first = weather("is waiting", claimed_until=timezone.now() + timedelta(minutes=5))
    second = weather("was cancelled")
    untrue.add("is waiting")
    assert sweep() == 0
    assert (outcome(first), outcome(second), arrived()) == ("waiting", "waiting", [])


@pytest.mark.parametrize("other", [{"address": "wes@example.com"}, {"about": ["workorders.workorder:18"]}])
def test_another_address_and_another_document_wait_for_nothing(weather, other):
    weather("First", next_try_at=timezone.now() + timedelta(hours=1), last_error="451")
    weather("Second", **other)
    assert sweep() == 1
    assert arrived() == ["Second"]


def test_a_check_that_stumbles_harms_its_own_message_only(weather, monkeypatch, posted):
    def stumble(message):
        raise KeyError("until")

    broken = posted("wes@example.com", kind="broken")
    monkeypatch.setitem(kinds._kinds, "broken", NewsKind(key="broken", overtaken=stumble))
    weather("Sunny")
    assert sweep() == 1
    broken.refresh_from_db()
    assert (broken.attempts, broken.last_error) == (1, "Something went wrong here (KeyError: 'until').")


def test_news_goes_no_more_to_an_address_that_no_longer_hears_it(posted, monkeypatch):
    told = NewsKind(key="told", overtaken=lambda message: "", recipients=lambda message: ["Wes@example.com"])
    monkeypatch.setitem(kinds._kinds, "told", told)
    gone, there = posted("dana@example.com", kind="told"), posted("wes@example.com", kind="told")
    assert sweep() == 1
    assert outcome(gone) == "Such news no longer goes to this address."
    assert outcome(there) == "sent"


def test_what_was_given_up_leaves_the_pages_when_nobody_needs_it_any_more(weather, untrue):
    kept, gone = (weather(name, failed_at=timezone.now(), last_error="550") for name in ("Kept", "Gone"))
    untrue.add("Gone")
    assert forget_old_news() == 1
    assert (outcome(kept), outcome(gone)) == ("failed", "It rains.")
    assert list(Message.objects.undelivered()) == [kept]
    assert forget_old_news() == 0

"""Sending again what did not arrive: to the same address, to whoever hears it now, or not at all."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from sostocked.foundation.outbox import kinds
from sostocked.foundation.outbox.clock import sweep
from sostocked.foundation.outbox.kinds import NewsKind
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.services import note, post, send_again
from sostocked.foundation.records.errors import Refused


@pytest.fixture
def failed(posted):
    """A message that was given up after three days."""
    long_ago = timezone.now() - timedelta(days=4)
    return posted(
        "old@example.com",
        key="news:to:old@example.com",
        kind="told",
        failed_at=timezone.now(),
        last_error="The mail server said: 550 No",
        attempts=78,
        unanswered=2,
        trying_since=long_ago,
        next_try_at=long_ago,
    )


@pytest.fixture
def told(monkeypatch):
    """Who hears news of the kind "told" today; and why it is untrue, if it is."""
    known = {"recipients": ["old@example.com"], "why": ""}
    kind = NewsKind(
        key="told",
        overtaken=lambda message: known["why"],
        recipients=lambda message: known["recipients"],
    )
    monkeypatch.setitem(kinds._kinds, "told", kind)
    return known


def test_it_is_tried_at_once_and_for_three_more_days(failed, told):
    assert send_again(failed) == ["old@example.com"]
    failed.refresh_from_db()
    assert (failed.failed_at, failed.attempts, failed.unanswered) == (None, 0, 0)
    assert timezone.now() - failed.trying_since < timedelta(minutes=1)
    assert sweep() == 1
    assert [each.to for each in mail.outbox] == [["old@example.com"]]


def test_an_address_that_was_corrected_gets_it_instead_and_those_who_had_it_do_not(failed, told):
    had = Message.objects.create(
        key="news:to:dana@example.com", to=["dana@example.com"], kind="told", sent_at=timezone.now()
    )
    told["recipients"] = ["new@example.com", "dana@example.com"]
    assert send_again(failed) == ["new@example.com"]
    failed.refresh_from_db()
    assert failed.overtaken_by == "Such news no longer goes to this address."
    assert list(Message.objects.exclude(pk__in=[failed.pk, had.pk]).values_list("key", "to", "subject")) == [
        ("news:to:new@example.com", ["new@example.com"], "News")
    ]


def test_where_nobody_hears_it_any_more_it_stays_at_home(failed, told):
    told["recipients"] = []
    assert send_again(failed) == []
    assert not Message.objects.undelivered().exists()


def test_what_is_no_longer_true_is_refused_and_gone(failed, told):
    told["why"] = "WO-1001-1 was cancelled meanwhile."
    with pytest.raises(Refused, match="was cancelled meanwhile"):
        send_again(failed)
    failed.refresh_from_db()
    assert failed.overtaken_by == "WO-1001-1 was cancelled meanwhile."


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"sent_at": timezone.now(), "failed_at": None}, "has been delivered meanwhile"),
        ({"claimed_until": timezone.now() + timedelta(days=1)}, "being sent at this very moment"),
        ({"overtaken_at": timezone.now(), "overtaken_by": "It rains."}, "It rains."),
    ],
)
def test_what_needs_nothing_is_refused_and_stays_as_it_is(failed, told, state, sentence):
    Message.objects.filter(pk=failed.pk).update(**state)
    before = Message.objects.values().get()
    with pytest.raises(Refused, match=sentence):
        send_again(failed)
    assert Message.objects.values().get() == before


def test_an_address_that_no_mail_can_go_to_is_not_tried_again(db):
    post([Message(key="news", to=['"\x0ca:"@example.com'], subject="N", text="W")])
    with pytest.raises(Refused, match="nobody can see"):
        send_again(Message.objects.get())


def test_alarm_is_raised_for_what_was_given_up_or_is_an_hour_old_until_it_is_noted(posted):
    now = timezone.now()
    tried = {"last_error": "451", "attempts": 3}
    posted(trying_since=now - timedelta(hours=2))  # never tried
    posted(**tried)
    posted(sent_at=now, last_error="451")
    posted(overtaken_at=now, last_error="451", trying_since=now - timedelta(hours=2))
    old = posted(**tried, trying_since=now - timedelta(hours=2))
    given_up = posted(**tried, failed_at=now)
    assert set(Message.objects.alarming(now)) == {old, given_up}
    note([old.pk])
    assert set(Message.objects.alarming(now)) == {given_up}

"""Posting: news is written in the transaction of the fact that it tells of, and delivered after that commits."""

import logging
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from sostocked.foundation.outbox.copies import copies_of, news_of
from sostocked.foundation.outbox.delivery import let_followers_go, overtaken
from sostocked.foundation.outbox.kinds import GOES_ELSEWHERE, recipients_of, why_untrue
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.tasks import deliver_posted
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.rules.addresses import NOT_MAILABLE, is_mailable

logger = logging.getLogger(__name__)


def post(messages: list[Message]) -> None:
    """Put messages into the outbox, in the caller's transaction, and ask for delivery after it commits.

    Everybody in `to` gets a mail of their own, so that nobody reads who else was written to.
    News already posted (same `key`) is left alone. A queue that is down loses nothing: the sweep finds it.
    An address that no mail can be sent to holds nothing up: its message is undelivered from the beginning.
    """
    messages = [own for message in messages for own in copies_of(message, message.to)]
    if not messages:
        return
    for message in messages:
        message.subject = " ".join(message.subject.split())  # a line break in a name must not end the header
        if not is_mailable(message.address):
            message.failed_at, message.last_error = timezone.now(), NOT_MAILABLE
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    _ask_after_commit([message.key for message in messages])


def send_again(message: Message) -> list[str]:
    """Try an undelivered message anew, for three more days; the addresses that it goes to.

    Where others hear such news today, since an address was corrected, it goes to them instead. Refused when it
    was delivered meanwhile, is being sent, or is no longer true; then it stays at home for good.
    """
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message.pk)
        _refuse_what_needs_nothing(message)
        why = why_untrue(message)
        addresses = [] if why else _try_anew(message)
        if why:
            _keep_at_home(message, why)
    if why:
        raise Refused(why)
    return addresses


def note(messages: Iterable[int]) -> None:
    """Whoever manages has heard of these messages: they raise no more alarm."""
    Message.objects.filter(pk__in=list(messages), noted_at=None).update(noted_at=timezone.now())


def _refuse_what_needs_nothing(message: Message) -> None:
    if message.sent_at:
        raise Refused("This mail has been delivered meanwhile.")
    if message.overtaken_at:
        raise Refused(message.overtaken_by)
    if message.claimed_until and message.claimed_until > timezone.now():
        raise Refused("This mail is being sent at this very moment.")
    if not is_mailable(message.address) and recipients_of(message) == message.to:
        raise Refused(NOT_MAILABLE)


def _try_anew(message: Message) -> list[str]:
    addresses = recipients_of(message)
    if message.address.lower() in {each.lower() for each in addresses}:
        _queue_anew(message)
        return message.to
    _keep_at_home(message, GOES_ELSEWHERE)
    # Whoever has a message with this news keeps that one: post leaves it alone.
    known = set(
        Message.objects.filter(key__startswith=f"{news_of(message)}:to:").values_list("key", flat=True)
    )
    copies = [each for each in copies_of(message, addresses) if each.key not in known]
    post(copies)
    return [each.address for each in copies]


def _queue_anew(message: Message) -> None:
    now = timezone.now()
    message.trying_since = message.next_try_at = now
    message.failed_at = message.claimed_until = None
    message.attempts = message.unanswered = 0
    message.save(
        update_fields=["trying_since", "next_try_at", "failed_at", "claimed_until", "attempts", "unanswered"]
    )
    _ask_after_commit([message.key])


def _keep_at_home(message: Message, why: str) -> None:
    Message.objects.filter(pk=message.pk).update(**overtaken(why))
    if message.about:
        let_followers_go(message)


def _ask_after_commit(keys: list[str]) -> None:
    transaction.on_commit(partial(_ask_for_delivery, keys))


def _ask_for_delivery(keys: list[str]) -> None:
    try:
        deliver_posted.delay(keys)
    except (OperationalError, OSError) as error:
        logger.warning("The queue is away (%s); %d message(s) wait for the sweep.", error, len(keys))

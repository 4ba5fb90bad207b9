"""Posting: news is written in the transaction of the fact that it tells of, and delivered after that commits."""

import logging
from collections.abc import Iterator
from functools import partial

from django.db import transaction
from kombu.exceptions import OperationalError

from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.tasks import deliver_posted

logger = logging.getLogger(__name__)


def post(messages: list[Message]) -> None:
    """Put messages into the outbox, in the caller's transaction, and ask for delivery after it commits.

    Everybody in `to` gets a mail of their own, so that nobody reads who else was written to.
    News already posted (same `key`) is left alone. A queue that is down loses nothing: the sweep finds it.
    """
    messages = [own for message in messages for own in _one_for_each(message)]
    if not messages:
        return
    for message in messages:
        message.subject = " ".join(message.subject.split())  # a line break in a name must not end the header
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    transaction.on_commit(partial(_ask_for_delivery, [message.key for message in messages]))


def _one_for_each(message: Message) -> Iterator[Message]:
    for address in {each.lower(): each for each in message.to}.values():
        yield Message(
            key=f"{message.key}:to:{address}",
            to=[address],
            subject=message.subject,
            text=message.text,
            html=message.html,
        )


def _ask_for_delivery(keys: list[str]) -> None:
    try:
        deliver_posted.delay(keys)
    except (OperationalError, OSError) as error:
        logger.warning("The queue is away (%s); %d message(s) wait for the sweep.", error, len(keys))

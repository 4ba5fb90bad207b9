"""Posting and delivering. At least once by design; twice only if the world ends between mail and commit,
and then under the same Message-ID, so that a mailbox can tell."""

import logging
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from sostocked.foundation.outbox.models import Message

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = 12  # attempts, one sweep apart or more


def post(messages: list[Message]) -> None:
    """Put messages into the outbox, in the caller's transaction, and ask for delivery after it commits.

    News already posted (same `key`) is left alone. A queue that is down loses nothing: the sweep finds it.
    """
    messages = [message for message in messages if message.to]
    if not messages:
        return
    for message in messages:
        message.subject = " ".join(message.subject.split())  # a line break in a name must not end the header
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    transaction.on_commit(partial(_ask_for_delivery, [message.key for message in messages]))


def _ask_for_delivery(keys: list[str]) -> None:
    from sostocked.foundation.outbox.tasks import deliver_posted  # noqa: PLC0415 (tasks sit on services)

    try:
        deliver_posted.delay(keys)
    except (OperationalError, OSError) as error:
        logger.warning("The queue is away (%s); %d message(s) wait for the sweep.", error, len(keys))


def deliver(message_id: int) -> bool:
    """Send one message if nobody else is at it; True if this call sent it.

    The row stays locked while the mail goes out: a worker that dies lets go of it, and the next takes over.
    """
    with transaction.atomic():
        message = Message.objects.waiting().select_for_update(skip_locked=True).filter(pk=message_id).first()
        if message is None:
            return False
        return _send(message)


def _send(message: Message) -> bool:
    message.attempts += 1
    try:
        _as_mail(message).send()
    except OSError as error:  # smtplib's errors are OSErrors
        message.last_error = str(error)
        message.failed_at = timezone.now() if message.attempts >= GIVE_UP_AFTER else None
        logger.warning("Message %s not sent (attempt %d): %s", message.pk, message.attempts, error)
    else:
        message.sent_at = timezone.now()
    message.save(update_fields=["attempts", "last_error", "failed_at", "sent_at"])
    return message.sent_at is not None


def _as_mail(message: Message) -> EmailMultiAlternatives:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >")
    mail = EmailMultiAlternatives(
        message.subject, message.text, to=message.to, headers={"Message-ID": f"<{message.uid}@{domain}>"}
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    return mail

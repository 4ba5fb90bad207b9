"""Delivering what was posted. At least once by design; twice only if the world ends between mail and commit,
and then under the same Message-ID, so that a mailbox can tell."""

import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from sostocked.foundation.outbox.models import Message

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = 12  # attempts, one sweep apart or more


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
    is_for_one = len(message.to) == 1
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=message.to if is_for_one else [],
        bcc=[] if is_for_one else message.to,  # an older message: nobody reads who else gets it
        headers={"Message-ID": f"<{message.uid}@{domain}>"},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    return mail

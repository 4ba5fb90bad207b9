"""Queued work of the outbox."""

from celery import shared_task

from sostocked.foundation.outbox.delivery import deliver_all
from sostocked.foundation.outbox.models import Message

STALE_AFTER = 60
"""Seconds after which nobody need hear of new messages: a sweep has found them."""


@shared_task(name="sostocked.outbox.tasks.deliver_posted", expires=STALE_AFTER)  # a name as old as the queue
def deliver_posted(keys: list[str]) -> int:
    """Deliver the messages of these keys; how many this worker sent."""
    waiting = Message.objects.waiting().filter(key__in=keys).order_by("pk")
    return deliver_all(list(waiting.values_list("pk", flat=True)))

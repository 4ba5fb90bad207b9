"""Queued work of the outbox."""

from celery import shared_task

from sostocked.foundation.outbox.delivery import deliver
from sostocked.foundation.outbox.models import Message


@shared_task(name="sostocked.outbox.tasks.deliver_posted")  # as the queue has known it from the beginning
def deliver_posted(keys: list[str]) -> int:
    """Deliver the messages of these keys; how many this worker sent."""
    waiting = Message.objects.waiting().filter(key__in=keys).values_list("pk", flat=True)
    return sum(deliver(pk) for pk in waiting)

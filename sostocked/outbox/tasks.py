"""Queued work of the outbox."""

from celery import shared_task

from sostocked.outbox.models import Message
from sostocked.outbox.services import deliver


@shared_task
def deliver_posted(keys: list[str]) -> int:
    """Deliver the messages of these keys; how many this worker sent."""
    waiting = Message.objects.waiting().filter(key__in=keys).values_list("pk", flat=True)
    return sum(deliver(pk) for pk in waiting)

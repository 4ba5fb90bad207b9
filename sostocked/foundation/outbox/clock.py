"""Beat's visits to the outbox."""

from celery import shared_task

from sostocked.foundation.outbox.delivery import deliver
from sostocked.foundation.outbox.models import Message


@shared_task(name="sostocked.outbox.clock.sweep")  # as the queue has known it from the beginning
def sweep() -> int:
    """Deliver whatever still waits: posted while the queue was down, or left by a worker that died."""
    return sum(deliver(pk) for pk in list(Message.objects.waiting().values_list("pk", flat=True)[:200]))

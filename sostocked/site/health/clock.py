"""Beat's visits to the workers."""

from celery import shared_task

from sostocked.site.health.models import Pulse


@shared_task(name="sostocked.health.clock.show_life")
def show_life(queue: str) -> None:
    """Asked for in every queue: beat, queue, worker and database work, all of them, or this is not noted."""
    Pulse.objects.beat(f"queue {queue}")

"""Queued work of rescheduling."""

import logging

from celery import shared_task

from leadtimes.models import Rescheduling
from leadtimes.rescheduling.batches import note_failure, run

logger = logging.getLogger(__name__)


@shared_task(name="leadtimes.tasks.date_open_orders_again")
def date_open_orders_again(rescheduling_id: int) -> None:
    """Go on with a rescheduling until it is counted or done; what goes wrong is kept for its page."""
    try:
        run(Rescheduling.objects.get(pk=rescheduling_id))
    except Exception as error:
        logger.exception("Rescheduling %d stopped.", rescheduling_id)
        note_failure(rescheduling_id, error)

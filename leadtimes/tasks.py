"""Queued work of the map."""

import logging

from celery import shared_task

from leadtimes.models import Redating
from leadtimes.rescheduling.job import note_failure, run

logger = logging.getLogger(__name__)


@shared_task(name="leadtimes.tasks.date_open_orders_again")
def date_open_orders_again(redating_id: int) -> None:
    """Go on with a redating until it is counted or done; what goes wrong is kept for its page."""
    try:
        run(Redating.objects.get(pk=redating_id))
    except Exception as error:
        logger.exception("Redating %d stopped.", redating_id)
        note_failure(redating_id, error)

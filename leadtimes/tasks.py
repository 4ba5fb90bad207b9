"""Queued work of lead times and facilities. Celery looks for it here."""

from leadtimes.rescheduling.tasks import date_open_orders_again

__all__ = ["date_open_orders_again"]

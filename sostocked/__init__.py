"""The roof: settings, urls, celery, home, health and commands. Nothing imports it."""

from sostocked.celery import app as celery_app

__all__ = ["celery_app"]

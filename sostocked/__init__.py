"""The project: settings, urls and queue. `site` lies above every app, `foundation` under them, `run` apart."""

from sostocked.celery import app as celery_app

__all__ = ["celery_app"]

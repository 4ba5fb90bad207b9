"""The queue: tasks are found in each app's `tasks.py` and `clock.py`."""

import os

from celery import Celery

from sostocked.run.supervisor import pulse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sostocked.settings")
app = Celery("sostocked")
app.config_from_object("django.conf:settings", namespace="CELERY")
pulse.follow(app)
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="clock")

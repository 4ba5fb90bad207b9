"""The queue: tasks are found in each app's `tasks.py` and `clock.py`."""

import os

from celery import Celery, signals

from sostocked.run.supervisor import pulse
from sostocked.site.outages.log import tell_in_one_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sostocked.settings")
app = Celery("sostocked")
app.config_from_object("django.conf:settings", namespace="CELERY")
pulse.follow(app)
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="clock")
signals.after_setup_logger.connect(tell_in_one_line, dispatch_uid="outages in one line")

"""The queue: tasks are found in each app's `tasks.py` and `clock.py`."""

import os
from typing import Any

from celery import Celery, signals
from django.conf import settings

from sostocked.run.open_site import refuse_to_open
from sostocked.run.supervisor import pulse
from sostocked.site.outages.log import tell_in_one_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sostocked.settings")
app = Celery("sostocked")
app.config_from_object("django.conf:settings", namespace="CELERY")
pulse.follow(app)
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="clock")
signals.after_setup_logger.connect(tell_in_one_line, dispatch_uid="outages in one line")


@signals.celeryd_init.connect
@signals.beat_init.connect
def refuse_what_is_unsafe(**kwargs: Any) -> None:
    """End worker or beat if the site must not be opened, as the web does."""
    refuse_to_open(secret_key=settings.SECRET_KEY, allowed_hosts=settings.ALLOWED_HOSTS, demo=settings.DEMO)

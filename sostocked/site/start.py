"""What is odd about a site that is being started, said by `manage.py` and in the log of the web."""

import logging
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import Error as DatabaseError

from sostocked.foundation.people.models import User
from sostocked.foundation.words import count_of
from sostocked.run.open_site import why_not_open

logger = logging.getLogger(__name__)


@register(Tags.security)
def check_what_is_unsafe(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What web, worker and beat refuse to start with (`sostocked/run/open_site.py`)."""
    hosts, key = settings.ALLOWED_HOSTS, settings.SECRET_KEY
    found = why_not_open(secret_key=key, allowed_hosts=hosts, demo=settings.DEMO)
    return [Error(each, id="sostocked.E001") for each in found]


@register(Tags.database)
def check_demo_people(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Said by `migrate`, at every start."""
    told = demo_people_in_words() if databases else ""
    return [Warning(told, id="sostocked.W001")] if told else []


def say_who_is_shut_out() -> None:
    """Log that people of the demo are in the database of a site that is none."""
    if told := demo_people_in_words():
        logger.warning(told)


def demo_people_in_words() -> str:
    """A sentence about people of the demo on a site that is no demo; "" where there are none, or no database."""
    if settings.DEMO:
        return ""
    try:
        count = User.objects.filter(is_made_up=True, is_active=True).count()
    except DatabaseError:
        return ""
    return _SHUT_OUT.format(count_of(count, "demo account")) if count else ""


_SHUT_OUT = (
    "There are {} with a public password in this database. Outside demo mode they cannot sign in, their sessions "
    "are over and their calendars closed. Use a database of its own for the real site."
)

"""What beat asks for and when, and which queue does it. The settings read this, so there is no Django in it."""

from typing import Any

from celery.schedules import crontab

# Whatever may take long has a queue, and workers, of its own: a mail server that hangs holds no calendar up, and
# neither of them holds up beat's short visits, which stay in the queue that is there without a name.
ROUTES = {
    "sostocked.outbox.*": {"queue": "mail"},
    "sostocked.backup.*": {"queue": "jobs"},
    "sostocked.site.clock.tidy_up_at_night": {"queue": "jobs"},
    "leadtimes.tasks.*": {"queue": "jobs"},
    "leadtimes.clock.look_for_newer_holidays": {"queue": "jobs"},
    "purchasing.clock.ask_what_is_over": {"queue": "jobs"},
    "inventory.clock.check_stock": {"queue": "jobs"},
}

HEARTBEATS = {"celery": 90, "mail": 300, "jobs": 1800}
"""Each queue, and how old a sign of life of its workers may be (seconds): those with long tasks show fewer."""


def _visit(task: str, every: float) -> dict[str, Any]:
    """What beat asks for so often (in seconds); one that nobody gets to before the next one is due is dropped."""
    return {"task": task, "schedule": every, "options": {"expires": every}}


def _at(task: str, *, within: int, **when: Any) -> dict[str, Any]:
    """What beat asks for at a time of the day (UTC); it is dropped where nobody gets to it `within` seconds."""
    return {"task": task, "schedule": crontab(**when), "options": {"expires": within}}


SCHEDULE = {
    "deliver what is waiting": _visit("sostocked.outbox.clock.sweep", 15.0),
    "forget old news": _visit("sostocked.outbox.clock.forget_old_news", 600.0),
    # Often, so that a job whose workers were killed goes on soon.
    "go on with dating orders again": _visit("leadtimes.clock.sweep", 3.0),
    "look for newer holidays": _visit("leadtimes.clock.look_for_newer_holidays", 300.0),
    "ask what is over": _at("purchasing.clock.ask_what_is_over", within=3600, minute=10),
    "prove that the stock adds up": _at("inventory.clock.check_stock", within=3600, hour=3, minute=20),
    "tidy up": _at("sostocked.site.clock.tidy_up_at_night", within=3600, hour=3, minute=40),
}
SIGNS_OF_LIFE = {
    f"ask the workers of {queue} for a sign of life": {
        "task": "sostocked.health.clock.show_life",
        "schedule": 15.0,
        "args": [queue],
        "options": {"queue": queue, "expires": 15.0},
    }
    for queue in HEARTBEATS
}
BACKUP = {
    "make the backup of the day": _at("sostocked.backup.clock.make_when_due", within=600, minute="*/10"),
}

"""What an older version left behind is understood: queued messages, and the databases it made."""

import re
from pathlib import Path

from django.conf import settings

from sostocked.celery import app
from sostocked.run.supervisor import commands

ROOT = Path(settings.BASE_DIR)
QUEUED_BEFORE = {
    "leadtimes.clock.sweep",
    "leadtimes.tasks.date_open_orders_again",
    "purchasing.clock.ask_what_is_over",
    "sostocked.outbox.clock.forget_old_news",
    "sostocked.outbox.clock.sweep",
    "sostocked.outbox.tasks.deliver_posted",
}
"""Names that messages in a queue may carry, wherever their tasks lie today."""


def test_tasks_keep_the_names_that_queued_messages_carry():
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert QUEUED_BEFORE - ours == set()


def test_beat_asks_for_tasks_that_there_are():
    app.loader.import_default_modules()
    asked = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert asked - set(app.tasks) == set()


def test_every_queue_that_a_task_goes_to_has_a_worker_and_none_has_two():
    asked = [
        queue
        for command in (commands.WORKER, commands.MAILER, commands.SWEEPER)
        for queue in re.search(r"--queues (\S+)", command)[1].split(",")
    ]
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert sorted(asked) == sorted(routed | {app.conf.task_default_queue})


def test_mail_calendar_jobs_and_visits_go_to_queues_apart():
    app.loader.import_default_modules()
    queues = {name: app.amqp.router.route({}, name)["queue"].name for name in QUEUED_BEFORE}
    assert queues == {
        "leadtimes.clock.sweep": "celery",
        "leadtimes.tasks.date_open_orders_again": "jobs",
        "purchasing.clock.ask_what_is_over": "jobs",
        "sostocked.outbox.clock.forget_old_news": "mail",
        "sostocked.outbox.clock.sweep": "mail",
        "sostocked.outbox.tasks.deliver_posted": "mail",
    }


def test_a_visit_that_nobody_got_to_is_dropped_when_the_next_one_is_due():
    for visit in settings.CELERY_BEAT_SCHEDULE.values():
        every = visit["schedule"]
        seconds = every if isinstance(every, float) else 3600
        assert 0 < visit["options"]["expires"] <= seconds


def test_migrations_import_nothing_of_ours_that_may_move():
    """But models, for defaults that are called, and the cellar's rules, by which a migration reads what stands."""
    imported = re.compile(
        r"^(?:import|from) ((?:sostocked|leadtimes|inventory|purchasing|workorders)[\w.]*)", re.M
    )
    found = {
        (str(path.relative_to(ROOT)), module)
        for path in ROOT.glob("*/migrations/0*.py")
        for module in imported.findall(path.read_text())
        if ".models" not in module and not module.startswith("sostocked.foundation.rules")
    }
    assert found == set()

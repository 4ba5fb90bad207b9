"""The commands, written once. `docker-compose.yml` uses the same; a test holds them together."""

import sys
from collections.abc import Mapping

from sostocked.run.supervisor.preflight import MARK, Plan, secret_key

# Loaded before it forks: a worker that was killed is replaced in no time, and all of them share what was loaded.
GUNICORN = "gunicorn sostocked.wsgi --workers 2 --preload --no-control-socket --log-level warning"
_WORKER = "celery --quiet --app sostocked worker --loglevel WARNING"
# Three queues, each with workers of its own: calendar jobs, mail, and beat's short visits (settings.py).
WORKER = f"{_WORKER} --hostname jobs@%h --queues jobs --concurrency 2"
# These wait for others most of the time: threads, which take no memory of their own.
MAILER = f"{_WORKER} --hostname mail@%h --queues mail --pool threads --concurrency 4"
SWEEPER = f"{_WORKER} --hostname visits@%h --queues celery --pool threads --concurrency 2"
BEAT = "celery --quiet --app sostocked beat --loglevel WARNING"

# Before the web starts, in this order. Each is harmless when repeated.
PREPARATIONS = ("migrate", "createcachetable", "grant_site_role", "collectstatic --no-input --verbosity 0")
DEMO = "load_demo"
DEMO_LOGINS = "load_demo --logins"


def manage(command: str) -> list[str]:
    """A management command."""
    return [sys.executable, "manage.py", *command.split()]


def services(plan: Plan) -> dict[str, list[str]]:
    """The processes to watch over: by module, as a script's first line breaks when the folder is moved."""
    return {
        "web": [*_module(GUNICORN), "--graceful-timeout", "3", "--bind", f"127.0.0.1:{plan.port}"],
        "worker": _module(WORKER),
        "mailer": _module(MAILER),
        "sweeper": _module(SWEEPER),
        "beat": [*_module(BEAT), "--schedule", str(plan.var / "celerybeat-schedule")],
    }


def environment(plan: Plan, inherited: Mapping[str, str], urls: Mapping[str, str]) -> dict[str, str]:
    """What every process gets. A name the person has set wins over ours."""
    ours = {"SOSTOCKED_DEMO": "1", "SITE_URL": plan.address, "PYTHONUNBUFFERED": "1"}
    ours["PROMETHEUS_MULTIPROC_DIR"] = str(plan.figures)
    # Celery warns at length about root; on a machine that only has root, that is noise.
    ours["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser privileges"
    key = inherited.get("SECRET_KEY") or secret_key(plan)
    return ours | dict(inherited) | dict(urls) | {"SECRET_KEY": key, MARK: str(plan.var)}


def of_the_site(environment: Mapping[str, str]) -> dict[str, str]:
    """What those get who serve people: they never learn how the owner signs in to the database."""
    return {name: value for name, value in environment.items() if name != "DATABASE_OWNER_URL"}


def _module(command: str) -> list[str]:
    return [sys.executable, "-m", *command.split()]

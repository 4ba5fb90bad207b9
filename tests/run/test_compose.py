"""There is no container engine where the tests run, so the files are held against what `make run` does."""

import ast
import re
import shlex

import pytest
import yaml
from stand_in import ROOT

from sostocked.run.supervisor import commands

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")


def test_the_services_are_those_of_make_run_and_what_they_need():
    assert set(SERVICES) == {"db", "queue", "migrate", "web", "worker", "beat"}


@pytest.mark.parametrize(
    ("name", "command"),
    [("web", commands.GUNICORN), ("worker", commands.WORKER), ("beat", commands.BEAT)],
)
def test_a_container_runs_the_command_of_make_run(name, command):
    words = shlex.split(command)
    assert SERVICES[name]["command"][: len(words)] == words


def test_the_image_starts_the_web_as_the_compose_file_does():
    line = next(line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("CMD "))
    assert ast.literal_eval(line.removeprefix("CMD ")) == SERVICES["web"]["command"]


def test_migrate_does_what_make_run_prepares():
    script = SERVICES["migrate"]["command"][-1]
    prepared = re.findall(r"manage\.py (\S+?);?(?:\s|$)", script)
    # Files are collected while the image is built.
    steps = [step.split()[0] for step in commands.PREPARATIONS if "collectstatic" not in step]
    assert prepared == [*steps, commands.DEMO]
    assert "collectstatic" in (ROOT / "Dockerfile").read_text()


def test_every_name_in_the_environment_is_one_the_settings_read():
    settings = (ROOT / "sostocked" / "settings.py").read_text()
    for name in OURS:
        unknown = [key for key in SERVICES[name]["environment"] if f'"{key}"' not in settings]
        assert unknown == []


@pytest.mark.parametrize(
    "name",
    [
        "EMAIL_BACKEND",
        "EMAIL_HOST",
        "EMAIL_PORT",
        "EMAIL_HOST_USER",
        "EMAIL_HOST_PASSWORD",
        "EMAIL_USE_TLS",
        "DEFAULT_FROM_EMAIL",
        "LOG_LEVEL",
    ],
)
def test_mail_and_log_reach_every_container_and_default_as_the_settings_do(name):
    settings = (ROOT / "sostocked" / "settings.py").read_text()
    kind, default = re.search(rf'env\.(\w+)\("{name}", default=(.+?)\)', settings).groups()
    plain = ast.literal_eval(default)
    expected = f"${{{name}:-{int(plain) if kind == 'bool' else plain}}}"
    assert {service: SERVICES[service]["environment"].get(name) for service in OURS} == dict.fromkeys(
        OURS, expected
    )
    assert name in (ROOT / "docker-compose.yml").read_text().partition("x-app:")[0]


def test_urls_name_the_services_and_their_passwords():
    environment = SERVICES["web"]["environment"]
    database, queue = SERVICES["db"]["environment"], SERVICES["queue"]
    user, name = database["POSTGRES_USER"], database["POSTGRES_DB"]
    password = database["POSTGRES_PASSWORD"]
    owner = SERVICES["migrate"]["environment"]["DATABASE_OWNER_URL"]
    assert owner == f"postgres://{user}:{password}@db:5432/{name}"
    own = password.replace("POSTGRES_PASSWORD", "SITE_PASSWORD")
    assert environment["DATABASE_URL"] == f"postgres://sostocked_site:{own}@db:5432/{name}"
    assert environment["REDIS_URL"] == f"redis://:{queue['command'][-1]}@queue:6379/0"
    assert queue["environment"]["REDISCLI_AUTH"] == queue["command"][-1]


def test_only_migrate_knows_the_owner():
    knows = [name for name in OURS if "DATABASE_OWNER_URL" in SERVICES[name]["environment"]]
    assert knows == ["migrate"]


def test_only_this_machine_reaches_the_ports():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8000:8000"]


def test_everything_that_stays_up_is_watched():
    assert [name for name in SERVICES if name != "migrate" and "healthcheck" not in SERVICES[name]] == []


def test_nothing_starts_before_the_database_is_migrated():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_every_volume_is_declared():
    mounted = {volume.split(":")[0] for one in SERVICES.values() for volume in one.get("volumes", [])}
    assert mounted == set(COMPOSE["volumes"])


def test_the_image_does_not_run_as_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert lines.index("USER sostocked") < lines.index(
        next(line for line in lines if line.startswith("CMD "))
    )


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_and_hashed_and_name_no_place(name):
    text = (ROOT / name).read_text()
    pinned = re.findall(r"^[a-z0-9][^\s=]*==\S+ \\\n    --hash=sha256:", text, flags=re.MULTILINE)
    named = re.findall(r"^[a-z0-9].*$", text, flags=re.MULTILINE)
    assert len(pinned) == len(named) > 40
    assert re.findall(r"://|--index-url|--find-links|--trusted-host|file:/|/home|/root|/tmp", text) == []

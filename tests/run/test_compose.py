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
WORKERS = ("worker", "mailer", "sweeper")
OURS = ("migrate", "web", *WORKERS, "beat")


def test_the_services_are_those_of_make_run_and_what_they_need():
    assert set(SERVICES) == {"proxy", "db", "queue", *OURS}


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("web", commands.GUNICORN),
        ("worker", commands.WORKER),
        ("mailer", commands.MAILER),
        ("sweeper", commands.SWEEPER),
        ("beat", commands.BEAT),
    ],
)
def test_a_container_runs_the_command_of_make_run(name, command):
    words = shlex.split(command)
    assert SERVICES[name]["command"][: len(words)] == words


def test_a_worker_is_asked_by_the_name_it_goes_by():
    for name in WORKERS:
        words = SERVICES[name]["command"]
        own = words[words.index("--hostname") + 1].replace("%h", "$$HOSTNAME")
        assert SERVICES[name]["healthcheck"]["test"][-1].endswith(f"--destination {own}")


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


def read_from_the_environment() -> dict[str, tuple[str, object]]:
    """Every name that settings.py asks for: as what, and with which default (... where it is computed)."""
    found = {}
    for node in ast.walk(ast.parse((ROOT / "sostocked" / "settings.py").read_text())):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        kind = ast.unparse(node.func)
        if re.fullmatch(r"env\.\w+|_service_url", kind):
            given = {keyword.arg: keyword.value for keyword in node.keywords}.get("default")
            try:
                default = ast.literal_eval(given)
            except (ValueError, TypeError):
                default = ...
            found[node.args[0].value] = (kind.removeprefix("env."), default)
    return found


READ = read_from_the_environment()
KEPT_OUT = {
    "DATABASE_OWNER_URL": "migrate alone signs in as the owner",
    "SOSTOCKED_AS_OWNER": "manage.py says it itself",
    "STATIC_ROOT": "files are collected into the image",
    "DEBUG": "never for others",
}
OTHER_THAN_ELSEWHERE = {
    "SECRET_KEY": "only-for-the-demo-on-this-machine-change-it-for-a-real-site",
    "SOSTOCKED_DEMO": "1",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "CSRF_TRUSTED_ORIGINS": "${SITE_URL:-http://127.0.0.1:8000}",
    "BEHIND_PROXY": "1",
}
"""Defaults of the containers that are not those of the settings: the demo's, and there is always a proxy."""


def test_the_names_that_settings_read_are_found():
    assert READ["EMAIL_PORT"] == ("int", 25)
    assert READ["DATABASE_URL"] == ("_service_url", ...)
    assert len(READ) > 15


@pytest.mark.parametrize("name", OURS)
def test_every_setting_of_the_environment_reaches_the_containers(name):
    """A setting that is added to settings.py is added to docker-compose.yml, or to `KEPT_OUT` with a reason."""
    missing = set(READ) - set(SERVICES[name]["environment"]) - set(KEPT_OUT)
    assert sorted(missing) == []


@pytest.mark.parametrize("name", OURS)
def test_every_name_in_the_environment_is_one_the_settings_read(name):
    assert sorted(set(SERVICES[name]["environment"]) - set(READ)) == []
    assert set(KEPT_OUT) <= set(READ)


@pytest.mark.parametrize(
    "name", sorted(set(READ) - set(KEPT_OUT) - {"DATABASE_URL", "REDIS_URL", "EMAIL_FILE_PATH"})
)
def test_containers_default_as_the_settings_do(name):
    """What nobody set is the same as without containers; a default that is computed is left to the settings."""
    kind, default = READ[name]
    given = {service: SERVICES[service]["environment"][name] for service in OURS}
    if name in OTHER_THAN_ELSEWHERE:
        expected = f"${{{name}:-{OTHER_THAN_ELSEWHERE[name]}}}"
    elif default in (..., None):
        expected = None
    else:
        plain = ",".join(map(str, default)) if kind == "list" else int(default) if kind == "bool" else default
        expected = f"${{{name}:-{plain}}}"
    assert given == dict.fromkeys(OURS, expected)


@pytest.mark.parametrize(
    "name",
    ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_HOST", "DEFAULT_FROM_EMAIL", "POSTGRES_PASSWORD"],
)
def test_the_head_of_the_file_says_what_a_real_site_sets(name):
    assert f"{name}=" in (ROOT / "docker-compose.yml").read_text().partition("x-log:")[0]


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
    """Until somebody says otherwise; and only the proxy is reached at all."""
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {
        "proxy": ["${HTTP_ADDRESS:-127.0.0.1:8000}:8000", "${HTTPS_ADDRESS:-127.0.0.1:8443}:8443"]
    }


def test_the_proxy_is_given_all_that_its_configuration_leaves_open():
    folder = ROOT / "sostocked" / "run" / "proxy"
    open_names = set(re.findall(r"\$\{([A-Z]+)\}", (folder / "site.conf.template").read_text()))
    assert open_names == set(SERVICES["proxy"]["environment"])
    assert {path.name for path in folder.iterdir()} == {"site.conf.template", "http.conf", "https.conf"}
    sources = [volume.split(":")[0] for volume in SERVICES["proxy"]["volumes"][:2]]
    assert [(ROOT / source).exists() for source in sources] == [True, True]
    assert SERVICES["proxy"]["depends_on"] == {"web": {"condition": "service_healthy"}}


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_takes_the_whole_machine_or_fills_its_disk_with_words(name):
    assert re.fullmatch(r"\d+[mg]", SERVICES[name]["mem_limit"])
    assert SERVICES[name]["logging"]["options"] == {"max-size": "10m", "max-file": "5"}


@pytest.mark.parametrize("name", ["web", "worker"])
def test_what_is_made_many_of_keeps_nothing_of_its_own(name):
    """No port and no fixed name, which only one can have; its folders are the demo's mail, files and backups."""
    assert {"ports", "container_name", "hostname"} & set(SERVICES[name]) == set()
    mounted = ["mail:/app/var/mail", "files:/app/var/files", "backups:/app/var/backups"]
    assert SERVICES[name]["volumes"] == mounted


def test_everything_that_stays_up_is_watched():
    assert [name for name in SERVICES if name != "migrate" and "healthcheck" not in SERVICES[name]] == []


def test_nothing_starts_before_the_database_is_migrated():
    for name in ("web", *WORKERS, "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_every_volume_is_declared():
    volumes = [volume for one in SERVICES.values() for volume in one.get("volumes", [])]
    mounted = {volume.split(":")[0] for volume in volumes if volume[0] not in "./$"}
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

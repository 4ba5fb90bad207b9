"""What a site must not be opened with: every process that serves people refuses, in words."""

import os
import subprocess
import sys

import pytest
from stand_in import ROOT

from sostocked.run.open_site import CANNOT_START, why_not_open

GOOD = "kZ3-this-one-was-made-by-chance-9fQx"
HOSTS = ["shop.example"]


@pytest.mark.parametrize(
    ("key", "hosts", "words"),
    [
        ("x", HOSTS, "SECRET_KEY can be guessed"),
        ("ab" * 40, HOSTS, "SECRET_KEY can be guessed"),
        ("only-for-the-demo-on-this-machine-change-it-for-a-real-site", HOSTS, "one that everybody knows"),
        ("django-insecure-" + GOOD, HOSTS, "one that everybody knows"),
        (GOOD, ["*"], "ALLOWED_HOSTS=*"),
        (GOOD, ["shop.example", "*"], "ALLOWED_HOSTS=*"),
    ],
)
def test_what_is_unsafe_is_said_with_what_to_do(key, hosts, words):
    (said,) = why_not_open(secret_key=key, allowed_hosts=hosts, demo=False)
    assert words in said
    assert why_not_open(secret_key=key, allowed_hosts=hosts, demo=True) == []


def test_what_is_well_is_well():
    assert why_not_open(secret_key=GOOD, allowed_hosts=HOSTS, demo=False) == []


PROCESSES = {
    "web": ["-m", "gunicorn", "sostocked.wsgi", "--bind", "127.0.0.1:0", "--no-control-socket"],
    "worker": ["-m", "celery", "--quiet", "--app", "sostocked", "worker", "--pool", "solo"],
    "beat": ["-m", "celery", "--quiet", "--app", "sostocked", "beat", "--schedule", "SCHEDULE"],
    "manage.py": ["manage.py", "check"],
}


@pytest.mark.parametrize("name", PROCESSES)
@pytest.mark.parametrize("unsafe", [{"SECRET_KEY": "x"}, {"ALLOWED_HOSTS": "*"}])
def test_each_process_refuses_to_start(name, unsafe, tmp_path):
    environment = {key: value for key, value in os.environ.items() if key not in ("SOSTOCKED_DEMO", "DEBUG")}
    environment |= {"SECRET_KEY": GOOD, "ALLOWED_HOSTS": "shop.example"} | unsafe
    done = subprocess.run(
        [sys.executable, *(str(tmp_path / "beat") if each == "SCHEDULE" else each for each in PROCESSES[name])],
        cwd=ROOT, env=environment, timeout=60, check=False,
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert next(iter(unsafe)) in done.stdout
    assert "Traceback" not in done.stdout
    assert done.returncode in (CANNOT_START, 1)


def test_the_supervisor_refuses_before_anything_is_started(project):
    process = project.supervise(environment={"SOSTOCKED_DEMO": "0", "SECRET_KEY": "x", "ALLOWED_HOSTS": "*"})
    said = process.communicate(timeout=20)[0]
    assert process.returncode == 1
    assert "SECRET_KEY can be guessed" in said
    assert "ALLOWED_HOSTS=*" in said
    assert "Starting" not in said

"""Two web workers and a worker of the queue, as real processes: they count as one, and come back when killed."""

import contextlib
import http.client
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from urllib.parse import urlencode

import psutil
import pytest
import redis
from django.conf import settings
from django.db import connection
from prometheus_client.parser import text_string_to_metric_families

from sostocked.run.supervisor.commands import GUNICORN
from tests.databases import url_of
from tests.factories import UserFactory

BACK_WITHIN = 10.0  # seconds


class Site:
    """A web and a worker on the database of the tests, each with its log in a file."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        queue = re.sub(r"/\d+$", "/15", settings.REDIS_URL)  # no other test's tasks
        with redis.Redis.from_url(queue) as opened:
            opened.flushdb()
        inherited = {name: value for name, value in os.environ.items() if "OWNER" not in name}
        self.environment = {
            **inherited,
            "DATABASE_URL": url_of(connection.get_connection_params()),
            "REDIS_URL": queue,
            "SECRET_KEY": "x" * 50,
            "SOSTOCKED_DEMO": "1",
            "LOG_FORMAT": "json",
            "EMAIL_FILE_PATH": str(folder / "mail"),
            "PROMETHEUS_MULTIPROC_DIR": str(folder / "figures"),
        }
        self.web = self.start("web", *GUNICORN.split(), "--bind", f"127.0.0.1:{self.port}")
        worker = "celery --quiet --app sostocked worker --concurrency 1 --queues celery,mail,jobs"
        self.worker = self.start("worker", *worker.split())

    def start(self, name, *command):
        with (self.folder / name).open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *command], cwd=settings.BASE_DIR, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def stop(self):
        for process in (self.web, self.worker):
            process.send_signal(signal.SIGTERM)
        for process in (self.web, self.worker):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def get(self, path):
        """Status and body, over a connection of its own; (0, b"") while nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(line), contextlib.suppress(OSError, http.client.HTTPException):
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read()
        return 0, b""

    def figure(self, name, **labels):
        """The sum of a figure over all that have these labels."""
        families = text_string_to_metric_families(self.get("/metrics")[1].decode())
        found = (sample for family in families for sample in family.samples)
        return sum(
            each.value for each in found if each.name == name and labels.items() <= each.labels.items()
        )

    def lines(self, name):
        """What the log of a process says, line by line."""
        for line in (self.folder / name).read_text().splitlines():
            with contextlib.suppress(ValueError):
                yield json.loads(line)


def wait_until(happened, *, seconds=60.0):
    """How long it took; fails when it never happens."""
    began = time.monotonic()
    while not happened():
        assert time.monotonic() - began < seconds, "it never happened"
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.fixture
def site(transactional_db, tmp_path):
    made = Site(tmp_path)
    try:
        wait_until(lambda: made.get("/healthz")[0] == 200)
        yield made
    finally:
        made.stop()
        for name in ("web", "worker"):  # shown when the test fails
            print(name, (tmp_path / name).read_text()[-5000:])


def test_two_workers_are_one_in_figures_and_log_and_come_back(site):
    UserFactory(email="anna@example.com")
    for _ in range(40):
        assert site.get("/accounts/login/")[0] == 200
    workers = psutil.Process(site.web.pid).children()
    assert len(workers) == 2
    login = {"route": "accounts/login/", "method": "GET", "status": "200"}
    assert {site.figure("sostocked_requests_total", **login) for _ in range(10)} == {40}
    assert len(list((site.folder / "figures").glob("counter_*.db"))) >= 2  # a file by each

    ask_for_a_new_password(site, request_id="asked-by-anna")
    wait_until(lambda: site.figure("sostocked_mails_sent_total") >= 1)
    wait_until(lambda: "sostocked.outbox.tasks.deliver_posted" in told(site, "worker", "task"))
    assert told(site, "web", "route") == {"accounts/password/reset/", "accounts/password/reset/done/"}

    for worker in workers:
        worker.kill()
    took = wait_until(lambda: site.get("/healthz")[0] == 200)
    print("PAUSE", took)
    assert took < BACK_WITHIN
    assert site.figure("sostocked_requests_total", **login) == 40


def told(site, name, field):
    """What the log of a process has in this field where it carries the name that the proxy gave."""
    return {line.get(field) for line in site.lines(name) if line.get("request_id") == "asked-by-anna"}


def ask_for_a_new_password(site, *, request_id):
    """As anna's browser does it, behind a proxy that names requests."""
    address = f"http://127.0.0.1:{site.port}/accounts/password/reset/"
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    typed = urlencode({"csrfmiddlewaretoken": token, "email": "anna@example.com"}).encode()
    browser.addheaders = [("X-Request-ID", request_id)]
    answer = browser.open(urllib.request.Request(address, data=typed))
    assert answer.status == 200

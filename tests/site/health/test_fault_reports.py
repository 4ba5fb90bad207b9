"""Reports of faults: sent when an address is set, loaded only then, and silent about people."""

import http.server
import json
import os
import subprocess
import sys
import textwrap
import threading
import zlib

import pytest
from django.conf import settings

from sostocked.site.health.fault_reports import without_people

SECRET_WORDS = ["anna@example.test", "hunter2", "session-of-anna", "invitation-token", "1Z999AA10123456784"]
FAULT = """
    import django, logging
    django.setup()
    from django.test import RequestFactory
    from django.core.handlers.wsgi import WSGIHandler
    from sostocked.site import home
    from django.conf import settings
    import sys
    print("loaded" if "sentry_sdk" in sys.modules else "not loaded")

    def fail(get_response):
        def failing(request):
            password = "hunter2"
            raise ValueError("no such person: anna@example.test")
        return failing

    sys.modules["failing"] = type(sys)("failing")
    sys.modules["failing"].fail = fail
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:3], "failing.fail"]
    environ = RequestFactory().post(
        "/people/invitation-token/?next=1Z999AA10123456784", {"password": "hunter2"},
        HTTP_COOKIE="sessionid=session-of-anna", HTTP_X_REQUEST_ID="from-the-proxy",
    ).environ
    WSGIHandler()(environ, lambda *_: None)
    if "sentry_sdk" in sys.modules:
        sys.modules["sentry_sdk"].flush(10)
"""


@pytest.fixture
def collector():
    """A server in the place of Sentry: its address, and the reports that came."""
    came = []

    class Take(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            encoding = self.headers.get("Content-Encoding")
            came.append(zlib.decompress(body, 31) if encoding == "gzip" else body)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Take)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", came
    server.shutdown()
    thread.join()
    server.server_close()


def run(**environment):
    given = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "sostocked.settings",
        "SECRET_KEY": "x" * 50,
        **environment,
    }
    done = subprocess.run(
        [sys.executable, "-u", "-c", textwrap.dedent(FAULT)],
        cwd=settings.BASE_DIR, env=given, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_a_fault_is_reported_without_a_word_about_people(collector):
    address, came = collector
    said = run(SENTRY_DSN=address)
    assert said.startswith("loaded")
    assert "ValueError: no such person: anna@example.test" in said  # the log is ours
    reports = b"\n".join(came).decode()
    event = next(json.loads(line) for line in reports.splitlines() if '"exception"' in line)
    (fault,) = event["exception"]["values"]
    assert (fault["type"], fault["value"]) == ("ValueError", "no such person: …@…")
    assert fault["stacktrace"]["frames"][-1]["function"] == "failing"
    assert event["tags"]["request_id"] == "from-the-proxy"
    assert [word for word in SECRET_WORDS if word in reports] == []


def test_without_an_address_nothing_is_loaded_or_sent(collector):
    said = run(SENTRY_DSN="")
    assert said.startswith("not loaded")
    assert collector[1] == []


def test_what_postgresql_says_of_a_row_is_left_out():
    value = "duplicate key\nDETAIL:  Key (organization_id, email)=(7, anna@example.test) already exists."
    event = without_people({"exception": {"values": [{"value": value}]}, "user": {"id": 1}})
    assert event["exception"]["values"][0]["value"] == (
        "duplicate key\nDETAIL:  Key (organization_id, email)=(…) already exists."
    )
    assert "user" not in event

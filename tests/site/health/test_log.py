"""The log: one object a line where machines read it, one name for all that a request sets off."""

import io
import json
import logging
import re

import pytest
from django.test import Client

from sostocked.foundation.outbox import tasks
from sostocked.site.health import request_ids
from sostocked.site.health.log_lines import AsJson
from sostocked.site.request_log import RefusalsInOneLine
from tests.factories import make_placed


@pytest.fixture
def lines():
    """What the log writes with LOG_FORMAT=json from here on, read again."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(AsJson())
    for each in (RefusalsInOneLine(), request_ids.TellOrigin()):
        handler.addFilter(each)
    requests = logging.getLogger("sostocked.site.health.requests")
    level = requests.level
    requests.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)
    requests.setLevel(level)


def test_a_request_is_one_line_with_its_route_and_who(cast, sign_in, lines):
    order = make_placed(cast)
    answer = sign_in(cast.vera).get(order.get_absolute_url(), headers={"X-Request-ID": "from-the-proxy-1"})
    (line,) = [each for each in lines() if each["logger"] == "sostocked.site.health.requests"]
    assert answer["X-Request-ID"] == line["request_id"] == "from-the-proxy-1"
    assert (line["method"], line["status"], line["user"]) == ("GET", 200, cast.vera.pk)
    assert line["route"] == "o/<slug:org>/purchase-orders/<str:number>/"
    assert line["milliseconds"] > 0
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", line["at"])
    assert order.number not in json.dumps(line)


def test_everything_that_a_request_logs_carries_its_name(cast, sign_in, lines):
    sign_in(cast.alice).get("/o/acme/nothing/", headers={"X-Request-ID": "abcdefgh"})
    found = {each["logger"]: each["request_id"] for each in lines()}
    assert found == {"django.request": "abcdefgh", "sostocked.site.health.requests": "abcdefgh"}
    logging.getLogger("afterwards").warning("on its own")
    assert "request_id" not in lines()[-1]


def test_a_fault_keeps_its_traceback_in_the_line(lines):
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logging.getLogger("ours").exception("Ünlucky %s", "number")
    (line,) = lines()
    assert (line["level"], line["message"]) == ("ERROR", "Ünlucky number")
    assert line["traceback"].endswith("ZeroDivisionError: division by zero")


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "with space 1", 'a"b<c>defgh', "-starts-badly", "ümlauts-1"]
)
def test_a_name_that_is_not_well_formed_is_not_taken(db, given):
    answer = Client().get("/accounts/login/", headers={"X-Request-ID": given})
    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])


def test_two_requests_have_two_names(db):
    names = {Client().get("/accounts/login/")["X-Request-ID"] for _ in range(3)}
    assert len(names) == 3


def test_what_a_request_queues_is_sent_with_its_name(monkeypatch):
    headers = {}
    request_ids._send_along(headers=headers)
    assert headers == {}
    before = request_ids._current.set(request_ids.Origin("of-a-request"))
    try:
        request_ids._send_along(headers=headers)
    finally:
        request_ids._current.reset(before)
    assert headers == {"request_id": "of-a-request"}


def test_a_job_has_a_name_while_it_runs(db, lines, monkeypatch):
    monkeypatch.setattr(tasks, "deliver", lambda _pk: 0, raising=False)
    origins = []
    monkeypatch.setattr(
        tasks.Message.objects, "waiting", lambda: origins.append(request_ids.current()) or 1 / 0
    )
    tasks.deliver_posted.apply(args=[["a"]], task_id="job-1")
    assert origins == [request_ids.Origin("", "sostocked.outbox.tasks.deliver_posted", "job-1")]
    assert request_ids.current() == request_ids.Origin()

"""The log is for what somebody must look at: a refusal is one line, a fault of ours tells where it happened."""

import pytest
from django.test import Client

from purchasing.orders import views
from tests.factories import make_placed


def only_line(log):
    (line,) = log.getvalue().splitlines()
    return line


def test_a_wrong_role_is_one_line(cast, sign_in, log):
    order = make_placed(cast)
    assert sign_in(cast.vera).post(f"{order.get_absolute_url()}cancel/").status_code == 403
    url = f"{order.get_absolute_url()}cancel/"
    assert only_line(log) == f"WARNING django.request: Forbidden (Permission denied): {url}"


def test_a_page_that_is_not_there_is_one_line(cast, sign_in, log):
    assert sign_in(cast.alice).get("/o/acme/nothing/").status_code == 404
    assert only_line(log) == "WARNING django.request: Not Found: /o/acme/nothing/"


def test_a_wrong_method_is_one_line(cast, sign_in, log):
    assert sign_in(cast.alice).post("/o/acme/timeline/").status_code == 405
    assert only_line(log) == "WARNING django.request: Method Not Allowed (POST): /o/acme/timeline/"


def test_a_form_without_its_token_is_one_line(cast, log):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    assert client.post("/o/acme/purchase-orders/new/", {"a": "1"}).status_code == 403
    assert only_line(log).startswith("WARNING django.security.csrf: Forbidden (CSRF cookie not set.)")


def test_a_host_that_is_not_ours_is_one_line(client, db, log):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert only_line(log).startswith("WARNING django.security.DisallowedHost: Invalid HTTP_HOST header")


BROKEN = {
    "no boundary": ("multipart/form-data", b"a"),
    "an alphabet nobody has": ("application/x-www-form-urlencoded; charset=utf-16", b"a=1"),
    "too many fields": ("application/x-www-form-urlencoded", b"a=1&" * 10_001),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_body_that_cannot_be_read_is_one_line(cast, sign_in, log, broken):
    content_type, body = BROKEN[broken]
    answer = sign_in(cast.alice).generic(
        "POST", "/o/acme/purchase-orders/new/", body, content_type=content_type
    )
    assert answer.status_code == 400
    assert only_line(log).startswith("WARNING django.")


def test_a_fault_of_ours_tells_where_it_happened(cast, sign_in, log, monkeypatch):
    monkeypatch.setattr(views, "_rows", lambda *_: 1 / 0)
    client = sign_in(cast.alice)
    client.raise_request_exception = False
    assert client.get("/o/acme/purchase-orders/").status_code == 500
    first, second = log.getvalue().splitlines()[:2]
    assert first == "ERROR django.request: Internal Server Error: /o/acme/purchase-orders/"
    assert second.startswith("Traceback")
    assert log.getvalue().endswith("ZeroDivisionError: division by zero\n")

"""Requests that no browser of ours sends: an answer in words, never a fault of the house."""

from datetime import UTC, datetime

import pytest

from tests.factories import make_placed
from workorders import services as desk

ODD = [
    "//[",
    "http://[/work-orders/",
    "[",
    "https://evil.example/",
    "//evil.example/",
    "/work-orders/../admin/",
]


@pytest.mark.parametrize("odd", ODD)
def test_where_to_go_back_to_is_the_worklist_or_the_work_order(cast, sign_in, odd):
    work_order = make_placed(cast).work_orders.get()
    url = f"{work_order.get_absolute_url()}acknowledge/"
    answer = sign_in(cast.dana).post(url, {"revision": "1", "back": odd})
    assert (answer.status_code, answer.url) == (302, work_order.get_absolute_url())


@pytest.mark.parametrize("odd", ["//[", "http://[", "https://evil.example/", "//evil.example/"])
def test_where_signing_in_leads_is_ours(cast, client, odd):
    cast.alice.set_password("correct horse battery")
    cast.alice.save()
    assert client.get("/accounts/login/", {"next": odd}).status_code == 200
    typed = {"login": cast.alice.email, "password": "correct horse battery", "next": odd}
    assert client.post("/accounts/login/", typed).url == "/"
    assert client.post("/accounts/logout/", {"next": odd}).url == "/accounts/login/"


def test_the_admins_door_leads_nowhere_odd(cast, sign_in):
    assert sign_in(cast.alice).get("/admin/login/", {"next": "//["}).status_code == 302


def test_the_admin_answers_a_zero_byte_in_words(cast, sign_in):
    answer = sign_in(cast.alice).get("/admin/leadtimes/facility/?kind__exact=%00")
    assert answer.status_code == 400
    assert "made no sense" in answer.content.decode()


@pytest.mark.parametrize("charset", ["latin1", "utf-16"])
def test_a_form_in_another_alphabet_is_answered_in_words(client, db, charset):
    answer = client.generic(
        "POST",
        "/accounts/login/",
        b"a=1",
        content_type=f"application/x-www-form-urlencoded; charset={charset}",
    )
    assert answer.status_code == 400
    assert "made no sense" in answer.content.decode()


@pytest.mark.parametrize("demo", [True, False])
def test_a_host_that_is_not_ours_is_answered_in_words(client, settings, db, demo):
    settings.DEMO = demo
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "made no sense" in answer.content.decode()


def test_thousands_of_legs_are_not_even_looked_at(cast, sign_in):
    client = sign_in(cast.alice)
    for url in ("/o/acme/purchase-orders/new/", "/o/acme/work-orders/new/"):
        many = {"action": "save", "adjusted": "1", "legs-TOTAL_FORMS": "5000", "lines-TOTAL_FORMS": "1"}
        answer = client.post(url, many)
        assert answer.status_code == 422
        assert answer.content.decode().count('name="legs-') < 51 * 10


def test_clock_times_are_those_of_the_place(cast, sign_in, time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 2, 30, tzinfo=UTC))  # still the 21st in Chicago
    work_order = make_placed(cast).work_orders.get()
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    for person in (cast.dana, cast.alice):
        page = sign_in(person).get(work_order.get_absolute_url()).content.decode()
        assert "21 Nov 2026, 20:30" in page
        assert "22 Nov 2026, 02:30" not in page

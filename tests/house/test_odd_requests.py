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


def test_legs_of_a_thousand_years_are_refused_in_words_before_a_day_is_counted(cast, sign_in, monkeypatch):
    monkeypatch.setattr("leadtimes.dating.schedule", lambda *_: pytest.fail("Days were counted."))
    legs = {f"legs-{n}-days": "3650" for n in range(50)} | {f"legs-{n}-kind": "supplier" for n in range(50)}
    head = {"ordered_on": "2026-10-12", "supplier": cast.ningbo.pk, "lead_time": cast.lead_time.pk}
    sent = legs | head | {"legs-TOTAL_FORMS": "50", "adjusted": "1", "currency": "USD"}
    client = sign_in(cast.alice)
    for action in ("preview", "save"):
        page = client.post("/o/acme/purchase-orders/new/", sent | {"action": action}).content.decode()
        assert "All legs together take more than 7,300 days" in page


FAR = ["0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "1e9", "-1"]


@pytest.mark.parametrize("day", FAR)
def test_a_day_in_another_age_is_said_beside_its_field(cast, sign_in, day):
    client = sign_in(cast.alice)
    new = {"supplier": cast.ningbo.pk, "lead_time": cast.lead_time.pk, "currency": "USD", "action": "save"}
    for name in ("ordered_on", "sellable_by"):
        assert client.post("/o/acme/purchase-orders/new/", new | {name: day}).status_code == 422
    transfer = {"facility": cast.lone_star.pk, "starts_on": day, "action": "save"}
    assert client.post("/o/acme/work-orders/new/", transfer).status_code == 422


LISTS = ["purchase-orders/", "timeline/", "work-orders/", "products/", "facilities/", "lead-times/"]
PLACES = ["9" * 30, "-1", "0", "1e9", "a_b_c", "%00", "9" * 5000, "2026-01-01_9" + "9" * 25]


@pytest.mark.parametrize("page", LISTS)
def test_a_list_is_asked_for_no_place_and_nothing_that_is_too_much(
    cast, sign_in, page, django_assert_max_num_queries
):
    client, url = sign_in(cast.alice), f"/o/acme/{page}"
    asked = [f"{name}={place}" for name in ("after", "before") for place in PLACES]
    asked += [f"q={'long ' * 2000}", "&".join(["status=draft"] * 7000)]
    asked += ["ordered_on_min=9999-12-31", "ordered_on_max=0001-01-01", "from=0001-01-01"]
    for each in asked:
        with django_assert_max_num_queries(20):
            assert client.get(f"{url}?{each}").status_code == 200


def test_more_parameters_than_any_page_has_are_refused_in_words(cast, sign_in):
    answer = sign_in(cast.alice).get(f"/o/acme/purchase-orders/?{'a=1&' * 10_001}")
    assert answer.status_code == 400
    assert "made no sense" in answer.content.decode()


def test_a_search_looks_at_no_more_than_somebody_types(cast, sign_in):
    client = sign_in(cast.alice)
    page = client.get("/o/acme/products/", {"q": f"{' ' * 3}brush{' ' * 5000}"})
    assert "CH-BRUSH-SET" in page.content.decode()
    asked = client.get("/o/acme/products/", {"q": "x" * 100_000}).context["filter"].form.cleaned_data["q"]
    assert len(asked) == 120

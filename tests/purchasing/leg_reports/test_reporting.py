"""Saying on an order's page what really happened to its legs."""

import re
from datetime import date

import pytest

from tests.factories import make_closed, make_draft, make_placed
from tests.purchasing.conftest import ORDERS

PO = f"{ORDERS}PO-1001/"


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-20T18:00:00Z")


@pytest.fixture
def order(cast):
    return make_placed(cast)


def address(order, at):
    return f"{PO}legs/{list(order.legs.all())[at].pk}/report/"


def shown(page, name):
    return re.search(rf'name="{name}"[^>]*', page.text)[0]


def test_an_assumed_leg_asks_to_be_confirmed(cast, sign_in, order):
    page = sign_in(cast.alice).get(PO).text
    assert "Is “<bdi>Production</bdi>” over?" in page
    assert "It should have ended on 11 Nov 2026" in page
    assert f'href="{address(order, 0)}?what=finished"' in page
    assert f'href="{address(order, 0)}?what=not_yet"' in page


def test_a_viewer_reads_the_question_but_has_no_buttons(cast, sign_in, order):
    page = sign_in(cast.vera).get(PO).text
    assert "Is “<bdi>Production</bdi>” over?" in page
    assert "/report/" not in page


def test_nothing_is_asked_of_a_draft_or_a_closed_order(cast, sign_in, order):
    make_closed(order)
    make_draft(cast)
    for number in ("PO-1001", "PO-1002"):
        page = sign_in(cast.alice).get(f"{ORDERS}{number}/").text
        assert "over?" not in page
        assert "/report/" not in page


def test_the_form_starts_with_today_and_what_most_likely_happened(cast, sign_in, order):
    client = sign_in(cast.alice)
    page = client.get(address(order, 0))
    assert 'value="2026-11-20"' in shown(page, "on")
    assert re.search(r'value="finished"[^>]*checked', page.text)
    assert re.search(r'value="started"[^>]*checked', client.get(address(order, 1)).text)
    assert 'value="not_begun"' not in page.text
    assert "Expected 12 Oct 2026 to 11 Nov 2026." in page.text


def test_s12_on_the_page(cast, sign_in, order, time_machine):
    client = sign_in(cast.alice)
    said = {"what": "finished", "on": "2026-11-20", "reason": "factory"}
    answer = client.post(address(order, 0), said, follow=True)
    assert answer.redirect_chain[-1] == (PO, 302)
    assert "Production is noted, 9 days later than expected. Available 9 Jan 2027 instead of" in answer.text
    assert "9 days late; 31 Dec 2026 as placed" in answer.text
    time_machine.move_to("2026-12-20T18:00:00Z")
    client = sign_in(cast.alice)
    late = {"what": "not_yet", "due": "2026-12-27", "reason": "customs", "note": "Exam at Long Beach"}
    page = client.post(address(order, 2), late, follow=True)
    assert [leg.ends_on for leg in page.context["page"].bar.legs][-1] == date(2027, 1, 14)
    assert "not over yet · Customs: Exam at Long Beach" in page.text
    story = [event.what for event in page.context["page"].history if "expected" in event.what]
    assert story == [
        "reported that Ground freight is not over yet: 27 Dec 2026, 5 days later than expected",
        "confirmed that Production finished on 20 Nov 2026, 9 days later than expected",
    ]
    assert page.context["page"].history[0].note == "Customs: Exam at Long Beach"


def test_confirmed_is_said_in_the_bar_and_in_the_table(cast, sign_in, order):
    client = sign_in(cast.alice)
    page = client.post(address(order, 0), {"what": "finished", "on": "2026-11-11"}, follow=True).text
    assert 'data-kind="supplier"\n    data-state="confirmed"' in page
    assert "Confirmed" in page
    assert "over?" not in page
    assert "Correct: Production" in page


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"what": "finished", "on": "2026-11-21"}, "on", "is in the future"),
        ({"what": "finished", "on": "2026-02-30"}, "on", "This is no day of the calendar"),
        ({"what": "finished", "on": ""}, "on", "Choose the day."),
        ({"what": "not_yet", "due": "2026-11-20", "reason": "port"}, "due", "Choose a day after today"),
        ({"what": "not_yet", "due": "2026-11-25"}, "reason", "Choose what holds it up"),
        ({"what": "not_yet", "due": "2026-11-25", "reason": "moon"}, "reason", "Choose one of the reasons."),
        ({"what": "not_yet", "due": "2026-11-25", "reason": "other"}, "note", "in a few words"),
        ({"what": "sunk", "on": "2026-11-20"}, "what", "Choose what happened."),
        ({"on": "2026-11-20"}, "what", "Choose what happened."),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_bad_input_is_named_beside_its_field_and_nothing_is_written(
    cast, sign_in, order, typed, field, sentence, htmx
):
    headers = {"HX-Request": "true"} if htmx else {}
    page = sign_in(cast.alice).post(address(order, 0), typed, headers=headers)
    assert page.status_code == 422
    error = page.text.split(f'id="id_{field}_error"')[1][:600]
    assert sentence in error
    assert not order.date_changes.exists()
    assert not order.legs.first().is_reported


def test_a_correction_asks_why(cast, sign_in, order):
    client = sign_in(cast.alice)
    client.post(address(order, 0), {"what": "finished", "on": "2026-11-20", "reason": "factory"})
    page = client.post(address(order, 0), {"what": "finished", "on": "2026-11-18"})
    assert (page.status_code, "This corrects what was said before" in page.text) == (422, True)
    client.post(address(order, 0), {"what": "finished", "on": "2026-11-18", "reason": "mistake"})
    assert list(order.date_changes.values_list("days", "reason")) == [(9, "factory"), (-2, "mistake")]


def test_what_was_said_before_stands_above_its_correction(cast, sign_in, order):
    client = sign_in(cast.alice)
    assert "Said so far" not in client.get(address(order, 0)).text
    client.post(address(order, 0), {"what": "finished", "on": "2026-11-18", "reason": "factory"})
    page = client.get(address(order, 0))
    assert "Said so far: finished on 18 Nov 2026." in page.text
    assert 'value="2026-11-18"' in shown(page, "on")


def test_a_leg_of_another_order_is_not_found(cast, sign_in, order):
    other = make_placed(cast)
    leg = other.legs.first()
    assert sign_in(cast.alice).get(f"{PO}legs/{leg.pk}/report/").status_code == 404
    assert sign_in(cast.alice).get(f"{PO}legs/{2**70}/report/").status_code == 404


def test_with_htmx_it_is_a_dialog_and_leads_back_to_the_order(cast, sign_in, order):
    client = sign_in(cast.alice)
    page = client.get(address(order, 0), headers={"HX-Request": "true"})
    assert "<html" not in page.text
    answer = client.post(
        address(order, 0), {"what": "finished", "on": "2026-11-11"}, headers={"HX-Request": "true"}
    )
    assert answer["HX-Redirect"] == PO


@pytest.mark.parametrize("saves", [1, 3, 12])
def test_saying_it_takes_the_same_queries_however_much_was_said(
    cast, sign_in, order, saves, django_assert_max_num_queries
):
    client = sign_in(cast.alice)
    for n in range(saves):
        client.post(address(order, 0), {"what": "not_yet", "due": f"2026-12-{n + 1:02}", "reason": "factory"})
    with django_assert_max_num_queries(25):
        client.post(address(order, 0), {"what": "not_yet", "due": "2026-12-24", "reason": "factory"})
    with django_assert_max_num_queries(11):  # one of them reads the message of what was saved
        client.get(PO)

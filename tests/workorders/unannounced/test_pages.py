"""The pages of what came unannounced: written down, named, assigned, put into stock, taken back."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import ProductFactory
from workorders.models import UnannouncedReceipt
from workorders.unannounced.services import GoodsInput


def said(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def form(cast):
    """`form(code=…)` is what the page sends with one row of goods."""
    cast.new_url = reverse("workorders:write_down_truck", args=["acme", cast.lone_star.pk])

    def rows(*codes, unknown=(), **more):
        sent = {"key": str(uuid.uuid4()), "came_on": str(cast.lone_star.today()), "action": "save"}
        sent |= {"lines-TOTAL_FORMS": str(len(codes)), "lines-INITIAL_FORMS": "0"}
        sent |= {"unknown-TOTAL_FORMS": str(len(unknown)), "unknown-INITIAL_FORMS": "0"}
        for at, (code, units) in enumerate(codes):
            sent |= {f"lines-{at}-code": code, f"lines-{at}-units": units}
        for at, (text, units) in enumerate(unknown):
            sent |= {f"unknown-{at}-text": text, f"unknown-{at}-units": units}
        return sent | more

    return rows


def test_a_truck_is_written_down_by_the_codes_on_it(cast, sign_in, form):
    client = sign_in(cast.dana)
    assert "A truck came that nobody announced" in said(client.get(cast.new_url))
    sent = form(("x00abc1234", "40"), unknown=[("Blue boxes", "3")])
    answer = client.post(cast.new_url, sent, follow=True)
    truck = UnannouncedReceipt.objects.get()
    assert answer.redirect_chain == [(truck.get_absolute_url(), 302)]
    page = said(answer)
    assert "Unannounced truck 1 is written down and on hold." in page
    assert "CH-BRUSH-SET" in page
    assert "Blue boxes" in page
    assert "Assign to a work order" not in page  # the boxes have no name yet
    client.post(cast.new_url, sent)
    assert UnannouncedReceipt.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("NOBODY-HAS-IT", "1"), "Nothing of this seller has the code NOBODY-HAS-IT."),
        (("CH-BRUSH-SET", ""), "Count at least one unit, or leave the row empty."),
        (("", "4"), "Scan or type the code on it."),
        (("SK-SERUM", "4"), "Say on which day these expire."),
    ],
)
def test_what_is_wrong_is_said_beside_it(cast, sign_in, form, row, sentence):
    ProductFactory(organization=cast.acme, sku="SK-SERUM", tracks_expiry=True)
    answer = sign_in(cast.dana).post(cast.new_url, form(row))
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert not UnannouncedReceipt.objects.exists()


def test_nothing_at_all_and_a_day_to_come_are_refused(cast, sign_in, form):
    client = sign_in(cast.dana)
    assert "Write down at least one unit." in said(client.post(cast.new_url, form()))
    answer = client.post(cast.new_url, form(("CH-BRUSH-SET", "1"), came_on="2099-01-01"))
    assert "This day is in the future." in said(answer)


def test_codes_are_looked_up_and_rows_added_without_saving(cast, sign_in, form):
    client = sign_in(cast.dana)
    page = said(client.post(cast.new_url, form(("CH-BRUSH-SET", "1"), action="check")))
    assert "Brush set" in page
    page = said(client.post(cast.new_url, form(("CH-BRUSH-SET", "1"), action="add-line")))
    assert 'name="lines-1-code"' in page
    page = said(client.post(cast.new_url, form(("CH-BRUSH-SET", "1"), action="add-unknown")))
    assert 'name="unknown-0-text"' in page
    assert not UnannouncedReceipt.objects.exists()


def test_it_is_assigned_with_the_best_match_marked(hall, cast, truck, sign_in):
    came = hall.write_down(hall.brushes(2500))
    client, url = sign_in(cast.bob), reverse("workorders:assign_truck", args=["acme", came.number])
    page = said(client.get(url))
    assert "Waits for 2,000 units of this." in page
    assert " checked" in page
    sent = {"key": str(uuid.uuid4()), "work_order": truck.work_order().pk}
    answer = client.post(url, sent)
    assert answer.status_code == 409
    assert "Why do you take more than was ordered?" in said(answer)
    answer = client.post(url, sent | {"reason": "More was sent"}, follow=True)
    assert "Unannounced truck 1 was received on WO-1001-1." in said(answer)
    assert "receipt 1" in said(answer)
    assert client.post(url, sent | {"reason": "More was sent"}).status_code == 302  # the same form again


def test_units_get_a_name(hall, cast, sign_in):
    came = hall.write_down(GoodsInput(text="Blue boxes", units=10))
    line = came.lines.get()
    client, url = sign_in(cast.bob), reverse("workorders:name_unknown", args=["acme", 1, line.pk])
    sent = {"key": str(uuid.uuid4()), "units": "10", "came_as": "good"}
    assert "one of the two" in said(client.post(url, sent))
    assert "one of the two" in said(client.post(url, sent | {"code": "CH-BRUSH-SET", "aside": "Not ours"}))
    assert "can be named, not 11" in said(client.post(url, sent | {"code": "CH-BRUSH-SET", "units": "11"}))
    page = said(client.post(url, sent | {"code": "CH-BRUSH-SET"}, follow=True))
    assert "Was “Blue boxes”, named by <bdi>Bob</bdi>" in page
    assert client.get(url).status_code == 404


def test_it_is_put_into_stock_or_taken_back_with_a_reason(hall, cast, sign_in):
    hall.write_down(hall.brushes(10))
    hall.write_down(hall.brushes(10))
    client = sign_in(cast.bob)
    for number, name, outcome in (
        (1, "keep_truck", "is in stock."),
        (2, "take_truck_back", "was taken back."),
    ):
        url = reverse(f"workorders:{name}", args=["acme", number])
        key = str(uuid.uuid4())
        assert client.post(url, {"key": key}).status_code == 422
        answer = client.post(url, {"key": key, "reason": "Said so"}, follow=True)
        assert f"Unannounced truck {number} {outcome}" in said(answer)
        assert "Said so" in said(answer)
        assert client.post(url, {"key": str(uuid.uuid4()), "reason": "Again"}).status_code == 409


def test_whoever_should_know_is_led_there(hall, cast, sign_in):
    hall.write_down(hall.brushes(10))
    for person, url in (
        (cast.dana, reverse("workorders:worklist")),
        (cast.bob, reverse("workorders:work_orders", args=["acme"])),
    ):
        assert "1 truck nobody announced" in said(sign_in(person).get(url))
    stock = said(
        sign_in(cast.dana).get(reverse("inventory:facility_stock", args=["acme", cast.lone_star.pk]))
    )
    assert reverse("workorders:unannounced_at", args=["acme", cast.lone_star.pk]) in stock


def test_the_list_takes_the_same_queries_for_many(hall, cast, sign_in, django_assert_num_queries):
    client, url = sign_in(cast.dana), reverse("workorders:my_unannounced")
    hall.keep(hall.write_down(hall.brushes(1)))
    hall.write_down(hall.brushes(1))
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _ in range(3):
        hall.write_down(hall.brushes(1))
        hall.take_back(hall.write_down(hall.brushes(1)))
    with django_assert_num_queries(len(few)):
        client.get(url)

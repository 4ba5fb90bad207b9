"""Writing down what left a supplier, as a browser sends it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory.shipping.services import Papers
from purchasing import services as purchasing
from purchasing.models import OrderDeparture
from tests.purchasing.departures.conftest import again, cartons_of, leave
from workorders import services as desk


def ship_url(order):
    return reverse("purchasing:ship", args=["acme", order.number])


def sent(answer, **more):
    """What the page that was opened would send, with `more` typed over it."""
    draft = answer.context["draft"]
    fields = {name: value for name, value in draft.data.items() if value is not None}
    return fields | {"action": "save", "left_on": "2026-11-12"} | more


def test_the_form_begins_with_what_has_not_left(placed, cast, sign_in):
    leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    draft = sign_in(cast.bob).get(ship_url(placed)).context["draft"]
    assert draft.packed == "20 cartons, 800 units"
    assert [each.label for each in draft.goods.values()] == ["CH-BRUSH-SET · 800 not left yet"]
    assert draft.head["to"].field.choices[0] == ("next", "To the next stop: Lone Star Prep (Dallas)")


def test_what_is_sent_leaves_and_its_page_says_so(placed, cast, sign_in):
    client = sign_in(cast.bob)
    form = sent(client.get(ship_url(placed)), carrier="UPS", tracking="1Z999AA10123456784")
    answer = client.post(ship_url(placed), form, follow=True)
    departure = OrderDeparture.objects.get()
    assert answer.redirect_chain[-1][0] == departure.get_absolute_url()
    page = answer.content.decode()
    assert "50 cartons, 2,000 units left for Lone Star Prep (Dallas)." in page
    assert "https://www.ups.com/track?tracknum=1Z999AA10123456784" in page
    assert departure.is_all
    client.post(ship_url(placed), form)  # a second click
    assert OrderDeparture.objects.count() == 1


def test_more_than_ordered_offers_to_say_that_it_is_so(placed, cast, sign_in):
    client = sign_in(cast.bob)
    form = sent(client.get(ship_url(placed)), **{"cartons-0-cartons": "51"})
    refused = client.post(ship_url(placed), form)
    assert refused.status_code == 409
    assert "2,040 left in all, 2,000 are ordered" in refused.content.decode()
    assert 'name="is_more"' in refused.content.decode()
    assert client.post(ship_url(placed), form | {"is_more": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"cartons-0-units": "-5"}, "Enter at least 1."),
        ({"cartons-0-units": "2.5"}, "whole number"),
        ({"cartons-0-cartons": "1000000000000"}, "5,000"),
        ({"cartons-0-goods": "999:"}, "Choose one of those that may leave."),
        ({"left_on": "2030-01-01"}, "That day is in the future."),
        ({"to": "elsewhere"}, "Say who gets them."),
        ({"key": "x"}, "Open this page again before you save."),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_leaves(placed, cast, sign_in, typed, sentence):
    client = sign_in(cast.bob)
    answer = client.post(ship_url(placed), sent(client.get(ship_url(placed)), **typed))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not OrderDeparture.objects.exists()


def test_it_is_taken_back_on_its_page_with_a_reason(placed, cast, sign_in):
    departure = leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    client, url = sign_in(cast.bob), departure.get_absolute_url()
    assert client.post(url, {"action": "take-back", "reason": " "}).status_code == 422
    answer = client.post(url, {"action": "take-back", "reason": "On the wrong order"}, follow=True)
    assert "Departure 1 is taken back. Its units are the supplier&#x27;s again." in answer.content.decode()
    assert not OrderDeparture.objects.standing().exists()


def test_a_viewer_reads_a_departure_but_finds_nothing_to_press(placed, cast, sign_in):
    departure = leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    page = sign_in(cast.vera).get(departure.get_absolute_url()).content.decode()
    assert "30 cartons, 1,200 units" in page
    assert "Save papers" not in page
    assert "Save papers" in sign_in(cast.bob).get(departure.get_absolute_url()).content.decode()


def test_a_cancelled_order_is_led_back_with_why(placed, cast, sign_in):
    purchasing.cancel(placed, reason="No longer needed")
    answer = sign_in(cast.bob).get(ship_url(placed), follow=True)
    assert "PO-1001 is cancelled: nothing leaves on it." in answer.content.decode()


def test_the_order_lists_what_left(placed, cast, sign_in):
    client = sign_in(cast.bob)
    assert "Goods have left" in client.get(placed.get_absolute_url()).content.decode()
    departure = leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    page = client.get(placed.get_absolute_url()).content.decode()
    assert f'<a href="{departure.get_absolute_url()}">Departure 1 to Lone Star Prep (Dallas)</a>' in page
    assert "1,200 units on the way" in page
    assert "More has left" not in sign_in(cast.vera).get(placed.get_absolute_url()).content.decode()


def test_the_facility_sees_what_comes_but_not_from_whom(placed, cast, sign_in):
    desk.acknowledge(placed.work_orders.get(), by=cast.dana, revision=1)
    papers = Papers(carrier="UPS", tracking="1Z999AA10123456784")
    departure = leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob, papers=papers)
    page = sign_in(cast.dana).get(placed.work_orders.get().get_absolute_url()).content.decode()
    assert "30 cartons, 1,200 units, left 12 Nov 2026" in " ".join(page.split())
    assert "1Z999AA10123456784" in page
    assert departure.get_absolute_url() not in page
    assert "Ningbo" not in page
    assert sign_in(cast.dana).get(departure.get_absolute_url()).status_code == 404


def test_a_page_asks_the_same_of_one_departure_and_of_many(placed, cast, sign_in):
    client = sign_in(cast.bob)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(placed.get_absolute_url())
        return len(queries)

    client.get(placed.get_absolute_url())
    before = asked()
    leave(again(placed), cartons_of(cast.brushes, 1, 40), by=cast.bob)
    one = asked()
    for _ in range(9):
        leave(again(placed), cartons_of(cast.brushes, 1, 40), by=cast.bob)
    assert (asked(), one - before) == (one, 2)

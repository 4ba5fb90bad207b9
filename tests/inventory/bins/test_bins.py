"""Where in the hall a product lies: said on the stock page, shown wherever somebody goes to fetch or count it."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from inventory.bins.services import set_bin
from inventory.models import Bin
from tests.factories import ProductFactory, make_placed, make_stock
from tests.house.test_concurrency import at_once
from tests.workorders.conftest import url_of
from workorders import services as desk

HTMX = {"HX-Request": "true"}


@pytest.fixture
def stock(cast):
    make_stock(cast.lone_star, cast.brushes, 40, by=cast.alice)


def url(cast, facility=None, product=None):
    facility, product = facility or cast.lone_star, product or cast.brushes
    return f"/o/acme/stock/facilities/{facility.pk}/products/{product.pk}/bin/"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("who", ["bob", "dana"])
def test_the_seller_and_the_staff_say_it_on_the_stock_page(cast, sign_in, stock, who):
    client, page = sign_in(getattr(cast, who)), f"/o/acme/stock/facilities/{cast.lone_star.pk}/"
    assert url(cast) in client.get(page).text
    answer = client.post(url(cast), {"text": "  Aisle\u200b 4,\t bin 12 "}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "CH-BRUSH-SET lies at Aisle 4, bin 12." in text_of(answer)
    assert "In the hall: Aisle 4, bin 12" in text_of(client.get(page))
    assert Bin.objects.get().text == "Aisle 4, bin 12"
    assert 'value="Aisle 4, bin 12"' in client.get(url(cast), headers=HTMX).text
    client.post(url(cast), {"text": "Dock"})
    assert Bin.objects.get().text == "Dock"
    answer = client.post(url(cast), {"text": " "}, follow=True)
    assert "CH-BRUSH-SET has no place in the hall." in text_of(answer)
    assert not Bin.objects.exists()


def test_too_long_a_text_gets_a_sentence(cast, sign_in, stock):
    answer = sign_in(cast.dana).post(url(cast), {"text": "A" * 61})
    assert answer.status_code == 422
    assert "at most 60 characters" in text_of(answer)
    assert sign_in(cast.dana).post(url(cast), {"text": "A" * 60}).status_code == 302


def test_a_viewer_only_looks_and_others_find_nothing(cast, sign_in, stock):
    set_bin(cast.lone_star, cast.brushes, "A4-12")
    page = sign_in(cast.vera).get(f"/o/acme/stock/facilities/{cast.lone_star.pk}/")
    assert "In the hall: A4-12" in text_of(page)
    assert url(cast) not in page.text
    assert sign_in(cast.vera).post(url(cast), {"text": "B"}).status_code == 403
    for who in (cast.wes, cast.charlie):
        assert sign_in(who).post(url(cast), {"text": "B"}).status_code == 404
    elsewhere = ProductFactory(organization=cast.acme)
    assert sign_in(cast.dana).post(url(cast, product=elsewhere), {"text": "B"}).status_code == 404
    assert sign_in(cast.bob).post(url(cast, facility=cast.harbor), {"text": "B"}).status_code == 404
    assert Bin.objects.get().text == "A4-12"


def test_it_stands_on_the_count_sheet(cast, sign_in, stock):
    set_bin(cast.lone_star, cast.brushes, "A4-12")
    set_bin(cast.harbor, cast.brushes, "Elsewhere")
    page = sign_in(cast.bob).get(f"/o/acme/stock/adjust/?kind=count&all=1&facility={cast.lone_star.pk}")
    assert "In the hall: A4-12" in text_of(page)
    assert "Elsewhere" not in page.text


def test_it_stands_beside_each_line_of_a_work_order_and_on_its_receiving_page(cast, sign_in):
    work_order = make_placed(cast).work_orders.get()
    set_bin(cast.lone_star, cast.brushes, "A4-12")
    set_bin(cast.harbor, cast.brushes, "Elsewhere")
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    client = sign_in(cast.dana)
    for page in (url_of(work_order), url_of(work_order, "receive/")):
        assert "In the hall: A4-12" in text_of(client.get(page))
        assert "Elsewhere" not in client.get(page).text


def test_every_change_is_in_the_history(cast, sign_in, stock):
    client = sign_in(cast.dana)
    for text in ("A4-12", "A4-13", ""):
        client.post(url(cast), {"text": text})
    events = Bin.pgh_event_model.objects.order_by("pgh_id")
    assert [(each.pgh_label, each.text) for each in events] == [
        ("insert", "A4-12"),
        ("update", "A4-13"),
        ("delete", "A4-13"),
    ]
    assert events[0].pgh_context.metadata["user"] == cast.dana.pk


def test_the_database_keeps_one_for_each_product_of_the_same_organization(cast, stock):
    set_bin(cast.lone_star, cast.brushes, "A4-12")
    theirs = ProductFactory(organization=cast.stranger)
    for row, named in [
        ({"product": cast.brushes, "text": "B"}, "one_bin_for_each_product"),
        ({"product": ProductFactory(organization=cast.acme), "text": ""}, "a_bin_is_called_something"),
        ({"product": theirs, "text": "B"}, "belong to its organization"),
    ]:
        with pytest.raises(IntegrityError, match=named), transaction.atomic():
            Bin.objects.create(facility=cast.lone_star, **row)


def test_bins_are_seen_by_those_who_see_the_stock(cast):
    row = set_bin(cast.lone_star, cast.brushes, "A4-12")
    for who in ("alice", "vera", "dana", "root"):
        assert list(Bin.objects.visible_to(getattr(cast, who))) == [row]
    for who in ("wes", "charlie"):
        assert not Bin.objects.visible_to(getattr(cast, who)).exists()


@pytest.mark.django_db(transaction=True)
def test_eight_who_say_it_at_once_leave_one(cast):
    texts = [f"A{at}" for at in range(8)]
    at_once(*[lambda text=text: set_bin(cast.lone_star, cast.brushes, text) for text in texts])
    assert Bin.objects.get().text in texts


def test_the_pages_ask_the_database_alike_for_one_product_and_for_fifty(cast, sign_in, stock):
    client, counts = sign_in(cast.bob), []
    for more in (0, 2, 47):
        for product in ProductFactory.create_batch(more, organization=cast.acme):
            make_stock(cast.lone_star, product, 3, by=cast.alice)
            set_bin(cast.lone_star, product, f"Bin {product.sku}")
        pages = [
            f"/o/acme/stock/facilities/{cast.lone_star.pk}/",
            f"/o/acme/stock/adjust/?kind=count&all=1&facility={cast.lone_star.pk}",
        ]
        with CaptureQueriesContext(connection) as queries:
            assert [client.get(page).status_code for page in pages] == [200, 200]
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts

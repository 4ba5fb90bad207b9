"""The page of a product's units at a facility, and the page of a lot."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.models import ConditionChange, Lot, StockBalance, StockMove
from inventory.stock.places import LotInput
from tests.factories import ProductFactory, UserFactory, make_stock


@pytest.fixture
def stock(cast):
    """Brushes at Lone Star, and serum of two lots, the later one entered first."""
    serum = ProductFactory(organization=cast.acme, sku="SK-SERUM", tracks_expiry=True)
    make_stock(cast.lone_star, cast.brushes, 40, by=cast.alice)
    make_stock(cast.lone_star, serum, 12, by=cast.alice, lot=LotInput("L-204", date(2027, 6, 30)))
    make_stock(cast.lone_star, serum, 7, by=cast.alice, lot=LotInput("L-199", date(2027, 3, 31)))
    make_stock(cast.harbor, serum, 5, by=cast.alice, lot=LotInput("L-204", date(2027, 6, 30)))
    return serum


def url(facility, product, org="acme"):
    return f"/o/{org}/stock/facilities/{facility.pk}/products/{product.pk}/"


def typed(product, what="hold", reason="Wet cartons", **units):
    """The form with units beside balances, written as good=10 or good_L_204=3."""
    data = {"what": what, "reason": reason, "key": str(uuid.uuid4())}
    for balance in StockBalance.objects.on_hand().filter(
        product=product, place__facility__name="Lone Star Prep"
    ):
        name = "_".join([balance.condition, *(balance.lot.code.split("-") if balance.lot else [])])
        data[f"units-{balance.pk}"] = units.get(name, "")
    return data


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def held(product):
    rows = StockBalance.objects.on_hand().filter(product=product, condition="on_hold")
    return sum(rows.values_list("quantity", flat=True))


def test_staff_put_units_on_hold_and_the_stock_page_shows_it(cast, sign_in, stock):
    client = sign_in(cast.dana)
    page = client.get(f"/o/acme/stock/facilities/{cast.lone_star.pk}/")
    assert url(cast.lone_star, cast.brushes) in page.text
    answer = client.post(url(cast.lone_star, cast.brushes), typed(cast.brushes, good="10"), follow=True)
    assert answer.redirect_chain == [(f"/o/acme/stock/facilities/{cast.lone_star.pk}/", 302)]
    assert "Put on hold: 10 units." in text_of(answer)
    assert held(cast.brushes) == 10
    assert ConditionChange.objects.get().by == cast.dana
    moves = client.get(f"/o/acme/stock/facilities/{cast.lone_star.pk}/movements/?cause=hold")
    assert "Good → On hold" in text_of(moves)
    assert "Wet cartons" in text_of(moves)


def test_staff_do_not_decide_what_becomes_of_it(cast, sign_in, stock):
    make_stock(cast.lone_star, cast.brushes, 4, by=cast.alice, condition="on_hold")
    client = sign_in(cast.dana)
    assert "Return to the supplier" not in client.get(url(cast.lone_star, cast.brushes)).text
    for what in ("release_good", "release_damaged", "supplier_return"):
        answer = client.post(url(cast.lone_star, cast.brushes), typed(cast.brushes, what, on_hold="4"))
        assert answer.status_code == 422
        assert "Choose what happened." in text_of(answer)
    assert held(cast.brushes) == 4
    page = sign_in(cast.bob).get(url(cast.lone_star, cast.brushes))
    assert "Return to the supplier" in page.text
    sign_in(cast.bob).post(
        url(cast.lone_star, cast.brushes), typed(cast.brushes, "release_good", on_hold="4")
    )
    assert held(cast.brushes) == 0


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"good": "41"}, "41 cannot change, 40 are there."),
        ({"good": "-1"}, "Enter at least 0."),
        ({"good": "1.5"}, "1.5 is not a whole number."),
        ({"good": "1000000000000"}, "Enter at most 1,000,000,000."),
        ({"good": "0"}, "Say how many units, beside at least one line."),
        ({}, "Say how many units, beside at least one line."),
        ({"good": "1", "what": ""}, "Choose what happened."),
        ({"good": "1", "what": "eat"}, "Choose what happened."),
        ({"good": "1", "what": "repair"}, "These are good; this is for units that are damaged."),
        ({"good": "1", "reason": " "}, "Say why: everybody who looks at the stock later will ask."),
    ],
)
def test_nonsense_gets_a_sentence_and_changes_nothing(cast, sign_in, stock, said, sentence):
    moves = StockMove.objects.count()
    answer = sign_in(cast.bob).post(url(cast.lone_star, cast.brushes), typed(cast.brushes, **said))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert StockMove.objects.count() == moves


def test_the_same_post_twice_is_one(cast, sign_in, stock):
    data, client = typed(cast.brushes, good="10"), sign_in(cast.bob)
    assert [client.post(url(cast.lone_star, cast.brushes), data).status_code for _ in range(2)] == [302, 302]
    assert held(cast.brushes) == 10


def test_lots_are_offered_first_expired_first(cast, sign_in, stock):
    text = text_of(sign_in(cast.bob).get(url(cast.lone_star, stock)))
    assert text.index("Lot L-199") < text.index("Lot L-204")
    sign_in(cast.bob).post(url(cast.lone_star, stock), typed(stock, good_L_199="3"))
    row = StockBalance.objects.on_hand().get(condition="on_hold")
    assert (row.lot.code, row.quantity) == ("L-199", 3)


def test_only_what_lies_there_and_only_for_those_who_may(cast, sign_in, stock):
    other = ProductFactory(organization=cast.acme)
    assert sign_in(cast.bob).get(url(cast.lone_star, other)).status_code == 404
    assert sign_in(cast.bob).get(url(cast.harbor, cast.brushes)).status_code == 404
    assert sign_in(cast.vera).get(url(cast.lone_star, cast.brushes)).status_code == 403
    assert sign_in(cast.vera).post(url(cast.lone_star, cast.brushes), {}).status_code == 403
    for who in (cast.wes, cast.charlie):
        assert sign_in(who).get(url(cast.lone_star, cast.brushes)).status_code == 404
    theirs = ProductFactory(organization=cast.stranger)
    assert sign_in(cast.bob).get(url(cast.lone_star, theirs)).status_code == 404


def test_a_viewer_who_works_at_the_facility_says_what_staff_say(cast, sign_in, stock):
    cast.lone_star.staff.add(cast.vera)
    page = sign_in(cast.vera).get(url(cast.lone_star, cast.brushes))
    assert page.status_code == 200
    assert "Return to the supplier" not in page.text


def test_a_lot_is_called_back_from_its_page(cast, sign_in, stock):
    lot = Lot.objects.get(code="L-204")
    address, client = f"/o/acme/stock/lots/{lot.pk}/", sign_in(cast.bob)
    facility_page = client.get(f"/o/acme/stock/facilities/{cast.lone_star.pk}/")
    assert address in facility_page.text
    page = client.get(address)
    assert "Puts 17 units on hold" in text_of(page)
    assert "Lone Star Prep" in page.text
    assert "Harbor Logistics" in page.text
    assert client.post(address, {"reason": "", "key": str(uuid.uuid4())}).status_code == 422
    answer = client.post(address, {"reason": "Recall 26-114", "key": str(uuid.uuid4())}, follow=True)
    assert "Called back: 17 units at 2 facilities are on hold." in text_of(answer)
    assert held(stock) == 17
    assert "Call this lot back" not in answer.text
    again = client.post(address, {"reason": "Again", "key": str(uuid.uuid4())})
    assert again.status_code == 409
    assert "Nothing of this lot is at a facility" in text_of(again)


def test_a_lot_is_the_sellers_affair(cast, sign_in, stock):
    address = f"/o/acme/stock/lots/{Lot.objects.first().pk}/"
    assert sign_in(cast.vera).get(address).status_code == 200
    assert "Call this lot back" not in sign_in(cast.vera).get(address).text
    assert sign_in(cast.vera).post(address, {"reason": "x"}).status_code == 403
    page = sign_in(cast.dana).get(f"/o/acme/stock/facilities/{cast.lone_star.pk}/")
    assert "/stock/lots/" not in page.text
    for who in (cast.dana, cast.charlie, UserFactory()):
        assert sign_in(who).get(address).status_code == 404
    assert sign_in(cast.charlie).get(address.replace("acme", "stranger")).status_code == 404


def test_the_pages_ask_the_database_alike_for_one_lot_and_for_fifty(cast, sign_in, stock):
    client, counts = sign_in(cast.bob), []
    lot = Lot.objects.get(code="L-204")
    for more in (0, 2, 47):
        for at in range(more):
            day = date(2028, 1, 1 + at % 28)
            make_stock(cast.lone_star, stock, 3, by=cast.alice, lot=LotInput(f"M-{more}-{at}", day))
        pages = [url(cast.lone_star, stock), f"/o/acme/stock/lots/{lot.pk}/"]
        with CaptureQueriesContext(connection) as queries:
            assert [client.get(page).status_code for page in pages] == [200, 200]
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts

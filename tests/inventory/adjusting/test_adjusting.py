"""The page on which stock is entered and counted."""

import re
import uuid

import pytest

from inventory.models import Adjustment, StockBalance, StockMove
from tests.factories import ProductFactory, make_stock

URL = "/o/acme/stock/adjust/"


@pytest.fixture
def typed(cast):
    """A whole form with one line of 400 good brush sets, some of it typed differently."""

    def form(*lines, **more):
        lines = lines or [{}]
        data = {
            "kind": "opening",
            "facility": str(cast.lone_star.pk),
            "reason": "Opening stock",
            "key": str(uuid.uuid4()),
            "lines-TOTAL_FORMS": str(len(lines)),
            "lines-INITIAL_FORMS": "0",
        }
        for at, line in enumerate(lines):
            for name, value in ({"sku": "CH-BRUSH-SET", "condition": "good", "units": "400"} | line).items():
                data[f"lines-{at}-{name}"] = value
        return data | more

    return form


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def hidden_of(page):
    """What a page of a count beside the books sends along."""
    return dict(page.context["compared"].hidden)


def test_opening_stock_is_entered(cast, sign_in, typed):
    client = sign_in(cast.bob)
    answer = client.post(URL, typed(), follow=True)
    assert answer.redirect_chain == [(f"/o/acme/stock/facilities/{cast.lone_star.pk}/", 302)]
    assert "Opening stock: 1 line changed, +400 units together." in text_of(answer)
    assert StockBalance.objects.on_hand().get().quantity == 400
    assert Adjustment.objects.get().by == cast.bob


def test_the_same_post_twice_is_one(cast, sign_in, typed):
    data, client = typed(), sign_in(cast.bob)
    assert [client.post(URL, data).status_code for _ in range(2)] == [302, 302]
    assert StockBalance.objects.on_hand().get().quantity == 400


def test_a_count_says_what_differs(cast, sign_in, typed):
    make_stock(cast.lone_star, cast.brushes, 400, by=cast.alice)
    client = sign_in(cast.bob)
    for sentence in ("Count: 1 line changed, −5 units together.", "Count: 1 line, all as the books had it."):
        page = client.post(URL, typed({"units": "395"}, kind="count", reason="Yearly count"))
        saved = client.post(URL, hidden_of(page) | {"action": "confirm"}, follow=True)
        assert sentence in text_of(saved)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"units": "-4"}, "Enter at least 0."),
        ({"units": "1.5"}, "1.5 is not a whole number."),
        ({"units": "1000000000000"}, "Enter at most 1,000,000,000."),
        ({"units": "many"}, "is not a number we can read"),
        ({"units": ""}, "Enter how many units."),
        ({"sku": "NOBODYS"}, "You have no product with the SKU, title or code"),
        ({"condition": "new"}, "Choose the condition."),
        ({"lot": "L-1"}, "CH-BRUSH-SET has no lots."),
        ({"expires_on": "2027-02-30", "lot": ""}, "This day does not exist."),
    ],
)
def test_nonsense_gets_a_sentence_beside_its_field(cast, sign_in, typed, line, sentence):
    answer = sign_in(cast.bob).post(URL, typed(line))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not StockMove.objects.exists()
    assert f'value="{line.get("sku", "CH-BRUSH-SET")}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        ({"reason": " "}, "Say why: everybody who looks at the stock later will ask."),
        ({"kind": "gift"}, "Choose what this is."),
        ({"facility": "0"}, "Choose one of your own warehouses"),
        ({"key": "x"}, "Open this page again before you save."),
    ],
)
def test_a_head_that_makes_no_sense_is_refused(cast, sign_in, typed, head, sentence):
    answer = sign_in(cast.bob).post(URL, typed(**head))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not StockMove.objects.exists()


def test_a_facility_or_product_of_another_seller_is_not_found(cast, sign_in, typed):
    theirs = ProductFactory(organization=cast.stranger, sku="THEIRS")
    assert sign_in(cast.bob).post(URL, typed({"sku": "THEIRS"})).status_code == 422
    answer = sign_in(cast.charlie).post(URL.replace("acme", "stranger"), typed({"sku": theirs.sku}))
    assert answer.status_code == 422  # the facility is Acme's
    assert not StockMove.objects.exists()


def test_what_tracks_expiry_asks_for_its_day(cast, sign_in, typed):
    ProductFactory(organization=cast.acme, sku="SK-SERUM", tracks_expiry=True)
    client = sign_in(cast.bob)
    answer = client.post(URL, typed({"sku": "SK-SERUM"}))
    assert "SK-SERUM tracks expiry: say on which day these expire." in text_of(answer)
    ok = client.post(URL, typed({"sku": "SK-SERUM", "lot": "L-204", "expires_on": "2027-06-30"}), follow=True)
    assert "Lot L-204, expires 30 Jun 2027" in text_of(ok)


def test_more_scrap_than_there_is_keeps_what_was_typed(cast, sign_in, typed):
    make_stock(cast.lone_star, cast.brushes, 10, by=cast.alice, condition="damaged")
    form = typed({"condition": "damaged", "units": "11"}, kind="scrap", reason="Wet cartons")
    answer = sign_in(cast.bob).post(URL, form)
    assert answer.status_code == 409
    assert "CH-BRUSH-SET: 11 cannot go, 10 are there." in text_of(answer)
    assert 'value="Wet cartons"' in answer.content.decode()
    assert StockMove.objects.count() == 1


def test_rows_come_and_go_without_scripts(cast, sign_in, typed):
    client = sign_in(cast.bob)
    answer = client.post(URL, typed(action="add-line"))
    assert answer.status_code == 200
    assert 'name="lines-1-sku"' in answer.content.decode()
    answer = client.post(URL, typed({}, {"units": "7"}, action="remove-line-0"))
    assert answer.content.decode().count('name="lines-0-units"') == 1
    assert 'value="7"' in answer.content.decode()
    assert not StockMove.objects.exists()


def test_the_count_sheet_lists_all_that_lies_there(cast, sign_in):
    serum = ProductFactory(organization=cast.acme, sku="SK-SERUM")
    make_stock(cast.lone_star, cast.brushes, 40, by=cast.alice)
    make_stock(cast.lone_star, serum, 12, by=cast.alice, condition="on_hold")
    make_stock(cast.harbor, serum, 5, by=cast.alice)
    answer = sign_in(cast.bob).get(f"{URL}?kind=count&all=1&facility={cast.lone_star.pk}")
    form = answer.context["draft"]
    assert [(row.product.sku, row.typed("condition"), row.typed("units")) for row in form.lines] == [
        ("CH-BRUSH-SET", "good", ""),
        ("SK-SERUM", "on_hold", ""),
    ]


@pytest.mark.parametrize("query", ["?facility=x&product=y&kind=z", "?facility=99999999999999999999&all=1"])
def test_nonsense_in_the_address_opens_an_empty_sheet(cast, sign_in, query):
    answer = sign_in(cast.bob).get(URL + query)
    assert answer.status_code == 200
    assert len(answer.context["draft"].lines.forms) == 1


def test_a_product_page_leads_to_a_sheet_about_it(cast, sign_in):
    answer = sign_in(cast.bob).get(f"{URL}?product={cast.brushes.pk}")
    assert 'value="CH-BRUSH-SET"' in answer.content.decode()
    theirs = ProductFactory(organization=cast.stranger, sku="THEIRS")
    assert "THEIRS" not in sign_in(cast.bob).get(f"{URL}?product={theirs.pk}").content.decode()

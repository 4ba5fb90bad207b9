"""A count stands beside the books before it is saved, and is refused where these changed in between."""

import re
import uuid
from datetime import date

import pytest

from inventory.adjusting.review import books_token, read_token
from inventory.models import Adjustment, StockBalance, StockMove
from inventory.stock.places import LotInput
from tests.factories import ProductFactory, make_stock

URL = "/o/acme/stock/adjust/"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def inputs_of(page):
    """Every hidden input of the page by its name, as a browser would send it."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.fixture
def sheet(cast, sign_in):
    """Brushes and two lots of serum at Lone Star; `sheet(395, 10, 21)` is the whole sheet with these counts."""
    serum = ProductFactory(organization=cast.acme, sku="SK-SERUM", tracks_expiry=True)
    make_stock(cast.lone_star, cast.brushes, 400, by=cast.alice)
    for code, units in (("L-1", 10), ("L-2", 20)):
        make_stock(cast.lone_star, serum, units, by=cast.alice, lot=LotInput(code, date(2027, 6, 30)))
    client = sign_in(cast.bob)

    def counted(*units):
        page = client.get(f"{URL}?kind=count&all=1&facility={cast.lone_star.pk}")
        draft = page.context["draft"]
        data = {
            "kind": "count",
            "facility": str(cast.lone_star.pk),
            "reason": "Cycle count",
            "action": "save",
        }
        data |= {"key": str(uuid.uuid4()), "lines-TOTAL_FORMS": "3", "lines-INITIAL_FORMS": "0"}
        for form, count in zip(draft.lines, units, strict=True):
            data |= dict(form.hidden_values)
            data |= {
                form.add_prefix(name): form.typed(name) for name in ("sku", "condition", "lot", "expires_on")
            }
            data[form.add_prefix("units")] = str(count)
        return data

    return counted


def on_hand():
    rows = StockBalance.objects.on_hand().order_by("product__sku", "lot__code")
    return list(rows.values_list("quantity", flat=True))


def test_differences_are_shown_before_anything_is_saved(cast, client, sheet):
    page = client.post(URL, sheet(395, 10, 21))
    assert page.status_code == 200
    compared = page.context["compared"].lines
    assert [(each.books, each.line.units, each.signed) for each in compared] == [
        (400, 395, "−5"),
        (10, 10, "±0"),
        (20, 21, "+1"),
    ]
    text = text_of(page)
    assert "3 lines, 2 of them differ from the books." in text
    assert "Lot L-2, expires 30 Jun 2027" in text
    assert not Adjustment.objects.filter(kind="count").exists()
    answer = client.post(URL, inputs_of(page) | {"action": "confirm"}, follow=True)
    assert "Count: 2 lines changed, −4 units together." in text_of(answer)
    assert on_hand() == [395, 10, 21]
    assert Adjustment.objects.get(kind="count").reason == "Cycle count"


def test_stock_that_moved_since_the_sheet_was_opened_refuses_the_count_with_numbers(cast, client, sheet):
    form = sheet(395, 10, 20)
    make_stock(cast.lone_star, cast.brushes, 50, by=cast.alice)
    moves = StockMove.objects.count()
    page = client.post(URL, form)
    assert page.status_code == 409
    assert "The books changed since you looked: CH-BRUSH-SET from 400 to 450." in text_of(page)
    assert StockMove.objects.count() == moves
    seen = inputs_of(page)
    make_stock(cast.lone_star, cast.brushes, 1, by=cast.alice)
    page = client.post(URL, seen | {"action": "confirm"})
    assert page.status_code == 409
    assert "CH-BRUSH-SET from 450 to 451." in text_of(page)
    assert on_hand() == [451, 10, 20]
    client.post(URL, inputs_of(page) | {"action": "confirm"})
    assert on_hand() == [395, 10, 20]


def test_confirming_what_was_never_shown_shows_it_first(cast, client, sheet):
    form = {name: value for name, value in sheet(395, 10, 20).items() if not name.endswith("-books")}
    page = client.post(URL, form | {"action": "confirm"})
    assert page.status_code == 200
    assert page.context["compared"].differing == 1
    assert on_hand() == [400, 10, 20]


def test_one_goes_back_to_the_sheet_with_all_that_was_typed(cast, client, sheet):
    page = client.post(URL, sheet(395, 10, 20))
    again = client.post(URL, inputs_of(page) | {"action": "edit"})
    assert again.status_code == 200
    assert [form.typed("units") for form in again.context["draft"].lines] == ["395", "10", "20"]
    assert again.context["compared"] is None


@pytest.mark.parametrize(
    "token", ["", "x", "7:good::None:x", "7:good::None:-4", "8:good::None:4", "7:good:L:None:4"]
)
def test_a_token_about_anything_else_says_nothing(token):
    assert read_token(token, (7, "good", "", None)) is None


def test_a_token_says_what_it_was_made_of():
    key = (7, "good", "l:204", date(2027, 6, 30))
    assert read_token(books_token(key, 40), key) == 40


def test_the_sheet_to_take_along(cast, sign_in, sheet):
    url = f"/o/acme/stock/facilities/{cast.lone_star.pk}/count-sheet/"
    page = sign_in(cast.dana).get(url)
    assert [(row.product.sku, row.quantity) for row in page.context["rows"]] == [
        ("CH-BRUSH-SET", 400),
        ("SK-SERUM", 10),
        ("SK-SERUM", 20),
    ]
    assert "Books" in text_of(page)
    assert "Enter the count" not in text_of(page)
    blind = text_of(sign_in(cast.bob).get(f"{url}?blind=1"))
    assert "CH-BRUSH-SET" in blind
    assert "400" not in blind
    assert "Books" not in blind
    assert "Enter the count" in blind
    assert sign_in(cast.wes).get(url).status_code == 404


def test_the_sheet_asks_as_often_for_many_lines_as_for_one(cast, client, django_assert_num_queries):
    client.force_login(cast.dana)
    url = f"/o/acme/stock/facilities/{cast.lone_star.pk}/count-sheet/"
    for wanted in (1, 9):
        for _ in range(wanted):
            make_stock(cast.lone_star, ProductFactory(organization=cast.acme), 3, by=cast.alice)
        with django_assert_num_queries(7):
            client.get(url)

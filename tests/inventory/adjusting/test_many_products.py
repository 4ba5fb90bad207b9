"""A seller comes with stock: what leads to the sheet, and how many products are written on it at once."""

import re
from html import unescape

import pytest

from inventory.models import Adjustment, Product, StockBalance
from leadtimes.models import Facility
from tests.factories import MembershipFactory, OrganizationFactory, ProductFactory, UserFactory, make_stock
from tests.inventory.adjusting.test_adjusting import typed  # noqa: F401 (a fixture)

URL = "/o/acme/stock/adjust/"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def rows_on(answer):
    """SKU and units of each row as the page shows them."""
    draft = answer.context["draft"]
    return [(form["sku"].value() or "", form["units"].value() or "") for form in draft.lines]


@pytest.fixture
def newcomer(db, client):
    """Owner of an organization that has nothing yet."""
    organization = OrganizationFactory(name="New Goods", slug="new-goods")
    owner = UserFactory()
    MembershipFactory(organization=organization, user=owner)
    client.force_login(owner)
    return organization


def test_a_new_seller_is_led_from_nothing_to_stock(newcomer, client):
    stock, sheet = "/o/new-goods/stock/", "/o/new-goods/stock/adjust/?kind=opening"
    assert f'href="{sheet}"' in client.get(stock).text
    page = client.get(sheet)
    assert "First say where your stock is" in text_of(page)
    assert "/admin/leadtimes/facility/add/" in page.text
    Facility.objects.create(pk=12_345_678, organization=newcomer, name="Garage", kind="warehouse")
    page = client.get(sheet)
    assert "First add a product" in text_of(page)
    assert "/o/new-goods/products/new/" in page.text
    product = Product.objects.create(pk=12_345_678, organization=newcomer, sku="N-1", title="New")
    assert client.get(sheet).context["draft"].sheet["kind"].value() == "opening"
    page = client.get(f"/o/new-goods/products/{product.pk}/")
    assert f"{sheet}&product={product.pk}" in unescape(page.text)
    page = client.get(f"/o/new-goods/stock/facilities/{Facility.objects.get().pk}/")
    assert f"{sheet}&facility={Facility.objects.get().pk}" in unescape(page.text)


def test_who_may_not_add_a_facility_is_told_whom_to_ask(newcomer, client):
    buyer = UserFactory()
    MembershipFactory(organization=newcomer, user=buyer, role="buyer")
    client.force_login(buyer)
    page = client.get("/o/new-goods/stock/adjust/")
    assert "ask an owner or admin" in text_of(page)
    assert "/admin/" not in page.text


def test_all_products_are_listed_and_what_is_left_empty_is_not_entered(cast, sign_in, typed):  # noqa: F811
    for at in range(3):
        ProductFactory(organization=cast.acme, sku=f"P-{at}")
    ProductFactory(organization=cast.stranger, sku="THEIRS")
    client = sign_in(cast.bob)
    page = client.post(URL, typed(action="list"))
    assert rows_on(page) == [("CH-BRUSH-SET", "400"), ("P-0", ""), ("P-1", ""), ("P-2", "")]
    assert "Enter how many units." not in page.text
    assert "Title of P-1" in page.text
    data = typed(action="save") | sent_by(page)
    data["lines-2-units"] = "7"
    assert client.post(URL, data).status_code == 302
    found = StockBalance.objects.on_hand().values_list("product__sku", "quantity")
    assert sorted(found) == [("CH-BRUSH-SET", 400), ("P-1", 7)]
    assert rows_on(client.post(URL, typed(action="list") | sent_by(page)))[1:] == rows_on(page)[1:], (
        "none twice"
    )


def sent_by(page):
    """The rows of a page as a browser sends them again."""
    draft = page.context["draft"]
    data = {"lines-TOTAL_FORMS": str(draft.lines.total_form_count())}
    for form in draft.lines:
        data |= {form.add_prefix(name): form[name].value() or "" for name in form.fields}
        data |= dict(form.hidden_values)
    return data


def test_a_listed_product_of_which_something_is_said_needs_its_units(cast, sign_in, typed):  # noqa: F811
    ProductFactory(organization=cast.acme, sku="SK-SERUM", tracks_expiry=True)
    client = sign_in(cast.bob)
    data = typed(action="save") | sent_by(client.post(URL, typed(action="list")))
    data["lines-1-expires_on"] = "2027-06-30"
    answer = client.post(URL, data)
    assert answer.status_code == 422
    assert "Enter how many units." in text_of(answer)
    assert not Adjustment.objects.exists()


def test_two_columns_are_pasted(cast, sign_in, typed):  # noqa: F811
    ProductFactory(organization=cast.acme, sku="P-1")
    client = sign_in(cast.bob)
    empty = {"lines-0-sku": "", "lines-0-units": ""}
    page = client.post(URL, typed(action="paste", pasted="SKU\tUnits\nCH-BRUSH-SET\t1,200\np-1\t7") | empty)
    assert rows_on(page) == [("CH-BRUSH-SET", "1,200"), ("p-1", "7")]
    assert page.context["draft"].sheet["pasted"].value() == ""
    assert client.post(URL, typed() | sent_by(page)).status_code == 302
    found = StockBalance.objects.on_hand().values_list("product__sku", "quantity")
    assert sorted(found) == [("CH-BRUSH-SET", 1200), ("P-1", 7)]


def test_what_is_pasted_wrong_gets_its_sentence_in_its_row(cast, sign_in, typed):  # noqa: F811
    page = sign_in(cast.bob).post(URL, typed(action="paste", pasted="NOBODYS\tmany\nX\t1"))
    assert "You have no product with the SKU, title or code" in text_of(page)
    assert not Adjustment.objects.exists()


def test_more_than_a_sheet_takes_stays_where_it_was_pasted(cast, sign_in, typed):  # noqa: F811
    pasted = "\n".join(f"Q-{at}\t1" for at in range(502))
    page = sign_in(cast.bob).post(URL, typed(action="paste", pasted=pasted))
    assert "A sheet holds at most 500 lines. Save it, then go on with the rest." in text_of(page)
    assert len(rows_on(page)) == 500
    assert page.context["draft"].sheet["pasted"].value() == "Q-499\t1\nQ-500\t1\nQ-501\t1"


def test_pasted_lines_are_not_forgotten_when_somebody_saves(cast, sign_in, typed):  # noqa: F811
    answer = sign_in(cast.bob).post(URL, typed(pasted="P-1\t7"))
    assert answer.status_code == 422
    assert "These are no lines yet." in text_of(answer)
    assert not Adjustment.objects.exists()


def test_a_count_of_all_that_lies_there_still_asks_for_every_line(cast, sign_in, typed):  # noqa: F811
    make_stock(cast.lone_star, cast.brushes, 400, by=cast.alice)
    answer = sign_in(cast.bob).post(URL, typed({"units": ""}, kind="count"))
    assert "Enter how many units." in text_of(answer)

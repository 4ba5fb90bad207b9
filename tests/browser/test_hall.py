"""A day in the hall, on a phone: where a product lies, what is damaged, and a lot that is called back."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from inventory.models import Bin, Lot, StockBalance
from inventory.stock.places import LotInput
from inventory.stock.proof import find_faults
from tests.factories import ProductFactory, make_stock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stock(cast):
    serum = ProductFactory(organization=cast.acme, sku="SK-SERUM", tracks_expiry=True)
    make_stock(cast.lone_star, serum, 12, by=cast.alice, lot=LotInput("L-204", date(2027, 6, 30)))
    return f"/o/acme/stock/facilities/{cast.lone_star.pk}/"


def units(condition):
    rows = StockBalance.objects.on_hand().filter(condition=condition)
    return sum(rows.values_list("quantity", flat=True))


def test_staff_say_where_it_lies_and_what_is_damaged(cast, stock, open_window, enter):
    page = enter(open_window("phone"), cast.dana)
    page.goto(stock)
    page.get_by_role("link", name="Place in the hall of SK-SERUM").click()
    page.get_by_label("Place in the hall").fill("Aisle 4, bin 12")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("SK-SERUM lies at Aisle 4, bin 12.")).to_be_visible()
    assert Bin.objects.get().text == "Aisle 4, bin 12"

    page.get_by_role("link", name="Hold, damaged, repaired units of SK-SERUM").click()
    page.get_by_label("Found damaged").check()
    page.get_by_label("Units, good, Lot L-204").fill("13")
    page.get_by_label("Reason").fill("Forklift")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field__error", has_text="13 cannot change, 12 are there.")).to_be_visible()
    page.get_by_label("Units, good, Lot L-204").fill("3")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Found damaged: 3 units.")).to_be_visible()
    assert (units("good"), units("damaged")) == (9, 3)
    assert find_faults() == []


def test_a_lot_is_called_back_from_the_stock_page(cast, stock, open_window, enter):
    page = enter(open_window("desktop"), cast.bob)
    page.goto(stock)
    page.get_by_role("link", name="Lot L-204").click()
    expect(page).to_have_url(re.compile(f"/stock/lots/{Lot.objects.get().pk}/$"))
    page.get_by_label("Reason").fill("Recall 26-114")
    page.get_by_role("button", name="Put all of it on hold").click()
    expect(page.get_by_text("Called back: 12 units at 1 facility are on hold.")).to_be_visible()
    assert (units("good"), units("on_hold")) == (0, 12)

"""Scenario S11 in a browser: a tablet with a scanner, a reload, a lost connection, a wrong item."""

import json

import pytest
from playwright.sync_api import expect

from inventory.models import StockBalance
from inventory.stock.proof import find_faults
from tests.factories import ProductFactory, make_placed
from workorders import services
from workorders.models import Receipt

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def truck(cast):
    """The brush sets of S2 are at Lone Star's dock, with a barcode on each carton."""
    cast.brushes.upc, cast.brushes.case_gtin = "012345678905", "10012345678902"
    cast.brushes.save()
    order = make_placed(cast)
    services.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
    return order.work_orders.get()


def scan(page, code):
    """As a wedge does it: quick keys, then Enter, wherever the focus is."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def units_here(condition):
    rows = StockBalance.objects.on_hand().filter(condition=condition)
    return sum(rows.values_list("quantity", flat=True))


def test_s11_is_scanned_kept_and_taken_in_once(cast, truck, open_window, enter):
    ProductFactory(organization=cast.acme, sku="BW-LUNCH-3", fnsku="X00BWLNCH3")
    page = enter(open_window("tablet"), cast.dana)
    page.goto(truck.get_absolute_url())
    page.get_by_role("link", name="Receive the goods").click()
    good = page.locator("[data-good]")
    expect(good).to_have_text("0")

    for code in ("X00ABC1234", "012345678905", "0012345678905", "ch-brush-set"):
        scan(page, code)
    expect(good).to_have_text("4")
    expect(page.locator("[data-heard]")).to_have_text("CH-BRUSH-SET: 4 good")
    scan(page, "10012345678902")
    expect(good).to_have_text("44")
    page.locator("body").click(position={"x": 400, "y": 90})
    scan(page, "X00ABC1234")
    expect(good).to_have_text("45")

    page.get_by_label("Damaged").fill("3")
    page.get_by_label("Damaged").focus()
    scan(page, "012345678905")
    expect(good).to_have_text("46")
    expect(page.get_by_label("Damaged")).to_have_value("3")

    page.evaluate(
        "window.shouts = 0; document.addEventListener('receiving:shout', () => { window.shouts += 1 })"
    )
    page.get_by_label("Scan").focus()
    scan(page, "X00BWLNCH3")
    shout = page.get_by_role("alert").filter(has_text="X00BWLNCH3 is not on this work order.")
    expect(shout).to_be_visible()
    assert page.evaluate("window.shouts") == 1
    expect(good).to_have_text("46")
    page.get_by_role("button", name="It is a wrong item").click()
    expect(shout).to_be_hidden()
    expect(page.get_by_label("Code on it")).to_have_value("X00BWLNCH3")
    expect(page.get_by_label("Units").last).to_have_value("1")

    page.get_by_label("Cartons").fill("30")
    page.get_by_label("Units").first.fill("0")
    page.get_by_label("Damaged").fill("25")
    expect(good).to_have_text("1,200")
    page.reload()
    expect(page.get_by_text("These are the counts that you had not taken in yet.")).to_be_visible()
    expect(good).to_have_text("1,200")
    expect(page.get_by_label("Damaged")).to_have_value("25")
    expect(page.get_by_label("Code on it")).to_have_value("X00BWLNCH3")

    page.context.set_offline(True)
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("No connection. Your counts are kept here")).to_be_visible()
    assert not Receipt.objects.exists()
    page.context.set_offline(False)
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", name="Receipt 1")).to_be_visible()
    assert (units_here("good"), units_here("damaged"), units_here("on_hold")) == (1200, 25, 1)
    assert json.loads(page.evaluate("JSON.stringify(Object.keys(localStorage))")) == []

    page.goto(f"{truck.get_absolute_url()}receive/")
    expect(good).to_have_text("0")
    expect(page.get_by_text("Here already")).to_be_visible()
    page.get_by_label("Cartons").fill("19")
    page.get_by_label("Nothing more comes: the count is final").check()
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", name="Receipt 2")).to_be_visible()
    page.get_by_role("link", name="Back to WO-1001-1").click()
    expect(page.get_by_role("row", name="CH-BRUSH-SET")).to_contain_text("15")
    expect(page.get_by_role("row", name="CH-BRUSH-SET")).to_contain_text("short")
    assert find_faults() == []


def test_without_scripts_it_is_a_plain_form_on_a_phone(cast, truck, open_window, enter):
    page = enter(open_window("phone", javascript=False), cast.dana)
    page.goto(f"{truck.get_absolute_url()}receive/")
    expect(page.get_by_label("Scan")).to_be_hidden()
    page.get_by_label("Units").first.fill("2041")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("CH-BRUSH-SET: 2,041 instead of 2,000")).to_be_visible()
    page.get_by_label("Why do you take more than was ordered?").fill("Samples")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", name="Receipt 1")).to_be_visible()
    assert units_here("good") == 2041
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

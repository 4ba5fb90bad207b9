"""Scenario S16 in a browser: the seller tells the documents, and the facility reads old beside new."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_placed
from workorders import services

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_s16_from_the_products_page_to_old_beside_new_at_the_facility(cast, open_window, enter):
    work_order = make_placed(cast).work_orders.get()
    services.acknowledge(work_order, by=cast.dana, revision=1)

    seller = enter(open_window("phone"), cast.alice)
    seller.goto(f"/o/acme/products/{cast.brushes.pk}/")
    expect(seller.get_by_text("still say otherwise")).to_have_count(0)
    seller.get_by_label("FNSKU").fill("X00ZZZ9999")
    seller.get_by_label("Units per carton").fill("48")
    seller.get_by_role("button", name="Save product").click()

    expect(seller.get_by_role("heading", name="2 documents still say otherwise")).to_be_visible()
    expect(seller.get_by_label("WO-1001-1")).to_be_checked()
    seller.get_by_label("PO-1001").uncheck()
    seller.get_by_role("button", name="Tell the chosen ones").click()
    expect(seller.get_by_text("WO-1001-1 says what is so now.")).to_be_visible()
    expect(seller.get_by_role("heading", name="1 document still says otherwise")).to_be_visible()

    facility = enter(open_window("tablet"), cast.dana)
    facility.goto(work_order.get_absolute_url())
    fnsku = facility.get_by_role("row", name="CH-BRUSH-SET FNSKU")
    expect(fnsku.locator("del")).to_have_text("X00ABC1234")
    expect(fnsku.locator("ins")).to_have_text("X00ZZZ9999")
    cartons = facility.get_by_role("row", name="CH-BRUSH-SET cartons")
    expect(cartons.locator("del")).to_have_text("50 cartons")
    expect(cartons.locator("ins")).to_have_text("41 full cartons and one of 32")
    facility.get_by_role("button", name="Acknowledge again").first.click()
    expect(facility.get_by_text("You acknowledged WO-1001-1.")).to_be_visible()

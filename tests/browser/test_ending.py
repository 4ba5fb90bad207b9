"""Ends in a browser: closing an order with work open (S20), completing with what it witnesses."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_story import legs
from tests.factories import make_placed
from workorders import services
from workorders.models import Step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("size", ["desktop", "phone"])


def expect_no_sideways_scrolling(page):
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


@SIZES
def test_s20_closing_lists_the_open_work_and_offers_to_cancel_with_it(cast, open_window, enter, size):
    order = make_placed(cast)
    page = enter(open_window(size), cast.alice)
    page.goto(order.get_absolute_url())
    page.get_by_role("link", name="Close", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="PO-1001 cannot be closed yet")).to_be_visible()
    expect(dialog.get_by_role("listitem")).to_have_text(
        "WO-1001-1 Lone Star Prep (Dallas) · sent · waits to be acknowledged; nothing was received"
    )
    expect_no_sideways_scrolling(page)

    dialog.get_by_role("link", name="Keep it open").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("main").get_by_text("Placed", exact=True).first).to_be_visible()

    page.get_by_role("link", name="Close", exact=True).click()
    dialog.get_by_role("button", name="Cancel the order instead").click()
    expect(
        dialog.get_by_text("Say why: everybody who was told about this order will read it.")
    ).to_be_visible()
    dialog.get_by_label("Why?").fill("Nobody wants it any more")
    dialog.get_by_role("button", name="Cancel order").click()
    expect(page.get_by_text("PO-1001 is cancelled.")).to_be_visible()

    facility = enter(open_window(size), cast.dana)
    facility.goto(order.work_orders.get().get_absolute_url())
    expect(facility.get_by_text("This work order was cancelled")).to_be_visible()
    expect(facility.get_by_text("Nobody wants it any more").first).to_be_visible()


@SIZES
def test_completing_confirms_in_one_tap_that_the_legs_ended_today(cast, open_window, enter, size):
    """The goods are expected today; the seller reads at once what the facility has said."""
    order = make_placed(cast, ordered_on=cast.acme.today() - timedelta(days=62))
    work_order = order.work_orders.get()
    services.acknowledge(work_order, by=cast.dana, revision=1)
    services.start(work_order, by=cast.dana)
    Step.objects.update(done_at=f"{cast.acme.today()}T06:00:00Z", done_by=cast.dana)

    page = enter(open_window(size), cast.dana)
    page.goto(work_order.get_absolute_url())
    page.get_by_role("link", name="Complete the work").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Complete WO-1001-1?")).to_be_visible()
    expect(dialog.get_by_label("Prep center ended today")).to_be_checked()
    expect_no_sideways_scrolling(page)
    dialog.get_by_role("button", name="Complete the work").click()
    expect(dialog.get_by_text("Nothing was received on WO-1001-1.")).to_be_visible()
    dialog.get_by_label("Yes, that is so").check()
    dialog.get_by_role("button", name="Complete the work").click()
    expect(page.get_by_text("WO-1001-1 is completed. Thank you.")).to_be_visible()

    seller = enter(open_window(size), cast.alice)
    seller.goto(order.get_absolute_url())
    expect(legs(seller).nth(3)).to_have_attribute("data-state", "confirmed")
    expect(legs(seller).nth(4)).not_to_have_attribute("data-state", "confirmed")

"""The legs of a placed order are changed in a browser: typed, looked at, done."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.test_story import expect_portions, legs
from tests.factories import make_placed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEGS = "/o/acme/purchase-orders/PO-1001/legs/"


@pytest.fixture
def order(cast):
    return make_placed(cast, ordered_on=date(2035, 10, 12))  # nothing of it is past for some time


def row(page, number):
    return page.get_by_role("group", name=f"Leg {number}", exact=True)


def type_by_air(page):
    row(page, 2).get_by_label("Mode").select_option("air")
    row(page, 2).get_by_label("Days", exact=True).fill("8")
    row(page, 3).get_by_label("Days", exact=True).fill("2")


def test_by_air_the_bar_follows_the_fingers_and_nothing_is_saved_before_it_was_shown(
    cast, order, window, enter
):
    page = enter(window, cast.alice)
    page.goto("/o/acme/purchase-orders/PO-1001/")
    page.get_by_role("link", name="Change legs").click()
    type_by_air(page)
    expect(legs(page).last.locator(".workflow-bar__dates")).to_contain_text("9 Dec")
    expect_portions(page, "bbbggg")
    page.get_by_role("button", name="See what changes").last.click()
    expect(page.get_by_role("heading", name="What changes")).to_be_focused()
    expect(page.get_by_text("22 days earlier")).to_be_visible()
    expect(page.get_by_text("Goods expected")).to_be_visible()
    page.get_by_role("button", name="Back to the legs").click()
    expect(row(page, 2).get_by_label("Days", exact=True)).to_have_value("8")
    assert order.legs.last().expected_ends_on == date(2035, 12, 31)
    page.get_by_role("button", name="See what changes").last.click()
    page.get_by_role("button", name="Change the legs").click()
    expect(page.get_by_text("available 9 Dec 2035 instead of 31 Dec 2035")).to_be_visible()
    assert order.legs.last().expected_ends_on == date(2035, 12, 9)


def test_a_second_facility_shortens_the_black_of_the_first(cast, order, window, enter):
    page = enter(window, cast.alice)
    page.goto(LEGS)
    page.get_by_role("button", name="Add leg").click()
    expect(row(page, 7).get_by_label("Kind")).to_be_focused()
    row(page, 7).get_by_label("Kind").select_option("warehouse")
    row(page, 7).get_by_label("Facility").select_option(label="Harbor Logistics (Long Beach)")
    row(page, 7).get_by_label("Days", exact=True).fill("3")
    for number in (7, 6):
        page.get_by_role("button", name=f"Move leg {number} up").click()
        expect(row(page, number - 1).get_by_label("Kind")).to_have_value("warehouse")
    page.get_by_role("button", name="See what changes").last.click()
    expect(page.get_by_text("A new work order, sent to them.")).to_be_visible()
    expect_portions(page, "bbbgggg")
    page.get_by_role("button", name="Change the legs").click()
    expect(page.get_by_text("PO-1001 has new legs")).to_be_visible()
    page.get_by_role("link", name="WO-1001-1").first.click()
    expect(page.get_by_role("heading", name="WO-1001-1")).to_be_visible()
    expect_portions(page, "gggbggg")


def test_on_a_phone_without_scripts_it_is_the_same(cast, order, open_window, enter):
    page = enter(open_window("phone", javascript=False), cast.alice)
    page.goto(LEGS)
    type_by_air(page)
    page.get_by_role("button", name="See what changes").last.click()
    expect(page.get_by_text("22 days earlier")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_label("Why are the legs changed?").fill("Christmas")
    page.get_by_role("button", name="Change the legs").click()
    expect(page.get_by_text("has new legs: available 9 Dec 2035")).to_be_visible()
    assert order.date_changes.get().note == "Christmas"

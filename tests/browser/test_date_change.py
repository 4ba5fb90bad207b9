"""What really happened, said in the browser: a late factory, a prep center that got the goods."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_story import legs, sign_in
from tests.factories import make_placed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def order(cast):
    """Its production should have ended nine days ago."""
    return make_placed(cast, ordered_on=cast.acme.today() - timedelta(days=39))


def shown(day):
    return f"{day.day} {day:%b}"


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_late_factory_is_said_and_the_whole_way_moves(cast, open_window, order, size):
    page = open_window(size)
    sign_in(page, cast.alice)
    page.goto(order.get_absolute_url())
    expect(legs(page).first).to_have_attribute("data-state", "assumed")
    page.get_by_role("link", name="It finished").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("It finished")).to_be_checked()
    expect(dialog.get_by_label("On", exact=False).and_(dialog.locator("[name=on]"))).to_have_value(
        cast.acme.today().isoformat()
    )
    expect(dialog.locator("[name=due]")).to_be_hidden()
    dialog.get_by_label("Why?").select_option("Factory")  # so late an end is explained
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Production is noted, 9 days later than expected.")).to_be_visible()
    expect(legs(page).first).to_have_attribute("data-state", "confirmed")
    moved = cast.acme.today() + timedelta(days=50)
    expect(legs(page).last.locator(".workflow-bar__dates")).to_contain_text(shown(moved))
    expect(page.get_by_text("9 days late").first).to_be_visible()
    expect(page.get_by_text("Nobody has acknowledged it yet.")).to_be_visible()


def test_not_yet_asks_for_the_new_end_and_why(cast, open_window, order):
    page = open_window("phone")
    sign_in(page, cast.alice)
    page.goto(order.get_absolute_url())
    page.get_by_role("link", name="Not yet").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[name=on]")).to_be_hidden()
    dialog.locator("[name=due]").fill((cast.acme.today() + timedelta(days=5)).isoformat())
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Choose what holds it up")).to_be_visible()
    dialog.get_by_label("Why?").select_option("Factory")
    dialog.get_by_label("In a few words").fill("The moulds came late")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("not over yet · Factory: The moulds came late")).to_be_visible()
    expect(legs(page).first).to_have_attribute("data-state", "planned")


def test_without_scripts_the_facility_says_that_goods_came(cast, open_window):
    order = make_placed(cast, ordered_on=cast.acme.today() - timedelta(days=62))
    page = open_window("tablet", javascript=False)
    sign_in(page, cast.dana)
    page.goto(order.work_orders.get().get_absolute_url())
    page.get_by_role("link", name="Report: Prep center").click()
    expect(page.get_by_label("It started")).to_be_checked()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Prep center is noted, as expected.")).to_be_visible()
    expect(page.get_by_text(f"started {shown(cast.lone_star.today())}")).to_be_visible()


def test_an_answer_that_was_wrong_at_first_can_still_be_given(cast, open_window, order):
    """A day in the future belongs to "not yet"; what was typed for "it finished" must not stand in its way."""
    page = open_window()
    sign_in(page, cast.alice)
    page.goto(order.get_absolute_url())
    page.get_by_role("link", name="It finished").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("It finished")).to_be_focused()
    due = (cast.acme.today() + timedelta(days=5)).isoformat()
    dialog.locator("[name=on]").fill(due)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("is in the future")).to_be_visible()
    expect(dialog.locator("[name=on]")).to_be_focused()
    dialog.get_by_label("Not finished yet").check()
    dialog.locator("[name=due]").fill(due)
    dialog.get_by_label("Why?").select_option("Factory")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("not over yet · Factory")).to_be_visible()


def test_what_ends_a_whole_voyage_early_asks_whether_that_is_so(cast, open_window, order):
    page = open_window("phone")
    sign_in(page, cast.alice)
    page.goto(order.get_absolute_url())
    page.get_by_role("link", name="Report: FBA check-in").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Yes, that is so")).to_be_hidden()
    dialog.get_by_label("It finished").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("are over, up to")).to_be_visible()
    dialog.get_by_label("Yes, that is so").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("FBA check-in is noted")).to_be_visible()


def test_planning_backwards_from_a_day_that_is_too_soon_starts_today(cast, open_window):
    page = open_window("phone")
    sign_in(page, cast.alice)
    page.goto("/o/acme/purchase-orders/new/")
    page.get_by_text("Plan backwards from a date").click()
    page.get_by_label("Sellable by").fill((cast.acme.today() + timedelta(days=20)).isoformat())
    page.get_by_label("Sellable by").press("Tab")
    expect(page.get_by_text("too late by 60 days")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
    page.get_by_role("button", name="Use from today").click()
    expect(page.get_by_label("PO date")).to_have_value(cast.acme.today().isoformat())
    expect(page.get_by_label("PO date")).to_be_focused()

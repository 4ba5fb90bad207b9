"""The calendar feed as a person takes its address along."""

import pytest
from playwright.sync_api import expect

from sostocked.foundation.people.calendar_feeds import open_feed

pytestmark = pytest.mark.browser


def test_one_click_copies_the_address(cast, window, enter):
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(window, cast.alice).goto("/calendar/")
    window.get_by_role("button", name="Create my address").click()
    window.get_by_role("button", name="Copy").click()
    expect(window.get_by_text("Copied.")).to_be_visible()
    copied = window.evaluate("navigator.clipboard.readText()")
    assert copied == window.get_by_label("Calendar address").input_value()
    assert open_feed(cast.alice).secret in copied


def test_the_address_is_renewed_in_a_dialog(cast, window, enter):
    old = open_feed(cast.alice).secret
    enter(window, cast.alice).goto("/calendar/")
    window.get_by_role("link", name="Renew address").click()
    window.get_by_role("dialog").get_by_role("button", name="Renew address").click()
    expect(window.get_by_text("Here is your new address.")).to_be_visible()
    assert old not in window.get_by_label("Calendar address").input_value()


def test_without_scripts_the_address_is_there_to_be_selected(cast, open_window, enter):
    page = open_window("phone", javascript=False)
    enter(page, cast.dana).goto("/calendar/")
    page.get_by_role("button", name="Create my address").click()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    old = page.get_by_label("Calendar address").input_value()
    page.get_by_role("link", name="Renew address").click()
    page.get_by_role("button", name="Renew address").click()
    expect(page.get_by_text("Here is your new address.")).to_be_visible()
    assert page.get_by_label("Calendar address").input_value() != old
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

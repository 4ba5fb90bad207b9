"""The code in the middle of an act, and what Back shows after signing out."""

import re

import pytest
from playwright.sync_api import expect

from purchasing.models import PurchaseOrder
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import User
from tests.factories import make_draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_placing_goes_on_right_after_the_code(javascript, cast, open_window, enter):
    User.objects.filter(pk=cast.alice.pk).update(proved_at=None)
    draft = make_draft(cast)
    page = enter(open_window("phone", javascript=javascript), cast.alice)
    page.goto(draft.get_absolute_url())
    page.get_by_role("link", name="Place order").click()
    page.get_by_role("button", name="Place order").click()

    code = page.get_by_role("textbox", name="Code")
    expect(code).to_be_focused()
    expect(page.get_by_text("We have sent a code to alice@example.com")).to_be_visible()
    mail = Message.objects.get(to=["alice@example.com"]).text
    code.fill(re.search(r"\b\d{6}\b", mail)[0])
    code.press("Enter")

    expect(page.get_by_text(f"{draft.number} is placed.")).to_be_visible()
    assert PurchaseOrder.objects.get().status == "placed"


def test_back_after_signing_out_shows_nothing_private(cast, open_window, enter):
    page = enter(open_window(), cast.alice)
    page.goto("/o/acme/people/")
    expect(page.get_by_role("cell", name="Owner", exact=True)).to_be_visible()
    page.locator("summary", has_text="alice@example.com").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Bob" not in page.content()

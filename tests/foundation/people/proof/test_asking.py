"""The code is asked for in the middle of an act, and the act goes on once it is right."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from purchasing.models import PurchaseOrder
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import MemberInvitation, Membership, User
from tests.factories import UserFactory, make_draft
from tests.foundation.people.conftest import PASSWORD

HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}


@pytest.fixture
def alice(cast, sign_in):
    """Alice, who has founded Acme Goods and drafted, and has never proved her address."""
    User.objects.filter(pk=cast.alice.pk).update(proved_at=None)
    cast.alice.refresh_from_db()
    return sign_in(cast.alice)


def hidden(answer):
    """What the page that asks would send with the code."""
    page = answer.content.decode()
    pairs = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: value for name, value in pairs if name != "csrfmiddlewaretoken"}


def place(client, cast, **more):
    draft = make_draft(cast)
    url = f"/o/acme/purchase-orders/{draft.number}/place/"
    return url, client.post(url, more)


def test_placing_asks_for_the_code_and_is_done_once_it_is_right(alice, cast, mailbox):
    url, asked = place(alice, cast)
    assert asked.status_code == 409
    assert "alice@example.com" in asked.content.decode()
    assert PurchaseOrder.objects.get().status == "draft"
    assert [message.to for message in Message.objects.all()] == [["alice@example.com"]]
    done = alice.post(url, hidden(asked) | {"proof_code": mailbox("alice@example.com").code()})
    assert done.status_code == 302
    assert PurchaseOrder.objects.get().status == "placed"
    cast.alice.refresh_from_db()
    assert cast.alice.is_proved
    assert Message.objects.filter(to=["dana@example.com"]).exists()
    assert alice.get("/o/acme/people/").status_code == 200, "this session goes on"


def test_drafting_and_looking_need_no_code(alice, cast):
    for path in ("purchase-orders/", "purchase-orders/new/", "products/", "people/", "facilities/"):
        assert alice.get(f"/o/acme/{path}").status_code == 200
    saved = alice.post("/o/acme/products/new/", {"sku": "NEW-1", "title": "New", "units_per_carton": "10"})
    assert saved.status_code in (200, 302, 422)
    assert b"proof_code" not in saved.content
    assert not Message.objects.exists()


def test_what_was_typed_comes_along_and_goes_on(alice, cast, mailbox):
    asked = alice.post("/o/acme/people/", {"email": "nora@example.com", "role": "viewer"})
    assert asked.status_code == 409
    assert hidden(asked) == {"email": "nora@example.com", "role": "viewer"}
    assert not MemberInvitation.objects.exists()
    alice.post("/o/acme/people/", hidden(asked) | {"proof_code": mailbox("alice@example.com").code()})
    assert MemberInvitation.objects.get().email == "nora@example.com"


def test_a_wrong_code_is_said_beside_the_field_and_loses_nothing(alice, mailbox):
    asked = alice.post("/o/acme/people/", {"email": "nora@example.com", "role": "viewer"})
    wrong = alice.post("/o/acme/people/", hidden(asked) | {"proof_code": "000000"})
    assert wrong.status_code == 422
    assert "This is not the code in the newest mail" in wrong.content.decode()
    assert hidden(wrong) == hidden(asked)
    assert not MemberInvitation.objects.exists()


def test_guessing_brings_another_code_and_then_no_more(alice, cast):
    url = "/o/acme/people/"
    data = {"email": "nora@example.com", "role": "viewer"}
    alice.post(url, data)
    statuses = [alice.post(url, data | {"proof_code": "000000"}).status_code for _ in range(40)]
    assert set(statuses) == {422}
    assert Message.objects.count() <= 10
    cast.alice.refresh_from_db()
    assert not cast.alice.is_proved


def test_an_old_code_is_worth_nothing_and_another_one_comes(alice, mailbox):
    data = {"email": "nora@example.com", "role": "viewer"}
    alice.post("/o/acme/people/", data)
    code = mailbox("alice@example.com").code()
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        late = alice.post("/o/acme/people/", data | {"proof_code": code})
    assert "That code is too old" in late.content.decode()
    assert Message.objects.count() == 2
    assert not MemberInvitation.objects.exists()


def test_another_code_is_sent_when_asked_for_but_not_at_once(alice):
    data = {"email": "nora@example.com", "role": "viewer"}
    alice.post("/o/acme/people/", data)
    again = alice.post("/o/acme/people/", data | {"proof_again": "1", "proof_code": ""})
    assert "Codes have gone there already" in again.content.decode()
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        again = alice.post("/o/acme/people/", data | {"proof_again": "1", "proof_code": ""})
    assert again.status_code == 409
    assert Message.objects.count() == 2


def test_in_a_dialog_it_is_asked_in_the_dialog(alice, cast, mailbox):
    draft = make_draft(cast)
    url = f"/o/acme/purchase-orders/{draft.number}/place/"
    asked = alice.post(url, headers=HTMX)
    assert (asked.status_code, asked["HX-Retarget"], asked["HX-Reswap"]) == (409, "#dialog-body", "innerHTML")
    assert "<html" not in asked.content.decode()
    assert f'hx-post="{url}"' in asked.content.decode()
    done = alice.post(url, {"proof_code": mailbox("alice@example.com").code()}, headers=HTMX)
    assert done["HX-Redirect"].endswith(f"/{draft.number}/")


@pytest.mark.parametrize("action", ["action_add", "action_send", "action_primary", "action_remove"])
def test_ones_addresses_are_for_who_has_proved_one(action, alice):
    answer = alice.post("/accounts/email/", {"email": "other@example.com", action: ""})
    assert answer.status_code == 409
    assert "Enter the code from your mailbox" in answer.content.decode()


def test_the_page_of_addresses_says_what_is_open_and_sends_the_code(alice, cast, mailbox):
    page = alice.get("/accounts/email/").content.decode()
    assert "We do not know yet that <strong><bdi>alice@example.com</bdi></strong> is your mailbox" in page
    assert not Message.objects.exists()
    assert alice.post("/accounts/email/").status_code == 409
    done = alice.post("/accounts/email/", {"proof_code": mailbox("alice@example.com").code()}, follow=True)
    assert "Verified" in done.content.decode()
    cast.alice.refresh_from_db()
    assert cast.alice.is_proved


def test_no_page_of_a_mere_claim_shows_that_the_address_is_taken(cast):
    """Its placeholder stands nowhere."""
    client = Client()
    data = {"name": "", "organization_name": "Shop", "email": "alice@example.com", "password1": PASSWORD}
    client.post("/accounts/signup/", data | {"name": "N"})
    claim = User.objects.get(claimed_email="alice@example.com")
    User.objects.filter(pk=claim.pk).update(name="")
    paths = ["people/", "purchase-orders/", "security-log/", "settings/"]
    paths = [f"/o/shop/{path}" for path in paths] + ["/accounts/email/", "/welcome/", "/accounts/2fa/"]
    paths += ["/accounts/password/change/", "/admin/", "/admin/people/membership/", "/calendar/"]
    for path in paths:
        page = client.get(path, follow=True).content.decode()
        assert "claimed.invalid" not in page, path


def test_who_is_proved_is_never_asked(cast, sign_in):
    _url, done = place(sign_in(cast.alice), cast)
    assert done.status_code == 302


def test_the_code_of_one_session_opens_no_other(alice, cast, mailbox):
    other = Client()
    other.force_login(cast.alice)
    data = {"email": "nora@example.com", "role": "viewer"}
    alice.post("/o/acme/people/", data)
    code = mailbox("alice@example.com").code()
    assert other.post("/o/acme/people/", data | {"proof_code": code}).status_code == 422
    assert not MemberInvitation.objects.exists()


def test_who_forgot_the_account_there_is_finds_what_they_drafted_in_it(cast, mailbox):
    nora = UserFactory(email="nora@example.com", name="Nora")
    client = Client()
    data = {"name": "Nora", "organization_name": "Nora's Shop", "email": nora.email, "password1": PASSWORD}
    client.post("/accounts/signup/", data)
    assert not Membership.objects.filter(user=nora).exists()
    url = "/o/noras-shop/people/"
    client.post(url, {"email": "x@example.com", "role": "viewer"})
    answer = client.post(url, {"proof_code": mailbox(nora.email).code()}, follow=True)
    assert "There is an account for nora@example.com already" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert Membership.objects.get(user=nora).organization.slug == "noras-shop"
    assert not client.login(email=nora.email, password=PASSWORD)
    client.post("/accounts/login/", {"login": nora.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session, "the account that only claimed the address is closed"


def test_whoever_proves_an_address_first_has_it(db, mailbox):
    """Two strangers have typed the same address; the mailbox decides."""
    first, second = Client(), Client()
    data = {"name": "N", "organization_name": "Shop", "email": "nora@example.com"}
    first.post("/accounts/signup/", data | {"password1": "the first password"})
    second.post("/accounts/signup/", data | {"password1": "the second password"})
    second.post("/o/shop-2/people/", {"email": "x@example.com", "role": "viewer"})
    code = mailbox("nora@example.com").code()
    second.post("/o/shop-2/people/", {"email": "x@example.com", "role": "viewer", "proof_code": code})
    assert MemberInvitation.objects.get().invited_by == User.objects.get(email="nora@example.com")
    assert first.get("/o/shop/people/").status_code == 200, "it may look at what it drafted"
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        first.post("/o/shop/people/", {"email": "y@example.com", "role": "viewer"})
        code = mailbox("nora@example.com").code()
        gone = first.post("/o/shop/people/", {"email": "y@example.com", "role": "viewer", "proof_code": code})
    assert gone.url.startswith("/accounts/login/")
    assert MemberInvitation.objects.count() == 1

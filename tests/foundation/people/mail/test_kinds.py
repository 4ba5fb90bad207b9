"""Whether a letter to a person is still worth sending."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from sostocked.foundation.outbox.clock import sweep
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.invitations import accept_invitation, resend_invitation, revoke_invitation
from sostocked.foundation.people.models import MemberInvitation, Membership, Organization, User
from sostocked.foundation.people.proof.services import prove
from sostocked.foundation.people.services import invite_member
from tests.factories import UserFactory
from tests.foundation.people.conftest import PASSWORD


@pytest.fixture
def letter(cast):
    """Alice invites Nora to buy for Acme Goods."""
    boss = Membership.objects.get(user=cast.alice)
    return invite_member(cast.acme, email="nora@example.com", role="buyer", by=boss)


def why():
    """What became of the oldest message when the sweep came by."""
    sweep()
    message = Message.objects.earliest("pk")
    return message.overtaken_by or ("sent" if message.sent_at else "waiting")


def test_an_open_invitation_is_sent(letter):
    assert why() == "sent"


def test_one_that_was_revoked_is_not(letter, cast):
    revoke_invitation(letter, by=cast.alice)
    assert (why(), mail.outbox) == ("The invitation was revoked.", [])


def test_nor_one_that_was_accepted(letter):
    accept_invitation(letter, by=UserFactory(email="nora@example.com"))
    assert why() == "The invitation was accepted."


def test_nor_one_that_is_too_old(letter):
    Message.objects.update(facts={"until": "2020-01-01T00:00"})
    MemberInvitation.objects.update(expires_at="2020-01-01T00:00Z")
    assert why() == "The invitation is too old."


def test_of_two_letters_the_newer_is_sent(letter, cast):
    yesterday = timezone.now() + timedelta(days=13)
    MemberInvitation.objects.update(expires_at=yesterday)
    Message.objects.update(key="yesterday's", facts={"until": f"{yesterday:%Y-%m-%dT%H:%M}"})
    resend_invitation(letter, by=cast.alice)
    assert why() == "The invitation was sent again since."
    assert len(mail.outbox) == 1


@pytest.fixture
def reset(client, cast):
    """Alice asks for a new password."""
    EmailAddress.objects.create(user=cast.alice, email=cast.alice.email, verified=True, primary=True)
    client.post("/accounts/password/reset/", {"email": cast.alice.email})
    return Message.objects.get()


def test_a_link_to_a_new_password_is_sent(reset):
    assert (reset.kind, why()) == ("password-reset", "sent")


def test_one_that_leads_nowhere_any_more_is_not(reset, cast):
    cast.alice.set_password("another good long one")
    cast.alice.save()
    assert why() == "The link in it was used, or the account has changed since."


def test_nor_one_that_is_too_old_to_be_used(reset):
    Message.objects.update(facts=reset.facts | {"until": timezone.now().isoformat()})
    assert why() == "The link in it is too old."


def test_what_is_kept_of_it_opens_nothing(reset):
    """The link stands in the text alone, so that nothing is left of it where the text goes."""
    key = reset.text.partition("/accounts/password/reset/key/")[2].split("/")[0]
    assert len(key) > 20
    assert key.partition("-")[2] not in str(reset.facts)


FOUNDED = {"name": "Nora", "organization_name": "Nora's", "password1": PASSWORD}


def ask_for_a_code(email):
    """Somebody signs up with this address and invites a colleague, which nobody does unproved."""
    client = Client()
    client.post("/accounts/signup/", FOUNDED | {"email": email})
    (organization,) = Organization.objects.filter(name="Nora's")
    client.post(f"/o/{organization.slug}/people/", {"email": "x@example.com", "role": "viewer"})
    return Message.objects.get(kind="e-mail-confirmation")


def test_a_code_for_an_address_that_is_not_proved_is_sent(db):
    assert (ask_for_a_code("nora@example.com").address, why()) == ("nora@example.com", "sent")


def test_so_it_is_where_another_account_has_the_address(cast):
    assert (ask_for_a_code(cast.alice.email).address, why()) == (cast.alice.email, "sent")


def test_so_it_is_for_an_account_from_before_addresses_were_kept_apart(db):
    ask_for_a_code("nora@example.com")
    EmailAddress.objects.all().delete()
    assert why() == "sent"


def test_an_address_that_was_proved_is_not_asked_again(db):
    ask_for_a_code("nora@example.com")
    prove(User.objects.get(email="nora@example.com"), keeps_password=True)
    assert why() == "The address was confirmed, or removed."


def test_whose_account_is_closed_is_not_asked(db):
    ask_for_a_code("nora@example.com")
    User.objects.update(is_active=False)
    assert (why(), mail.outbox) == ("The address was confirmed, or removed.", [])

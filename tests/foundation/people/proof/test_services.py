"""Whose account a mailbox is, where several accounts know the address."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from sostocked.foundation.people.invitations import accept_invitation
from sostocked.foundation.people.models import Membership, User
from sostocked.foundation.people.proof.services import (
    ProofNeeded,
    claim,
    has_been_proved,
    prove,
    require_proof,
)
from sostocked.foundation.people.services import found_organization, invite_member
from tests.factories import UserFactory
from tests.foundation.people.conftest import PASSWORD

SECOND = "second@example.com"


@pytest.fixture
def ann(db):
    """A proved account with another address that is verified."""
    ann = UserFactory(email="ann@example.com", name="Ann")
    EmailAddress.objects.create(user=ann, email=ann.email, verified=True, primary=True)
    EmailAddress.objects.create(user=ann, email=SECOND, verified=True)
    return ann


def newcomer(email):
    user = User(name="New")
    claim(user, email)
    user.save()
    return user


def test_what_is_not_proved_is_asked_for(db):
    with pytest.raises(ProofNeeded):
        require_proof(newcomer("new@example.com"))
    require_proof(UserFactory())


def test_another_address_of_a_proved_account_leads_to_that_account(ann):
    new = newcomer(SECOND)
    shop = found_organization("Shop", owner=new)
    assert has_been_proved(SECOND)
    assert prove(new, keeps_password=True) == ann
    assert Membership.objects.get(organization=shop).user == ann
    new.refresh_from_db()
    assert not new.is_active


def test_another_address_of_an_account_that_nobody_proved_is_worth_nothing(ann):
    User.objects.filter(pk=ann.pk).update(proved_at=None)
    new = newcomer(SECOND)
    assert not has_been_proved(SECOND)
    assert prove(new, keeps_password=True) == new
    assert list(EmailAddress.objects.filter(email=SECOND).values_list("user", "verified")) == [(new.pk, True)]


def test_proving_twice_changes_nothing_more(db):
    new = newcomer("new@example.com")
    assert prove(prove(new, keeps_password=True), keeps_password=True) == new
    assert EmailAddress.objects.filter(user=new, verified=True).count() == 1


def test_an_invitation_to_another_address_of_ones_own_is_ones_own(ann, cast):
    boss = Membership.objects.get(user=cast.alice)
    letter = invite_member(cast.acme, email=SECOND, role="buyer", by=boss)
    answer = Client().post(
        "/accounts/signup/", {"name": "A", "password1": PASSWORD, "next": f"/invitations/{letter.token}/"}
    )
    assert answer.context["form"].errors["email"] == [
        "You have an account already. Sign in to accept the invitation."
    ]
    accept_invitation(letter, by=ann)
    assert Membership.objects.get(user=ann).organization == cast.acme

"""An account taken over before its owner arrives: whatever a stranger has prepared in it is worth nothing then."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.calendar_feeds import open_feed, owner_of
from sostocked.foundation.people.models import Membership, User
from sostocked.foundation.people.services import invite_member
from tests.foundation.people.conftest import PASSWORD

VICTIM, EVIL = "victim@example.com", "evil@example.org"
NEW = "only the victim knows"


@pytest.fixture
def evil(db):
    """A stranger's browser, signed up with somebody else's address."""
    client = Client()
    data = {"name": "Evil", "organization_name": "Evil Inc", "email": VICTIM, "password1": PASSWORD}
    client.post("/accounts/signup/", data)
    return client


@pytest.fixture
def letter(cast):
    boss = Membership.objects.get(user=cast.alice)
    return invite_member(cast.acme, email=VICTIM, role="admin", by=boss)


def prepare_ways_back(account):
    """What a stranger could leave in an account on an older version: an address, a second factor, a feed."""
    EmailAddress.objects.create(user=account, email=EVIL, verified=True)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return open_feed(account).secret


def reset(client, mailbox, email, password=NEW):
    """Choose a new password by the link in the mail; the answer of the form behind it."""
    Message.objects.all().delete()
    client.post("/accounts/password/reset/", {"email": email})
    link = mailbox(email).link()
    if "/password/reset/key/" not in link:
        return None
    form = client.get(link, follow=True)
    return client.post(
        form.redirect_chain[-1][0], {"password1": password, "password2": password}, follow=True
    )


def sign_in(client, email, password):
    client.post("/accounts/login/", {"login": email, "password": password})
    return "_auth_user_id" in client.session


def is_inside(client):
    return client.get("/welcome/").status_code == 200


def test_the_takeover(evil, cast, letter, mailbox):
    """Signed up as the victim, another address added, the victim invited, resets, accepts: the stranger is out."""
    refused = evil.post("/accounts/email/", {"email": EVIL, "action_add": ""})
    assert refused.status_code == 409
    assert not EmailAddress.objects.filter(email=EVIL).exists()
    account = User.objects.get(email=VICTIM)
    secret = prepare_ways_back(account)
    assert is_inside(evil)
    assert owner_of(secret) == account

    victim = Client()
    assert "Your password is changed" in reset(victim, mailbox, VICTIM).content.decode()
    assert not is_inside(evil)
    assert owner_of(secret) is None
    assert list(EmailAddress.objects.filter(user=account).values_list("email", "verified")) == [
        (VICTIM, True)
    ]
    assert sign_in(victim, VICTIM, NEW)
    assert victim.post(f"/invitations/{letter.token}/accept/").url == "/"
    assert Membership.objects.get(user=account, organization=cast.acme).role == "admin"

    assert not sign_in(Client(), VICTIM, PASSWORD)
    assert not sign_in(Client(), EVIL, PASSWORD)
    assert reset(Client(), mailbox, EVIL) is None
    assert mailbox(EVIL).subject == "No account for this address"
    assert evil.get("/o/acme/people/").status_code == 302


def test_an_unproved_account_is_reset_by_its_own_address_alone(evil, cast, mailbox):
    prepare_ways_back(User.objects.get(email=VICTIM))
    assert reset(Client(), mailbox, EVIL) is None


def test_a_letter_that_is_accepted_in_such_an_account_ends_what_was_before(evil, cast, letter, mailbox):
    """The victim sits at a session of that account, and opens the link of the invitation."""
    account = User.objects.get(email=VICTIM)
    prepare_ways_back(account)
    victim = Client()
    victim.force_login(account)
    answer = victim.post(f"/invitations/{letter.token}/accept/")
    assert answer.url == "/accounts/password/set/?next=/"
    assert "Choose a password" in victim.get(answer.url).content.decode()
    assert not is_inside(evil)
    assert not sign_in(Client(), VICTIM, PASSWORD)
    assert not EmailAddress.objects.filter(email=EVIL).exists()
    done = victim.post(answer.url, {"password1": NEW, "password2": NEW})
    assert done.url == "/"
    assert sign_in(Client(), VICTIM, NEW)
    assert Membership.objects.filter(user=account, organization=cast.acme).exists()


def test_who_signs_up_by_the_letter_gets_the_address_from_whoever_only_typed_it(evil, cast, letter):
    page = Client().get(f"/invitations/{letter.token}/").content.decode()
    assert "Create your account" in page
    victim = Client()
    victim.post("/accounts/signup/", {"name": "V", "password1": NEW, "next": f"/invitations/{letter.token}/"})
    mine = User.objects.get(email=VICTIM)
    assert victim.session["_auth_user_id"] == str(mine.pk)
    assert Membership.objects.get(user=mine).organization == cast.acme
    assert sign_in(Client(), VICTIM, NEW)
    assert evil.get("/o/acme/people/").status_code == 404


def test_signing_in_by_code_proves_it_too_and_ends_the_password(evil, db, mailbox):
    prepare_ways_back(User.objects.get(email=VICTIM))
    victim = Client()
    victim.post("/accounts/login/code/", {"email": VICTIM})
    answer = victim.post("/accounts/login/code/confirm/", {"code": mailbox(VICTIM).code()}, follow=True)
    assert "The password from before does not work any more" in answer.content.decode()
    assert is_inside(victim)
    assert not is_inside(evil)
    assert not sign_in(Client(), VICTIM, PASSWORD)


def test_a_code_that_went_to_an_address_that_is_gone_lets_nobody_in(evil, db, mailbox):
    """Asked for just before the owner proves the account, and entered just after."""
    account = User.objects.get(email=VICTIM)
    User.objects.update(proved_at=timezone.now())
    EmailAddress.objects.create(user=account, email=EVIL, verified=True)
    late = Client()
    late.post("/accounts/login/code/", {"email": EVIL})
    code = mailbox(EVIL).code()
    User.objects.update(proved_at=None)
    reset(Client(), mailbox, VICTIM)
    answer = late.post("/accounts/login/code/confirm/", {"code": code}, follow=True)
    assert "This address has been taken off the account" in answer.content.decode()
    assert not is_inside(late)

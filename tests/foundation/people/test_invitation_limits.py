"""Nobody fills strangers' mailboxes in the name of this house."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from leadtimes.facilities.staff import invite_staff
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.invitation_limits import TooMany
from sostocked.foundation.people.invitations import resend_invitation, revoke_invitation
from sostocked.foundation.people.models import MemberInvitation, Membership, User
from sostocked.foundation.people.services import found_organization, invite_member
from tests.factories import UserFactory, make_draft, make_placed
from tests.foundation.people.conftest import PASSWORD

SPAM = "Cheap watches at https://evil.example"


@pytest.fixture
def boss(cast, settings):
    settings.INVITATIONS_A_DAY = {"account": 5, "organization": 8, "address": 2}
    return Membership.objects.get(user=cast.alice)


def invite(boss, n, organization=None):
    return invite_member(organization or boss.organization, email=f"n{n}@example.com", role="viewer", by=boss)


@pytest.mark.django_db(transaction=True)
def test_the_spam_engine(settings, mailbox):
    """Signed up with words of one's own as names, then as many invitations as the machine can make."""
    client = Client()
    data = {"name": SPAM, "organization_name": SPAM, "email": "spam@example.com", "password1": PASSWORD}
    client.post("/accounts/signup/", data)
    people = f"{client.get('/').url.removesuffix('purchase-orders/')}people/"
    for n in range(20):
        client.post(people, {"email": f"n{n}@example.com", "role": "viewer"})
    assert {message.to[0] for message in Message.objects.all()} == {"spam@example.com"}, (
        "nothing before proof"
    )

    User.objects.update(proved_at=timezone.now())
    for n in range(120):
        client.post(people, {"email": f"n{n}@example.com", "role": "viewer"})
        if letter := MemberInvitation.objects.open().first():
            client.post(f"{people}invitations/{letter.pk}/revoke/")
    sent = Message.objects.exclude(to=["spam@example.com"])
    assert sent.count() == settings.INVITATIONS_A_DAY["account"] == 50
    assert set(sent.values_list("subject", flat=True)) == {"An invitation to work together on So Stocked"}
    assert not any("https://evil.example" in f"{each.text}{each.html}" for each in sent)
    assert all("Cheap watches" in each.text for each in sent), "who invites is said"


def test_an_account_has_a_limit_that_is_said_beside_the_field(boss, sign_in):
    client = sign_in(boss.user)
    for n in range(5):
        assert (
            client.post("/o/acme/people/", {"email": f"n{n}@example.com", "role": "viewer"}).status_code
            == 302
        )
    answer = client.post("/o/acme/people/", {"email": "more@example.com", "role": "viewer"})
    assert answer.status_code == 409
    assert answer.context["form"].errors["email"] == [
        "You have sent 5 invitations within a day. Please go on tomorrow."
    ]


def test_what_was_revoked_counts_and_staff_counts_too(boss, cast):
    for n in range(4):
        revoke_invitation(invite(boss, n), by=boss.user)
    invite_staff(cast.lone_star, email="hall@example.com", by=boss.user)
    with pytest.raises(TooMany, match="You have sent 5 invitations"):
        invite(boss, 5)
    assert not MemberInvitation.objects.open().exists()


def test_an_account_has_one_limit_for_all_its_organizations(boss):
    for n in range(5):
        organization = found_organization(f"Seller {n}", owner=boss.user)
        invite(organization.memberships.get(), n)
    with pytest.raises(TooMany, match="You have sent"):
        invite(boss, 9)


def test_an_organization_has_a_limit_whoever_invites(boss, cast):
    other = Membership.objects.create(user=UserFactory(), organization=cast.acme, role="admin")
    for n in range(4):
        invite(boss, n)
        invite(other, n + 10)
    with pytest.raises(TooMany, match="Acme Goods has sent 8 invitations within a day"):
        invite(boss, 99)


def test_an_address_has_a_limit_whoever_writes_to_it(boss, cast):
    invite_member(cast.acme, email="nora@example.com", role="viewer", by=boss)
    theirs = Membership.objects.get(user=cast.charlie)
    invite_member(cast.stranger, email="Nora@example.com", role="viewer", by=theirs)
    third = found_organization("Third", owner=cast.bob).memberships.get()
    with pytest.raises(TooMany, match="Enough invitations have gone to nora@"):
        invite_member(third.organization, email="nora@example.com", role="viewer", by=third)


def test_sending_again_counts(boss):
    letter = invite(boss, 1)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        resend_invitation(letter, by=boss.user)
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=4)),
        pytest.raises(TooMany, match="for today"),
    ):
        resend_invitation(letter, by=boss.user)


def test_the_next_day_goes_on(boss):
    for n in range(5):
        invite(boss, n)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert invite(boss, 6).is_open


@pytest.mark.django_db(transaction=True)
def test_many_at_once_do_not_slip_past_the_limit(boss):
    refused = []

    def click(n):
        try:
            invite(boss, n)
        except TooMany as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[n]) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (MemberInvitation.objects.count(), len(refused)) == (5, 7)


def test_an_organization_names_only_so_many_addresses_to_write_to(cast, sign_in, settings):
    settings.INVITATIONS_A_DAY = settings.INVITATIONS_A_DAY | {"contacts": 2}
    client = sign_in(cast.alice)
    new = {"kind": "warehouse", "timezone": "America/Chicago", "working_weekdays": ["0"], "notice_days": "2"}
    new |= {
        f"{rows}-{name}": "0"
        for rows in ("closures", "extra_days")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    for n in range(3):
        fields = {"name": f"Warehouse {n}", "contact_email": f"w{n}@example.com"}
        answer = client.post("/admin/leadtimes/facility/add/", new | fields)
    assert cast.acme.facilities.filter(contact_email__startswith="w").count() == 2
    assert "You have named 2 addresses to write to within a day" in answer.content.decode()


def test_a_contact_that_never_agreed_reads_no_words_of_the_seller_in_the_subject(cast):
    cast.lone_star.contact_email = "office@example.com"
    cast.lone_star.save()
    make_placed(cast)
    subjects = dict(Message.objects.values_list("to__0", "subject"))
    number = cast.lone_star.work_orders.get().number
    assert subjects == {
        "dana@example.com": f"{number} is waiting for you · Acme Goods",
        "office@example.com": f"{number} is waiting for you",
    }


def test_a_new_organization_sends_only_so_many_notices_to_who_never_signed_in(cast, sign_in, settings):
    settings.INVITATIONS_A_DAY = settings.INVITATIONS_A_DAY | {"notices": 2}
    cast.lone_star.contact_email = "office@example.com"
    cast.lone_star.save()
    client, statuses = sign_in(cast.alice), []
    for _ in range(3):
        url = f"/o/acme/purchase-orders/{make_draft(cast).number}/place/"
        answer = client.post(url)
        statuses.append(answer.status_code)
    assert statuses == [302, 302, 409]
    assert "A new organization sends 2 notices a day" in answer.content.decode()
    assert Message.objects.filter(to=["office@example.com"]).count() == 2
    type(cast.acme).objects.update(created_at=timezone.now() - timedelta(days=15))
    assert client.post(url).status_code == 302


def test_an_older_organization_has_a_limit_of_its_own_and_the_next_day_begins_anew(cast, sign_in, settings):
    settings.INVITATIONS_A_DAY = settings.INVITATIONS_A_DAY | {"notices_later": 1}
    type(cast.acme).objects.update(created_at=timezone.now() - timedelta(days=400))
    cast.lone_star.contact_email = "office@example.com"
    cast.lone_star.save()
    client = sign_in(cast.alice)
    first, second = (f"/o/acme/purchase-orders/{make_draft(cast).number}/place/" for _ in range(2))
    assert client.post(first).status_code == 302
    answer = client.post(second)
    assert answer.status_code == 409
    assert "An organization sends 1 notices a day" in answer.content.decode()
    Message.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert client.post(second).status_code == 302


def test_staff_who_sign_in_are_told_whatever_the_limit(cast, sign_in, settings):
    settings.INVITATIONS_A_DAY = settings.INVITATIONS_A_DAY | {"notices": 0, "notices_later": 0}
    url = f"/o/acme/purchase-orders/{make_draft(cast).number}/place/"
    assert sign_in(cast.alice).post(url).status_code == 302

"""The people page: roles, invitations sent from it, the last owner, and who may do what."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from sostocked.foundation.people.models import MemberInvitation, Membership
from sostocked.foundation.people.services import change_role, check_role_change, invite_member, remove_member
from sostocked.foundation.records.errors import NotYours, Refused
from tests.factories import MembershipFactory, UserFactory

PEOPLE = "/o/acme/people/"


def membership(person):
    return Membership.objects.get(user=person, organization__slug="acme")


@pytest.fixture
def admin(cast):
    return MembershipFactory(organization=cast.acme, role="admin", user=UserFactory(email="amy@example.com"))


def invite(client, **data):
    return client.post(PEOPLE, {"email": "new@example.com", "role": "buyer"} | data)


def test_the_page_lists_members_owners_first(cast, sign_in):
    page = sign_in(cast.vera).get(PEOPLE)
    assert [str(each.user) for each in page.context["members"]] == ["Alice", "Bob", "Vera"]
    assert "Send the invitation" not in page.content.decode()


@pytest.mark.parametrize(
    ("who", "seen"),
    [("alice", 200), ("bob", 200), ("vera", 200), ("dana", 404), ("charlie", 404), ("root", 200)],
)
def test_members_alone_see_it(who, seen, cast, sign_in):
    assert sign_in(getattr(cast, who)).get(PEOPLE).status_code == seen


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("vera", 403), ("charlie", 404), ("dana", 404)])
def test_only_those_who_manage_change_anything(who, status, cast, sign_in):
    client = sign_in(getattr(cast, who))
    boss = membership(cast.alice)
    letter = invite_member(cast.acme, email="x@example.com", role="buyer", by=boss)
    posts = [
        (PEOPLE, {"email": "y@example.com", "role": "buyer"}),
        (f"{PEOPLE}{boss.pk}/role/", {"role": "viewer"}),
        (f"{PEOPLE}{boss.pk}/remove/", {}),
        (f"{PEOPLE}invitations/{letter.pk}/resend/", {}),
        (f"{PEOPLE}invitations/{letter.pk}/revoke/", {}),
        ("/o/acme/settings/", {"name": "Mine now"}),
    ]
    assert [client.post(url, data).status_code for url, data in posts] == [status] * len(posts)
    assert Membership.objects.get(pk=boss.pk).role == "owner"
    assert MemberInvitation.objects.get().revoked_at is None


def test_another_organizations_rows_are_not_reached_by_their_ids(cast, sign_in):
    theirs = Membership.objects.get(user=cast.charlie)
    letter = invite_member(cast.stranger, email="x@example.com", role="buyer", by=theirs)
    client = sign_in(cast.alice)
    for url in (
        f"{PEOPLE}{theirs.pk}/role/",
        f"{PEOPLE}{theirs.pk}/remove/",
        f"{PEOPLE}invitations/{letter.pk}/resend/",
        f"{PEOPLE}invitations/{letter.pk}/revoke/",
    ):
        assert client.post(url, {"role": "viewer"}).status_code == 404


def test_inviting_sends_a_mail_with_a_link_that_works(cast, sign_in, mailbox, client):
    assert invite(sign_in(cast.alice), email="New@Example.com").url == PEOPLE
    mail = mailbox("new@example.com")
    assert mail.subject == "An invitation to work together on So Stocked"
    assert "Alice invites you to Acme Goods as a buyer." in mail.text
    client.logout()
    assert "invites you to" in client.get(mail.link()).content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "no address"}, "email"),
        ({"email": "x" * 250 + "@example.com"}, "email"),
        ({"role": "king"}, "role"),
        ({"role": ""}, "role"),
    ],
)
def test_what_cannot_be_invited_is_said_beside_the_field(data, field, cast, sign_in):
    answer = invite(sign_in(cast.alice), **data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not MemberInvitation.objects.exists()


def test_members_are_not_invited_again(cast, sign_in):
    answer = invite(sign_in(cast.alice), email="BOB@example.com")
    assert answer.status_code == 409
    assert "is a member of Acme Goods already" in answer.content.decode()


def test_nobody_has_two_open_invitations_but_an_expired_one_makes_room(cast, sign_in):
    client = sign_in(cast.alice)
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        invite(client)
    assert invite(client, email="NEW@example.com").status_code == 409
    MemberInvitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert "Expired" in client.get(PEOPLE).content.decode()
    assert invite(client).status_code == 302
    assert MemberInvitation.objects.open().count() == 1
    assert MemberInvitation.objects.unanswered().count() == 1


def test_a_double_click_on_invite_is_one_letter_and_no_error(cast, sign_in):
    client = sign_in(cast.alice)
    assert [invite(client).status_code for _ in range(2)] == [302, 302]
    assert MemberInvitation.objects.count() == 1


def test_an_organization_does_not_send_letters_without_end(cast, settings):
    settings.INVITATIONS_A_DAY = {"account": 200, "organization": 200, "address": 3}
    boss = membership(cast.alice)
    for n in range(100):
        invite_member(cast.acme, email=f"n{n}@example.com", role="viewer", by=boss)
    with pytest.raises(Refused, match="100 invitations are unanswered"):
        invite_member(cast.acme, email="more@example.com", role="viewer", by=boss)


def test_sending_again_posts_the_same_link_and_two_more_weeks(cast, sign_in, mailbox):
    client = sign_in(cast.alice)
    invite(client)
    first = mailbox("new@example.com")
    letter = MemberInvitation.objects.get()
    MemberInvitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        client.post(f"{PEOPLE}invitations/{letter.pk}/resend/")
    second = mailbox("new@example.com")
    assert second.pk != first.pk
    assert second.link() == first.link()
    assert MemberInvitation.objects.open().exists()


def test_a_double_click_on_send_again_is_one_mail(cast, sign_in, mailbox):
    client = sign_in(cast.alice)
    invite(client)
    letter = MemberInvitation.objects.get()
    before = mailbox("new@example.com").pk
    for _ in range(2):
        client.post(f"{PEOPLE}invitations/{letter.pk}/resend/")
    assert mailbox("new@example.com").pk == before


def test_revoking_asks_first_and_then_the_letter_is_worthless(cast, sign_in):
    client = sign_in(cast.alice)
    invite(client)
    letter = MemberInvitation.objects.get()
    url = f"{PEOPLE}invitations/{letter.pk}/revoke/"
    assert "stops working" in client.get(url).content.decode()
    assert MemberInvitation.objects.open().exists()
    assert client.post(url).url == PEOPLE
    assert not MemberInvitation.objects.open().exists()


def test_a_dialog_gets_the_question_alone_and_is_led_on(cast, sign_in):
    client = sign_in(cast.alice)
    url = f"{PEOPLE}{membership(cast.bob).pk}/remove/"
    fragment = client.get(url, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "Remove Bob?" in fragment
    assert client.post(url, headers={"hx-request": "true"})["HX-Redirect"] == PEOPLE


def test_a_role_is_changed(cast, sign_in):
    client = sign_in(cast.alice)
    url = f"{PEOPLE}{membership(cast.bob).pk}/role/"
    assert 'for="new_role_2"' in client.get(url).content.decode()
    assert client.post(url, {"role": "admin"}).url == PEOPLE
    assert membership(cast.bob).role == "admin"


@pytest.mark.parametrize("role", ["", "king"])
def test_a_role_that_there_is_not_is_refused(role, cast, sign_in):
    answer = sign_in(cast.alice).post(f"{PEOPLE}{membership(cast.bob).pk}/role/", {"role": role})
    assert answer.status_code == 422
    assert membership(cast.bob).role == "buyer"


def test_the_last_owner_stays(cast, sign_in):
    client = sign_in(cast.alice)
    me = membership(cast.alice)
    assert "The only owner" in client.get(PEOPLE).content.decode()
    answer = client.post(f"{PEOPLE}{me.pk}/role/", {"role": "viewer"})
    assert answer.status_code == 409
    assert "Make somebody else an owner first" in answer.content.decode()
    client.post(f"{PEOPLE}{me.pk}/remove/")
    assert membership(cast.alice).role == "owner"


def test_an_owner_may_go_once_there_is_another(cast):
    me = membership(cast.alice)
    change_role(membership(cast.bob), role="owner", by=me)
    remove_member(me, by=me)
    assert [each.user for each in cast.acme.memberships.filter(role="owner")] == [cast.bob]


def test_an_admin_neither_makes_nor_unmakes_owners(cast, admin, sign_in):
    for act in (
        lambda: change_role(membership(cast.bob), role="owner", by=admin),
        lambda: change_role(membership(cast.alice), role="viewer", by=admin),
        lambda: remove_member(membership(cast.alice), by=admin),
        lambda: invite_member(cast.acme, email="x@example.com", role="owner", by=admin),
    ):
        with pytest.raises(NotYours):
            act()
    client = sign_in(admin.user)
    assert invite(client, role="owner").status_code == 422
    assert client.post(f"{PEOPLE}{membership(cast.bob).pk}/role/", {"role": "owner"}).status_code == 422
    assert client.post(f"{PEOPLE}{membership(cast.bob).pk}/role/", {"role": "viewer"}).status_code == 302


def test_who_is_removed_sees_nothing_any_more(cast, sign_in, client):
    sign_in(cast.alice).post(f"{PEOPLE}{membership(cast.bob).pk}/remove/")
    sign_in(cast.bob)
    assert client.get(PEOPLE).status_code == 404


def test_members_may_leave_by_themselves(cast, sign_in):
    client = sign_in(cast.vera)
    url = f"{PEOPLE}{membership(cast.vera).pk}/remove/"
    assert "Leave Acme Goods?" in client.get(url).content.decode()
    assert client.post(url).url == "/"
    assert not Membership.objects.filter(user=cast.vera).exists()


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_at_once_leave_one(cast):
    boss = membership(cast.alice)
    other = MembershipFactory(organization=cast.acme, user=UserFactory(), role="owner")
    refused = []

    def remove(whom, by):
        try:
            remove_member(whom, by=by)
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=pair) for pair in ((boss, other), (other, boss))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cast.acme.memberships.filter(role="owner").count() == 1
    assert len(refused) == 1


def test_settings_are_saved_or_refused_beside_the_field(cast, sign_in):
    client = sign_in(cast.alice)
    fields = {"name": "Acme 🙏", "timezone": "Asia/Tokyo", "currency": "EUR"}
    assert client.post("/o/acme/settings/", fields).url == "/o/acme/settings/"
    cast.acme.refresh_from_db()
    assert (cast.acme.name, cast.acme.timezone, cast.acme.currency) == ("Acme 🙏", "Asia/Tokyo", "EUR")
    wrong = client.post("/o/acme/settings/", {"name": " ", "timezone": "Mars/Base", "currency": "XYZ"})
    assert wrong.status_code == 422
    assert sorted(wrong.context["form"].errors) == ["currency", "name", "timezone"]
    cast.acme.refresh_from_db()
    assert cast.acme.slug == "acme"
    assert cast.acme.name == "Acme 🙏"


def test_names_are_shown_as_text_whatever_is_in_them(cast, sign_in):
    cast.bob.name = "<script>alert(1)</script>"
    cast.bob.save()
    page = sign_in(cast.alice).get(PEOPLE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("many", [1, 3, 50])
def test_the_page_costs_the_same_whoever_works_here(many, cast, sign_in, django_assert_max_num_queries):
    boss = membership(cast.alice)
    for n in range(many):
        MembershipFactory(organization=cast.acme, user=UserFactory(), role="viewer")
        invite_member(cast.acme, email=f"n{n}@example.com", role="viewer", by=boss)
    client = sign_in(cast.alice)
    with django_assert_max_num_queries(6):
        client.get(PEOPLE)


def test_asking_whether_a_role_may_change_changes_nothing(cast, admin):
    check_role_change(membership(cast.bob), role="viewer", by=admin)
    with pytest.raises(NotYours):
        check_role_change(membership(cast.bob), role="owner", by=admin)
    assert membership(cast.bob).role == "buyer"


def test_the_settings_say_in_what_one_measures(cast, client):
    client.force_login(cast.alice)
    fields = {"name": "Acme\u200b  Goods", "timezone": "Asia/Tokyo", "currency": "KWD"}
    client.post("/o/acme/settings/", fields | {"units": "imperial"})
    cast.acme.refresh_from_db()
    assert (cast.acme.name, cast.acme.currency, cast.acme.units) == ("Acme Goods", "KWD", "imperial")
    client.post("/o/acme/settings/", fields)
    cast.acme.refresh_from_db()
    assert cast.acme.units == "imperial"
    wrong = client.post("/o/acme/settings/", fields | {"units": "furlongs"})
    assert sorted(wrong.context["form"].errors) == ["units"]

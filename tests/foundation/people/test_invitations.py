"""The link in an invitation: who may take it up, once, and what everybody else reads."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leadtimes.facilities.staff import invite_staff, remove_staff
from leadtimes.models import StaffInvitation
from sostocked.foundation.people.invitations import Gone, accept_invitation, revoke_invitation
from sostocked.foundation.people.models import MemberInvitation, Membership, User
from sostocked.foundation.people.services import found_organization, invite_member
from sostocked.foundation.records.errors import NotYours, Refused
from tests.factories import FacilityFactory, UserFactory
from tests.foundation.people.conftest import PASSWORD


@pytest.fixture
def letter(cast):
    """Alice invites Nora to buy for Acme Goods."""
    boss = Membership.objects.get(user=cast.alice)
    return invite_member(cast.acme, email="nora@example.com", role="buyer", by=boss)


@pytest.fixture
def nora(db):
    return UserFactory(email="nora@example.com", name="Nora")


def address(letter):
    return f"/invitations/{letter.token}/"


def accept(client, letter):
    return client.post(address(letter) + "accept/")


def test_it_says_who_invites_whom_to_what(client, letter):
    page = client.get(address(letter)).content.decode()
    assert "<bdi>Alice</bdi> invites you to <bdi>Acme Goods as a buyer</bdi>." in page
    assert "nora@example.com" in page
    assert "Create your account" in page


def test_reading_it_changes_nothing(client, letter, nora, sign_in):
    sign_in(nora).get(address(letter))
    letter.refresh_from_db()
    assert letter.is_open
    assert not Membership.objects.filter(user=nora).exists()


def test_accepting_makes_a_member_and_opens_the_organization(client, letter, nora, sign_in):
    assert accept(sign_in(nora), letter).url == "/"
    assert client.get("/").url == "/o/acme/purchase-orders/"
    assert Membership.objects.get(user=nora).role == "buyer"


def test_accepting_twice_is_fine_and_once(client, letter, nora, sign_in):
    client = sign_in(nora)
    assert [accept(client, letter).url for _ in range(2)] == ["/", "/"]
    assert Membership.objects.filter(user=nora).count() == 1
    assert client.get(address(letter)).url == "/"


def test_accepting_again_after_being_removed_lets_nobody_back_in(letter, nora):
    accept_invitation(letter, by=nora)
    Membership.objects.get(user=nora).delete()
    accept_invitation(letter, by=nora)
    assert not Membership.objects.filter(user=nora).exists()


def test_somebody_else_is_told_and_offered_to_sign_out(client, letter, cast, sign_in):
    client = sign_in(cast.charlie)
    page = client.get(address(letter)).content.decode()
    assert "charlie@example.com is signed in here" in page
    assert ">Accept<" not in page
    assert accept(client, letter).status_code == 403
    assert not Membership.objects.filter(user=cast.charlie, organization=cast.acme).exists()
    out = client.post("/accounts/logout/", {"next": address(letter)})
    assert out.url == address(letter)


def test_who_has_an_account_signs_in_with_the_address_filled_in(client, letter, nora):
    nora.set_password(PASSWORD)
    nora.save()
    assert "Sign in to accept" in client.get(address(letter)).content.decode()
    form = client.get("/accounts/login/", {"next": address(letter)}).context["form"]
    assert form["login"].value() == "nora@example.com"
    data = {"login": "nora@example.com", "password": PASSWORD, "next": address(letter)}
    assert client.post("/accounts/login/", data).url == address(letter)
    assert accept(client, letter).status_code == 302


def test_accept_without_a_sign_in_leads_through_the_door_and_back_to_the_letter(
    client, letter, nora, sign_in
):
    assert accept(client, letter).url.startswith("/accounts/login/")
    assert sign_in(nora).get(address(letter) + "accept/").url == address(letter)


def test_signing_up_by_it_asks_for_no_organization_and_joins(client, letter, mailbox):
    page = client.get("/accounts/signup/", {"next": address(letter)})
    form = page.context["form"]
    assert list(form.fields) == ["name", "email", "password1"]
    assert form["email"].value() == "nora@example.com"
    assert form.fields["email"].disabled
    assert "You join <bdi>Acme Goods</bdi>" in page.content.decode()
    data = {"name": "Nora", "password1": PASSWORD, "next": address(letter)}
    assert client.post("/accounts/signup/", data).url == address(letter)
    nora = User.objects.get(email="nora@example.com")
    assert Membership.objects.get(user=nora).organization.slug == "acme"
    assert nora.emailaddress_set.get().verified
    assert client.get(address(letter)).url == "/"


def test_signing_up_by_it_with_another_address_is_not_possible(client, letter):
    data = {"name": "Eve", "email": "eve@example.com", "password1": PASSWORD, "next": address(letter)}
    client.post("/accounts/signup/?email=eve@example.com", data)
    assert not User.objects.filter(email="eve@example.com").exists()


@pytest.mark.parametrize(
    "came_from", ["", "/", "https://evil.example/invitations/x/", "/invitations/nonsense/"]
)
def test_a_sign_up_from_elsewhere_needs_an_organization(came_from, client, letter):
    form = client.get("/accounts/signup/", {"next": came_from}).context["form"]
    assert "organization_name" in form.fields


def test_a_token_that_does_not_exist_is_a_page_that_does_not_exist(client, db):
    assert client.get("/invitations/nonsense/").status_code == 404


def over(letter, how):
    if how == "revoked":
        revoke_invitation(letter, by=letter.invited_by)
    elif how == "expired":
        type(letter).objects.update(expires_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize(("how", "words"), [("revoked", "was revoked"), ("expired", "is too old")])
def test_a_letter_that_is_over_says_so_and_lets_nobody_in(how, words, client, letter, nora, sign_in):
    over(letter, how)
    page = client.get(address(letter))
    assert page.status_code == 410
    assert words in page.content.decode()
    assert accept(sign_in(nora), letter).status_code == 410
    assert not Membership.objects.filter(user=nora).exists()
    client.logout()
    form = client.get("/accounts/signup/", {"next": address(letter)}).context["form"]
    assert "organization_name" in form.fields


def test_a_letter_that_was_used_tells_others_nothing_but_that(client, letter, nora, cast, sign_in):
    accept_invitation(letter, by=nora)
    page = client.get(address(letter))
    assert page.status_code == 410
    assert "was accepted" in page.content.decode()
    assert accept(sign_in(cast.charlie), letter).status_code == 403


def test_what_was_accepted_is_not_revoked(letter, nora):
    accept_invitation(letter, by=nora)
    with pytest.raises(Refused, match="Remove the person instead"):
        revoke_invitation(letter, by=letter.invited_by)


def test_the_services_refuse_by_themselves(letter, nora, cast):
    with pytest.raises(NotYours):
        accept_invitation(letter, by=cast.charlie)
    over(letter, "revoked")
    with pytest.raises(Gone):
        accept_invitation(letter, by=nora)


def test_a_line_break_in_a_name_does_not_break_the_mail(cast, mailbox):
    cast.alice.name = "Alice\nBcc: all@example.com"
    cast.alice.save()
    boss = Membership.objects.get(user=cast.alice)
    invite_member(cast.acme, email="nora@example.com", role="viewer", by=boss)
    assert "\n" not in mailbox("nora@example.com").subject


# ── Staff of facilities ───────────────────────────────────────────────────────────────────────────────


def test_staff_are_invited_onto_a_facility_by_the_same_kind_of_letter(cast, nora, sign_in, client, mailbox):
    invite_staff(cast.lone_star, email="Nora@example.com", by=cast.alice)
    mail = mailbox("nora@example.com")
    assert mail.subject == "An invitation to work together on So Stocked"
    assert (
        "Alice invites you to the staff of Lone Star Prep (Dallas), to do its work for Acme Goods."
        in mail.text
    )
    client = sign_in(nora)
    assert client.get(mail.link()).status_code == 200
    assert accept(client, StaffInvitation.objects.get()).url == "/"
    assert nora in cast.lone_star.staff.all()
    assert client.get("/").url == "/work-orders/"


def test_staff_of_one_business_for_two_sellers_see_both_after_one_sign_in(cast, sign_in, client):
    theirs = FacilityFactory(organization=cast.stranger, name="Lone Star Prep", prep=True)
    accept_invitation(invite_staff(theirs, email="dana@example.com", by=cast.charlie), by=cast.dana)
    assert {facility.organization for facility in cast.dana.facilities.all()} == {cast.acme, cast.stranger}
    assert sign_in(cast.dana).get("/").url == "/work-orders/"


def test_staff_are_not_members(cast, sign_in):
    assert sign_in(cast.dana).get("/o/acme/people/").status_code == 404


def test_nobody_is_invited_onto_a_staff_twice_or_to_a_closed_facility(cast):
    with pytest.raises(Refused, match="on the staff of Lone Star Prep already"):
        invite_staff(cast.lone_star, email="DANA@example.com", by=cast.alice)
    invite_staff(cast.lone_star, email="nora@example.com", by=cast.alice)
    with pytest.raises(Refused, match="open invitation already"):
        invite_staff(cast.lone_star, email="nora@example.com", by=cast.root)
    cast.harbor.archived_at = timezone.now()
    cast.harbor.save()
    with pytest.raises(Refused, match="archived"):
        invite_staff(cast.harbor, email="nora@example.com", by=cast.alice)


def test_signing_up_by_a_staff_letter_makes_no_organization(cast, client):
    letter = invite_staff(cast.lone_star, email="new@example.com", by=cast.alice)
    client.post("/accounts/signup/", {"name": "New", "password1": PASSWORD, "next": address(letter)})
    new = User.objects.get(email="new@example.com")
    assert list(new.facilities.all()) == [cast.lone_star]
    assert not new.memberships.exists()


def staff_page(facility):
    return f"/o/acme/facilities/{facility.pk}/staff/"


def test_the_staff_page_lists_invites_and_removes(cast, sign_in, mailbox):
    client = sign_in(cast.alice)
    url = staff_page(cast.lone_star)
    assert "Dana" in client.get(url).content.decode()
    assert client.post(url, {"email": "nora@example.com"}).url == url
    letter = StaffInvitation.objects.get()
    mailbox("nora@example.com")
    assert "nora@example.com" in client.get(url).content.decode()
    assert client.post(f"{url}invitations/{letter.pk}/resend/").url == url
    assert "stops working" in client.get(f"{url}invitations/{letter.pk}/revoke/").content.decode()
    assert client.post(f"{url}invitations/{letter.pk}/revoke/").url == url
    assert not StaffInvitation.objects.open().exists()
    assert "Remove Dana" in client.get(f"{url}{cast.dana.pk}/remove/").content.decode()
    assert client.post(f"{url}{cast.dana.pk}/remove/").url == url
    assert not cast.lone_star.staff.exists()


@pytest.mark.parametrize(
    ("who", "read", "change"),
    [("alice", 200, 302), ("bob", 200, 403), ("vera", 200, 403), ("dana", 404, 404), ("charlie", 404, 404)],
)
def test_who_may_read_and_change_the_staff(who, read, change, cast, sign_in):
    client = sign_in(getattr(cast, who))
    url = staff_page(cast.lone_star)
    assert client.get(url).status_code == read
    assert client.post(url, {"email": "nora@example.com"}).status_code == change
    assert client.post(f"{url}{cast.dana.pk}/remove/").status_code == change


def test_a_supplier_and_another_sellers_facility_have_no_staff_page(cast, sign_in):
    theirs = FacilityFactory(organization=cast.stranger)
    client = sign_in(cast.alice)
    assert [client.get(staff_page(each)).status_code for each in (cast.ningbo, theirs)] == [404, 404]


@pytest.mark.parametrize(("email", "status"), [("", 422), ("nonsense", 422), ("dana@example.com", 409)])
def test_what_cannot_be_invited_onto_a_staff_is_said_beside_the_field(email, status, cast, sign_in):
    answer = sign_in(cast.alice).post(staff_page(cast.lone_star), {"email": email})
    assert answer.status_code == status
    assert list(answer.context["form"].errors) == ["email"]
    assert answer.context["form"]["email"].value() == email


@pytest.mark.parametrize("many", [1, 3, 50])
def test_the_staff_page_costs_the_same_however_many(many, cast, sign_in, django_assert_max_num_queries):
    for n in range(many):
        cast.lone_star.staff.add(UserFactory())
        invite_staff(cast.lone_star, email=f"n{n}@example.com", by=cast.alice)
    client = sign_in(cast.alice)
    with django_assert_max_num_queries(8):
        client.get(staff_page(cast.lone_star))


def test_removing_staff_twice_is_harmless(cast):
    remove_staff(cast.lone_star, cast.dana, by=cast.alice)
    remove_staff(cast.lone_star, cast.dana, by=cast.alice)
    assert not cast.lone_star.staff.exists()


# ── Several organizations, several threads ────────────────────────────────────────────────────────────


def test_the_organization_that_was_open_last_is_where_home_leads(cast, sign_in):
    found_organization("Zebra", owner=cast.alice)
    client = sign_in(cast.alice)
    assert client.get("/").url == "/o/acme/purchase-orders/"
    client.get("/o/zebra/people/")
    assert client.get("/").url == "/o/zebra/purchase-orders/"
    page = client.get("/welcome/").content.decode()
    assert "/o/acme/purchase-orders/" in page
    assert "/o/zebra/purchase-orders/" in page


def test_an_organization_one_has_left_is_forgotten(cast, sign_in):
    zebra = found_organization("Zebra", owner=cast.alice)
    client = sign_in(cast.alice)
    client.get("/o/zebra/people/")
    zebra.memberships.all().delete()
    assert client.get("/").url == "/o/acme/purchase-orders/"


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_accept_at_once_make_one_member(letter, nora):
    def apply_to_chain():
        try:
            accept_invitation(MemberInvitation.objects.get(), by=nora)
        finally:
            connection.close()

    threads = [threading.Thread(target=apply_to_chain) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Membership.objects.filter(user=nora).count() == 1

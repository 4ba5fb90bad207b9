"""What owners see afterwards: who, what, when, and from where."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction

from leadtimes.facilities.staff import invite_staff, remove_staff
from leadtimes.models import StaffInvitation
from sostocked.foundation.people.invitations import Gone, accept_invitation
from sostocked.foundation.people.models import MemberInvitation, Membership, SecurityEvent
from sostocked.foundation.people.security_log.devices import device_of
from sostocked.foundation.people.services import change_role, invite_member, remove_member
from tests.factories import UserFactory
from tests.foundation.people.conftest import PASSWORD

LOG = "/o/acme/security-log/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def told(organization):
    """What the log of the organization says, oldest first."""
    events = SecurityEvent.objects.of(organization).order_by("pk")
    return [f"{each.by} {each.what}" for each in events]


@pytest.fixture
def boss(cast):
    return Membership.objects.get(user=cast.alice)


def test_who_invites_accepts_changes_and_removes_is_told(cast, boss):
    nora = UserFactory(email="nora@example.com", name="Nora")
    accept_invitation(invite_member(cast.acme, email=nora.email, role="buyer", by=boss), by=nora)
    change_role(Membership.objects.get(user=nora), role="admin", by=boss)
    remove_member(Membership.objects.get(user=nora), by=boss)
    remove_staff(cast.lone_star, cast.dana, by=cast.alice)
    assert told(cast.acme) == [
        "Alice invited nora@example.com to Acme Goods as a buyer",
        "Nora accepted the invitation to Acme Goods as a buyer",
        "Alice changed the role of Nora from buyer to admin",
        "Alice removed Nora (nora@example.com), who was admin",
        "Alice took Dana (dana@example.com) off the staff of Lone Star Prep",
    ]
    assert told(cast.stranger) == []


def test_a_sign_in_is_told_with_where_it_came_from_in_every_organization(cast, client):
    cast.bob.set_password(PASSWORD)
    cast.bob.save()
    Membership.objects.create(organization=cast.stranger, user=cast.bob, role="viewer")
    data = {"login": "bob@example.com", "password": PASSWORD}
    client.post("/accounts/login/", data, headers={"User-Agent": FIREFOX}, REMOTE_ADDR="198.51.100.7")
    for organization in (cast.acme, cast.stranger):
        event = SecurityEvent.objects.of(organization).get()
        assert (str(event), event.ip, event.device) == (
            "Bob signed in with the password",
            "198.51.100.7",
            "Firefox on Linux",
        )


def test_settings_and_facilities_are_told(cast, sign_in):
    client = sign_in(cast.alice)
    fields = {
        "name": "Acme",
        "timezone": "America/Chicago",
        "currency": "EUR",
        "units": "metric",
        "over_receipt_percent": "2",
    }
    assert client.post("/o/acme/settings/", fields).status_code == 302
    client.post(f"/admin/leadtimes/facility/{cast.harbor.pk}/archive/")
    assert told(cast.acme)[-2:] == [
        "Alice changed the settings: name, currency, reminds",
        "Alice changed the facility Harbor Logistics: archived",
    ]


def test_the_page_is_for_owners_and_shows_the_newest_first(cast, boss, sign_in):
    invite_member(cast.acme, email="nora@example.com", role="buyer", by=boss)
    page = sign_in(cast.alice).get(LOG)
    assert [str(event) for event in page.context["page"].rows][-1].startswith("Alice invited nora")
    assert "Security log" in page.content.decode()
    assert sign_in(cast.vera).get(LOG).status_code == 403
    assert "/o/acme/security-log/" not in sign_in(cast.vera).get("/o/acme/people/").content.decode()
    assert sign_in(cast.charlie).get(LOG).status_code == 404


def test_it_is_narrowed_by_what_it_is_about_and_by_name(cast, boss, sign_in):
    invite_member(cast.acme, email="nora@example.com", role="buyer", by=boss)
    client = sign_in(cast.alice)
    assert [str(each) for each in client.get(LOG, {"kind": "invited"}).context["page"].rows] == [
        "Alice invited nora@example.com to Acme Goods as a buyer"
    ]
    assert len(client.get(LOG, {"q": "NORA"}).context["page"].rows) == 1
    assert "Nothing like that" in client.get(LOG, {"q": "nobody of that name"}).content.decode()


@pytest.mark.parametrize("many", [1, 3, 60])
def test_the_page_costs_the_same_however_much_there_is(many, cast, sign_in, django_assert_max_num_queries):
    SecurityEvent.objects.bulk_create(
        SecurityEvent(organization=cast.acme, kind="members", what=f"did {n}", user=cast.bob, by="Bob")
        for n in range(many)
    )
    client = sign_in(cast.alice)
    with django_assert_max_num_queries(6):
        page = client.get(LOG)
    assert bool(page.context["page"].next_url) is (many > 50)
    if many > 50:
        older = client.get(page.context["page"].next_url).context["page"]
        assert len(older.rows) == many + 1 - 50


@pytest.mark.parametrize("act", ["update", "delete"])
def test_nobody_changes_it(act, cast, boss):
    invite_member(cast.acme, email="nora@example.com", role="buyer", by=boss)
    rows = SecurityEvent.objects.all()
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        rows.update(what="nothing") if act == "update" else rows.delete()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "curl"),
        ("", ""),
    ],
)
def test_a_device_is_told_in_three_words(said, words):
    assert device_of(said) == words


# ── What was invited ends with the role of whoever invited ────────────────────────────────────────────


@pytest.fixture
def admin(cast):
    return Membership.objects.create(organization=cast.acme, user=UserFactory(name="Adam"), role="admin")


def letters_of(admin, cast):
    invite_member(cast.acme, email="nora@example.com", role="buyer", by=admin)
    invite_staff(cast.lone_star, email="hall@example.com", by=admin.user)


def open_letters():
    return MemberInvitation.objects.open().count() + StaffInvitation.objects.open().count()


def test_the_letters_of_a_dismissed_admin_are_worthless(cast, boss, admin):
    letters_of(admin, cast)
    invite_member(cast.acme, email="other@example.com", role="buyer", by=boss)
    remove_member(admin, by=boss)
    assert open_letters() == 1
    assert told(cast.acme)[-1] == "Alice revoked 2 open invitations of Adam with it"


def test_an_admin_who_becomes_a_buyer_loses_them_and_an_owner_who_becomes_admin_those_to_owners(
    cast, boss, admin
):
    letters_of(admin, cast)
    change_role(admin, role="buyer", by=boss)
    assert open_letters() == 0
    second = Membership.objects.create(organization=cast.acme, user=UserFactory(), role="owner")
    invite_member(cast.acme, email="a@example.com", role="owner", by=second)
    invite_member(cast.acme, email="b@example.com", role="admin", by=second)
    change_role(second, role="admin", by=boss)
    assert list(MemberInvitation.objects.open().values_list("email", flat=True)) == ["b@example.com"]


def test_a_letter_is_asked_again_when_it_is_accepted(cast, admin):
    """However the membership went: also where no service was asked."""
    nora = UserFactory(email="nora@example.com")
    letter = invite_member(cast.acme, email=nora.email, role="buyer", by=admin)
    Membership.objects.filter(pk=admin.pk).delete()
    with pytest.raises(Gone):
        accept_invitation(letter, by=nora)
    assert not Membership.objects.filter(user=nora).exists()


def test_a_superuser_s_letter_stands(cast):
    nora = UserFactory(email="nora@example.com")
    cache.clear()
    letter = invite_staff(cast.lone_star, email=nora.email, by=cast.root)
    accept_invitation(letter, by=nora)
    assert nora in cast.lone_star.staff.all()

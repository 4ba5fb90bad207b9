"""A person takes along what is kept of them, and leaves: nameless, signed out everywhere, with history whole."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from leadtimes.models import StaffInvitation
from purchasing.models import PurchaseOrder
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.calendar_feeds import open_feed
from sostocked.foundation.people.models import MemberInvitation, Membership, User
from sostocked.site.own_data.contents import CONTENTS, TOLD, points_at_people
from tests.factories import MembershipFactory, make_placed
from workorders import services as desk

PAGE = "/account/data/"


@pytest.fixture
def me(cast):
    """Dana, who works at Lone Star, sells a little herself, and has all that one may have."""
    dana = cast.dana
    dana.set_password("correct horse battery")
    dana.save()
    EmailAddress.objects.create(user=dana, email=dana.email, verified=True, primary=True)
    EmailAddress.objects.create(user=dana, email="dana.private@example.com", verified=True)
    Authenticator.objects.create(user=dana, type="totp", data={"secret": "topsecret"})
    MembershipFactory(organization=cast.acme, user=dana, role="buyer")
    open_feed(dana)
    work_order = make_placed(cast).work_orders.get()
    desk.acknowledge(work_order, by=dana, revision=1)
    return dana


def taken_along(client):
    answer = client.get(f"{PAGE}download/")
    assert answer["Content-Disposition"].startswith('attachment; filename="so-stocked-')
    assert "no-store" in answer["Cache-Control"]
    return json.loads(answer.getvalue())


def test_everything_about_a_person_is_in_the_file(me, cast, sign_in):
    file = taken_along(sign_in(me))
    assert set(file) == set(CONTENTS)
    assert file["person"][0]["email"] == "dana@example.com"
    assert sorted(each["email"] for each in file["addresses"]) == [
        "dana.private@example.com",
        "dana@example.com",
    ]
    assert file["memberships"] == [{"organization__name": "Acme Goods", "role": "buyer"}]
    assert [each["name"] for each in file["facilities"]] == ["Lone Star Prep"]
    assert [each["revision"] for each in file["acknowledged"]] == [1]
    assert file["mails"]


def test_no_secret_and_nobody_elses_things_are_in_the_file(me, cast, sign_in):
    body = json.dumps(taken_along(sign_in(me)))
    assert "topsecret" not in body
    assert me.calendar_feed.secret not in body
    assert me.password not in body
    assert taken_along(sign_in(cast.charlie))["acknowledged"] == []


def test_every_field_that_holds_a_person_is_told_of(db):
    fields = set(points_at_people())
    assert fields >= TOLD
    assert (PurchaseOrder, "placed_by") in fields


def test_what_nobody_has_written_a_list_for_is_told_all_the_same(me, sign_in, monkeypatch):
    monkeypatch.setattr("sostocked.site.own_data.contents.TOLD", TOLD - {(Membership, "user")})
    others = taken_along(sign_in(me))["others"]
    assert [row["role"] for row in others if row["what"] == "people.Membership"] == ["buyer"]


def leave(client, password="correct horse battery"):
    return client.post(PAGE, {"password": password})


def test_who_leaves_is_nameless_and_comes_in_no_more(me, cast, sign_in):
    other = Client()
    other.force_login(me)
    invitation = MemberInvitation.objects.create(
        organization=cast.acme, email="new@example.com", invited_by=me
    )
    StaffInvitation.objects.create(facility=cast.harbor, email="dana@example.com", invited_by=cast.alice)
    assert Message.objects.filter(to=["dana@example.com"]).exists()
    answer = leave(sign_in(me))
    assert (answer.status_code, answer.url) == (302, "/accounts/login/")
    me.refresh_from_db()
    assert (str(me), me.email) == (f"Former member {me.pk}", f"former-member-{me.pk}@left.invalid")
    assert (me.is_active, me.has_usable_password(), me.last_login) == (False, False, None)
    assert not (me.memberships.exists())
    assert not (me.facilities.exists())
    assert not (hasattr(me, "calendar_feed"))
    assert not EmailAddress.objects.filter(user=me).exists()
    assert not Authenticator.objects.filter(user=me).exists()
    assert not StaffInvitation.objects.filter(email="dana@example.com").exists()
    assert not Message.objects.filter(to__contains=["dana@example.com"]).exists()
    invitation.refresh_from_db()
    assert invitation.revoked_at
    assert other.get("/work-orders/").status_code == 302  # signed out everywhere
    assert not Client().login(email="dana@example.com", password="correct horse battery")


def test_what_they_did_stays_done_by_somebody_without_a_name(me, cast, sign_in):
    work_order = cast.lone_star.work_orders.get()
    written = list(work_order.acknowledgements.values())
    events = list(PurchaseOrder.pgh_event_model.objects.values())
    leave(sign_in(me))
    assert list(work_order.acknowledgements.values()) == written
    assert list(PurchaseOrder.pgh_event_model.objects.values()) == events
    page = sign_in(cast.alice).get(work_order.get_absolute_url())
    assert f"Former member {me.pk}" in page.content.decode()


def test_the_address_is_free_for_somebody_new(me, sign_in):
    leave(sign_in(me))
    assert User.objects.create_user("dana@example.com", "correct horse battery").pk != me.pk


def test_the_wrong_password_leaves_everything_as_it_is(me, sign_in):
    answer = leave(sign_in(me), "something else")
    assert answer.status_code == 422
    assert "This is not your password." in answer.content.decode()
    me.refresh_from_db()
    assert me.is_active
    assert me.memberships.exists()


def test_the_password_is_not_tried_out_here(me, sign_in):
    client = sign_in(me)
    assert {leave(client, "wrong").status_code for _ in range(10)} == {422}
    assert leave(client).status_code == 429
    me.refresh_from_db()
    assert me.is_active


def test_the_last_owner_is_told_what_to_do_first(cast, sign_in):
    cast.alice.set_password("correct horse battery")
    cast.alice.save()
    client = sign_in(cast.alice)
    assert "You are the only owner of Acme Goods" in client.get(PAGE).content.decode()
    answer = leave(client)
    assert answer.status_code == 409
    assert "Make one of them an owner first" in answer.content.decode()
    Membership.objects.filter(user=cast.bob).update(role="owner")
    assert leave(client).status_code == 302


def test_an_owner_alone_is_told_that_nobody_will_open_it(cast, sign_in):
    cast.charlie.set_password("correct horse battery")
    cast.charlie.save()
    client = sign_in(cast.charlie)
    page = " ".join(client.get(PAGE).content.decode().split())
    assert "You are the only member of" in page
    assert "Stranger Goods" in page
    assert leave(client).status_code == 302


def test_the_only_administrator_stays(cast, sign_in):
    cast.root.set_password("correct horse battery")
    cast.root.save()
    assert leave(sign_in(cast.root)).status_code == 409
    User.objects.filter(pk=cast.alice.pk).update(is_superuser=True)
    assert leave(sign_in(cast.root)).status_code == 302

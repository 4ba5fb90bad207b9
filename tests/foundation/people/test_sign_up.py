"""A new person founds an organization, unless an invitation brought them."""

import re
import threading
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import Membership, Organization, User
from sostocked.foundation.people.services import found_organization
from tests.factories import UserFactory
from tests.foundation.people.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_signing_up_founds_an_organization_and_signs_in(client, sign_up):
    answer = sign_up()
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    membership = Membership.objects.get()
    assert (membership.user.email, membership.user.name, membership.role) == (
        "nora@example.com",
        "Nora New",
        "owner",
    )
    assert (membership.organization.name, membership.organization.slug) == ("Nora's Shop", "noras-shop")
    assert client.get("/").url == "/o/noras-shop/purchase-orders/"


def test_without_an_organization_the_form_says_so_beside_the_field(sign_up):
    answer = sign_up(organization_name="  ")
    form = answer.context["form"]
    assert list(form.errors) == ["organization_name"]
    assert "Enter the name of your business" in answer.content.decode()
    assert form["name"].value() == "Nora New"
    assert not User.objects.exists()


def test_the_address_is_kept_in_small_letters(sign_up):
    sign_up(email="Nora@Example.COM")
    assert User.objects.get().email == "nora@example.com"


def test_a_weak_password_is_refused_beside_the_field(sign_up):
    answer = sign_up(password1="password12")
    assert list(answer.context["form"].errors) == ["password1"]
    assert not User.objects.exists()


def test_an_address_in_use_is_not_given_away_and_looks_the_same(client, sign_up):
    """A stranger who tries an address with an account sees what everybody sees: an organization of their own."""
    known = UserFactory(email="nora@example.com")
    new, taken = Client(), Client()
    data = {"name": "N", "organization_name": "Shop", "password1": PASSWORD}
    answers = [
        each.post("/accounts/signup/", data | {"email": email})
        for each, email in ((new, "new@example.com"), (taken, "nora@example.com"))
    ]
    assert [(each.status_code, each.url) for each in answers] == [(302, "/"), (302, "/")]
    pages = [each.get("/", follow=True).content.decode() for each in (new, taken)]
    assert "nora@example.com" in pages[1]
    assert pages[0].count("<") == pages[1].count("<")
    assert not Membership.objects.filter(user=known).exists()
    taken.post("/accounts/logout/")
    again = taken.post("/accounts/login/", {"login": "nora@example.com", "password": PASSWORD})
    assert (again.status_code, again.url) == (302, "/")
    assert taken.get("/").url == "/o/shop-2/purchase-orders/"


def test_nothing_is_mailed_by_signing_up(sign_up):
    UserFactory(email="nora@example.com")
    sign_up()
    assert not Message.objects.exists()


def test_who_signs_up_again_with_the_password_there_is_comes_home(client, sign_up):
    sign_up()
    client.logout()
    sign_up(organization_name="Another")
    assert client.get("/").url == "/o/noras-shop/purchase-orders/"
    assert User.objects.count() == 1


def test_signing_up_is_no_way_to_guess_a_password(client, sign_up):
    """The tries count as those of the sign-in do."""
    known = UserFactory(email="nora@example.com")
    known.set_password(PASSWORD)
    known.save()
    for n in range(5):
        sign_up(password1=f"another guess {n}")
        client.logout()
    sign_up()
    assert client.session["_auth_user_id"] != str(known.pk)


def test_signing_up_twice_in_a_row_makes_one_account(client, sign_up):
    sign_up()
    assert sign_up().url == "/"
    assert User.objects.count() == 1
    assert Organization.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_account_and_signs_in_both(db):
    answers = []
    data = {
        "name": "Nora",
        "organization_name": "Shop",
        "email": "nora@example.com",
        "password1": PASSWORD,
    }

    def click():
        try:
            answers.append(Client().post("/accounts/signup/", data))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.count() == 1
    assert Organization.objects.count() == 1
    assert {answer.status_code for answer in answers} <= {302, 200}


def test_a_link_of_before_the_codes_says_so(client, db):
    answer = client.get("/accounts/confirm-email/MQ:1vOabc:some-thing/")
    assert answer.status_code == 410
    assert "This link does not work any more" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Brightwater Goods", "brightwater-goods"),
        ("🙏🙏", "organization"),
        ("שלום בע״מ", "organization"),
        ("<script>alert(1)</script>", "scriptalert1script"),
        ("x" * 120, "x" * 50),
        ("a" * 49 + " b", "a" * 49),
    ],
)
def test_every_name_gets_an_address(name, slug, db):
    assert found_organization(name, owner=UserFactory()).slug == slug


def test_a_taken_address_gets_a_number(db):
    slugs = [found_organization("Acme", owner=UserFactory()).slug for _ in range(3)]
    assert slugs == ["acme", "acme-2", "acme-3"]


def racing(monkeypatch, error):
    """Let every attempt to take a name fail with `error`; how many there were."""
    tried = []

    def create(**fields):
        tried.append(fields["slug"])
        raise error

    monkeypatch.setattr(Organization.objects, "create", create)
    return tried


def taken(constraint):
    """What the database says when another row has the same value."""
    error = IntegrityError("duplicate key")
    error.__cause__ = Diagnosed(constraint)
    return error


class Diagnosed(Exception):
    def __init__(self, constraint):
        super().__init__(constraint)
        self.diag = SimpleNamespace(constraint_name=constraint)


def test_a_name_that_is_always_just_taken_is_tried_a_few_times_and_not_for_ever(db, monkeypatch):
    tried = racing(monkeypatch, taken("people_organization_slug_key"))
    with pytest.raises(IntegrityError):
        found_organization("Acme", owner=UserFactory())
    assert tried[:5] == ["acme", "acme-2", "acme-3", "acme-4", "acme-5"]
    assert len(tried) == 6
    assert re.fullmatch(r"acme-[0-9a-f]{8}", tried[5])


def test_another_fault_of_the_database_is_not_tried_again(db, monkeypatch):
    tried = racing(monkeypatch, taken("units_are_known"))
    with pytest.raises(IntegrityError):
        found_organization("Acme", owner=UserFactory())
    assert tried == ["acme"]


def test_founding_twice_by_a_double_click_is_founding_once(client):
    client.force_login(UserFactory())
    urls = {client.post("/welcome/", {"name": "Found"}).url for _ in range(2)}
    assert urls == {"/o/found/people/"}
    assert Organization.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_people_with_the_same_name_for_it_at_once_get_four_organizations(db):
    owners = [UserFactory() for _ in range(4)]

    def found(owner):
        try:
            found_organization("Acme", owner=owner)
        finally:
            connection.close()

    threads = [threading.Thread(target=found, args=[owner]) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slugs = sorted(Organization.objects.values_list("slug", flat=True))
    assert slugs == ["acme", "acme-2", "acme-3", "acme-4"]


def test_somebody_without_anything_is_welcomed_and_can_found_an_organization(client):
    client.force_login(UserFactory(email="lost@example.com"))
    assert client.get("/").url == "/welcome/"
    page = client.get("/welcome/").content.decode()
    assert "lost@example.com" in page
    assert client.post("/welcome/", {"name": ""}).status_code == 422
    assert client.post("/welcome/", {"name": "Found"}).url == "/o/found/people/"
    assert Membership.objects.get().role == "owner"


def test_the_password_of_the_form_opens_the_door_again(client, sign_up):
    sign_up()
    client.logout()
    client.post("/accounts/login/", {"login": "NORA@example.com", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)

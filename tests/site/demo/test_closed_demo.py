"""The same data without demo mode: the people with the public password are out."""

import pytest
from django.test import Client

from sostocked.foundation.people.calendar_feeds import open_feed, owner_of
from sostocked.foundation.people.models import User
from sostocked.site.demo.people import OLIVIA, PASSWORD
from sostocked.site.start import check_demo_people, say_who_is_shut_out
from tests.factories import UserFactory


@pytest.fixture
def olivia(settings, db):
    settings.DEMO = True
    return User.objects.create_user(OLIVIA.email, PASSWORD, name="Olivia", is_made_up=True)


def sign_in(client):
    return client.post("/accounts/login/", {"login": OLIVIA.email, "password": PASSWORD}, follow=True)


def test_she_signs_in_while_it_is_a_demo(olivia):
    client = Client()
    sign_in(client)
    assert client.session["_auth_user_id"] == str(olivia.pk)


def test_afterwards_the_password_opens_nothing_and_the_page_says_why(olivia, settings):
    settings.DEMO = False
    client = Client()
    assert "This is an account of the demo, and this site is no demo." in sign_in(client).content.decode()
    assert "_auth_user_id" not in client.session


def test_afterwards_a_session_from_before_is_over(olivia, settings):
    client = Client()
    sign_in(client)
    assert client.get("/welcome/").status_code == 200
    settings.DEMO = False
    assert client.get("/welcome/").status_code == 302
    settings.DEMO = True
    client = Client()
    sign_in(client)
    assert client.get("/welcome/").status_code == 200, "a demo again, it is open again"


def test_afterwards_a_calendar_from_before_is_closed(olivia, settings):
    secret = open_feed(olivia).secret
    assert owner_of(secret) == olivia
    settings.DEMO = False
    assert owner_of(secret) is None


def test_the_start_says_so_loudly(olivia, settings, caplog):
    UserFactory()
    assert check_demo_people(None, databases=["default"]) == []
    settings.DEMO = False
    (warning,) = check_demo_people(None, databases=["default"])
    assert "There are 1 demo account" in warning.msg
    say_who_is_shut_out()
    assert "they cannot sign in" in caplog.text

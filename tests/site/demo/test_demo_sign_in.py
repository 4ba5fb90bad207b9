"""One click signs in as a demo person, and only ever in demo mode."""

import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused
from sostocked.site.demo.people import PEOPLE, offered
from sostocked.site.demo.world import build
from tests.factories import UserFactory

URL = "/demo/sign-in/olivia/"


@pytest.fixture
def demo(settings, db):
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.site.demo.urls"
    return UserFactory(email="olivia@brightwater.example", name="Olivia Hart")


def test_one_click_signs_in(demo, client):
    assert client.post(URL).url == "/"
    assert client.session["_auth_user_id"] == str(demo.pk)


def test_a_link_alone_signs_nobody_in(demo, client):
    assert client.get(URL).status_code == 405
    assert "_auth_user_id" not in client.session


def test_another_site_cannot_make_the_click(demo):
    assert Client(enforce_csrf_checks=True).post(URL).status_code == 403


def test_nobody_else_is_signed_in_this_way(demo, client):
    assert client.post("/demo/sign-in/root/").status_code == 404


def test_a_world_that_is_not_loaded_is_said(demo, client):
    User.objects.all().delete()
    page = client.post(URL, follow=True).content.decode()
    assert "run `manage.py load_demo`" in page


def test_the_sign_in_page_offers_everybody(demo, client):
    page = client.get("/accounts/login/").content.decode()
    for person in PEOPLE:
        assert person.name in page
        assert reverse("demo:sign_in", args=[person.key]) in page
    assert [each["email"] for each in offered()] == [person.email for person in PEOPLE]


def test_outside_demo_mode_there_is_no_such_address(client, db):
    UserFactory(email="olivia@brightwater.example")
    assert client.post(URL).status_code == 404
    assert "Look around as" not in client.get("/accounts/login/").content.decode()


def test_outside_demo_mode_it_refuses_even_where_it_is_routed(demo, client, settings):
    settings.DEMO = False
    assert client.post(URL).status_code == 404
    assert "_auth_user_id" not in client.session


def test_outside_demo_mode_nothing_is_loaded(db):
    for options in ({}, {"logins": True}):
        with pytest.raises(CommandError, match="This is not demo mode"):
            call_command("load_demo", **options)
    with pytest.raises(Refused):
        build()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("hosts", "starts"),
    [
        ("localhost,127.0.0.1", True),
        ("shop.example", False),
        ("localhost,shop.example", False),
        ("*", False),
        (".localhost", False),
    ],
)
def test_demo_mode_serves_this_machine_only(hosts, starts):
    environment = os.environ | {"SOSTOCKED_DEMO": "1", "ALLOWED_HOSTS": hosts, "SECRET_KEY": "x"}
    done = subprocess.run(
        [sys.executable, "-c", "import sostocked.settings"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is starts
    assert ("serves this machine only" in done.stderr) is not starts

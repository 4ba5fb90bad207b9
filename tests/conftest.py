"""The cast that every test knows: who they are is the same everywhere."""

import time
from types import SimpleNamespace

import pytest
from django.db import connection

from tests.factories import (
    FacilityFactory,
    MembershipFactory,
    OrganizationFactory,
    ProductFactory,
    UserFactory,
    make_lead_time,
)


@pytest.fixture(autouse=True)
def plain_settings(settings, tmp_path):
    """Quick passwords, mail and files into folders of the test, plain http; who wants it otherwise says so."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.MEDIA_ROOT = str(tmp_path / "files")
    settings.SECURE_SSL_REDIRECT = False
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database goes only once everybody has left it: a server thread or killed process may linger."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for _ in range(50):
            cursor.execute(_OTHERS)
            if not cursor.fetchall():
                return
            time.sleep(0.1)
        cursor.execute(_OTHERS.replace("pid, query", "pg_terminate_backend(pid)"))


_OTHERS = """
    SELECT pid, query FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def cast(db):
    """Alice owns Acme Goods, Bob buys there, Vera looks on. Dana preps at Lone Star, Wes stores at Harbor.
    Charlie owns another seller, Root sees all."""
    acme = OrganizationFactory(name="Acme Goods", slug="acme", timezone="America/Chicago")
    stranger = OrganizationFactory(name="Stranger Goods", slug="stranger")
    names = ("alice", "bob", "vera", "dana", "wes", "charlie")
    people = {name: UserFactory(email=f"{name}@example.com", name=name.title()) for name in names}
    root = UserFactory(email="root@example.com", name="Root", is_staff=True, is_superuser=True)
    for name, role in (("alice", "owner"), ("bob", "buyer"), ("vera", "viewer")):
        MembershipFactory(organization=acme, user=people[name], role=role)
    MembershipFactory(organization=stranger, user=people["charlie"])
    ningbo = FacilityFactory(organization=acme, name="Ningbo Brightware", supplier=True)
    lone_star = FacilityFactory(organization=acme, name="Lone Star Prep", city="Dallas", prep=True)
    lone_star.staff.add(people["dana"])
    harbor = FacilityFactory(organization=acme, name="Harbor Logistics", city="Long Beach")
    harbor.staff.add(people["wes"])
    lead_time = make_lead_time(
        acme,
        ("supplier", 30),
        ("freight/ocean", 28),
        ("freight/ground", 4),
        (lone_star, 5),
        ("freight/ground", 6),
        ("fba", 7),
        name="China → Lone Star → FBA",
    )
    brushes = ProductFactory(
        organization=acme, sku="CH-BRUSH-SET", title="Brush set", units_per_carton=40, fnsku="X00ABC1234"
    )
    return SimpleNamespace(
        **people,
        root=root,
        acme=acme,
        stranger=stranger,
        ningbo=ningbo,
        lone_star=lone_star,
        harbor=harbor,
        lead_time=lead_time,
        brushes=brushes,
    )


@pytest.fixture
def sign_in(client):
    """`sign_in(cast.alice)` returns the client as her."""

    def as_(person):
        client.force_login(person)
        return client

    return as_

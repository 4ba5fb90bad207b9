"""Mail as people find it in their mailbox, and a few short ways through the door."""

import re

import pytest
from django.core.cache import cache

from sostocked.foundation.outbox.models import Message

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def fresh_counters(db):
    """Nobody has tried anything yet."""
    cache.clear()


@pytest.fixture
def mailbox(db):
    """`mailbox("ann@example.com")` is the newest mail to her; `.link()` and `.code()` are path and code in it."""

    def newest(address):
        message = Message.objects.filter(to__contains=[address]).last()
        assert message, f"no mail to {address}"
        message.code = lambda: re.search(r"\b(\d{6})\b", message.text)[1]
        message.link = lambda: re.search(r"http://127\.0\.0\.1:8000(/\S+)", message.text)[1]
        return message

    return newest


@pytest.fixture
def with_password(cast):
    """`with_password(cast.alice)` can sign in by the form."""

    def given(person):
        person.set_password(PASSWORD)
        person.save()
        return person

    return given


@pytest.fixture
def sign_up(client):
    """Fill in and send the sign-up form."""

    def send(**fields):
        data = {"name": "Nora New", "email": "nora@example.com", "password1": PASSWORD}
        return client.post("/accounts/signup/", data | {"organization_name": "Nora's Shop"} | fields)

    return send

"""A mail server of the test's own, and the site told to use it."""

import pytest

from sostocked.foundation.outbox.models import Message
from tests.foundation.outbox.mail_server import MailServer


@pytest.fixture
def mail_server(settings):
    server = MailServer()
    settings.EMAIL_BACKEND = "sostocked.foundation.outbox.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    yield server
    server.close()


@pytest.fixture
def posted(db):
    """`posted("dana@example.com", …)` is a message in the outbox, due now."""

    def make(address="dana@example.com", key="", **more):
        words = {"subject": "News", "text": "Words", "key": key or f"news:{Message.objects.count()}"}
        return Message.objects.create(to=[address], **(words | more))

    return make

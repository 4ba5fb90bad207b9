"""While the queue is away nobody is held up: pages open, documents are saved, and their news waits."""

import pytest

from sostocked.celery import app
from sostocked.foundation.outbox.models import Message
from tests.factories import make_draft


@pytest.fixture
def queue_away(monkeypatch):
    """The queue as somebody finds it who asks at a port where nobody answers."""
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)


@pytest.mark.django_db(transaction=True)
def test_an_order_is_placed_and_its_mail_waits(cast, sign_in, queue_away, log):
    order = make_draft(cast)
    client = sign_in(cast.alice)
    for page in ("", "place/", "edit/"):
        assert client.get(f"{order.get_absolute_url()}{page}").status_code == 200
    assert client.post(f"{order.get_absolute_url()}place/").status_code == 302
    order.refresh_from_db()
    assert order.status == "placed"
    assert [message.to for message in Message.objects.waiting()] == [["dana@example.com"]]
    assert "The queue is away" in log.getvalue()
    assert "Traceback" not in log.getvalue()

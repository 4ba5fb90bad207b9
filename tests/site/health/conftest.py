"""Every test looks for itself: what another one saw a moment ago is forgotten."""

import pytest
from django.db import OperationalError, connection

from sostocked.site.health import checks
from sostocked.site.health.models import Pulse
from sostocked.site.health.queue import COUNTS, client


@pytest.fixture(autouse=True)
def look_anew():
    checks.forget()
    yield
    checks.forget()


@pytest.fixture
def well(db, settings):
    """A site on which everything works: its workers have just shown life."""
    for queue in settings.HEARTBEATS:
        Pulse.objects.beat(f"queue {queue}")
    client().delete(COUNTS)


@pytest.fixture
def no_database():
    """As if it were away: whoever asks gets what psycopg says then."""

    def refuse(*_args, **_options):
        raise OperationalError('connection to server on socket "…" failed: No such file\nIs it running?')

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        patch.setattr(connection, "ensure_connection", refuse)
        yield

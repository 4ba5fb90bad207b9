"""Two owners who leave at the same time: one of them remains."""

import threading

import pytest
from django.db import connection

from sostocked.foundation.people.models import Membership
from sostocked.foundation.records.errors import Refused
from sostocked.site.own_data.services import leave


@pytest.mark.django_db(transaction=True)
def test_one_of_two_owners_remains(cast):
    Membership.objects.filter(user=cast.bob).update(role="owner")
    start, answers = threading.Barrier(2), []

    def go(person):
        start.wait()
        try:
            leave(person)
            answers.append("left")
        except Refused:
            answers.append("stays")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[person]) for person in (cast.alice, cast.bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["left", "stays"]
    assert cast.acme.memberships.filter(role="owner").count() == 1

"""Whether an order can still be cancelled is asked of it, without trying."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from purchasing.services import cancel, why_not_cancel
from sostocked.foundation.records.errors import Refused
from tests.factories import make_placed
from workorders import services

WRITES = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "FOR UPDATE")


@pytest.fixture
def order(cast):
    return make_placed(cast)


@pytest.fixture
def begun(order, cast):
    work_order = order.work_orders.get()
    services.acknowledge(work_order, by=cast.dana, revision=1)
    services.start(work_order, by=cast.dana)
    return order


def test_what_keeps_it_is_what_cancelling_is_refused_for(begun):
    why = why_not_cancel(begun)
    assert why.startswith("WO-1001-1: Lone Star Prep has begun the work (")
    with pytest.raises(Refused) as refused:
        cancel(begun, reason="No demand")
    assert str(refused.value) == why


def test_nothing_keeps_one_that_nobody_works_for(order):
    assert why_not_cancel(order) == ""
    assert cancel(order, reason="No demand").status == "cancelled"
    assert why_not_cancel(order) == ""


@pytest.mark.parametrize("path", ["cancel/", "close/"])
@pytest.mark.parametrize("state", ["order", "begun"])
def test_asking_locks_and_writes_nothing(cast, sign_in, request, state, path):
    order = request.getfixturevalue(state)
    client = sign_in(cast.alice)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{order.get_absolute_url()}{path}")
    assert [each["sql"] for each in asked if any(word in each["sql"] for word in WRITES)] == []

"""Rule X: a closed order becomes again what it was before."""

import pytest

from purchasing import services as purchasing
from purchasing.ending import services as ending
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import IllegalMove, Refused
from tests.factories import make_draft, make_lead_time, make_placed
from tests.purchasing.ending.shorthand import complete
from workorders.models import WorkOrder


@pytest.mark.parametrize("before", ["placed", "confirmed"])
def test_a_closed_order_is_reopened_as_what_it_was(cast, before):
    order = make_placed(cast, lead_time=make_lead_time(cast.acme, ("supplier", 9), ("fba", 7)))
    if before == "confirmed":
        purchasing.confirm(order)
    order = purchasing.close(order)
    assert (order.supplier_as_said, order.lead_time_as_said) != ("", "")
    order = ending.reopen(order, reason="Closed the wrong one")
    order.refresh_from_db()
    assert (order.status, order.reopen_reason) == (before, "Closed the wrong one")
    assert (order.supplier_as_said, order.lead_time_as_said) == ("", "")
    assert purchasing.close(order).status == "closed"
    assert ending.reopen(order, reason="Again").status == before


def test_reopening_leaves_completed_work_orders_as_they_are(cast, truck, seller):
    complete(cast, truck, good=2000)
    purchasing.close(seller.order())
    told = Message.objects.count()
    ending.reopen(seller.order(), reason="Too early")
    work_order = truck.work_order()
    assert (work_order.status, WorkOrder.objects.count(), Message.objects.count()) == ("completed", 1, told)


def test_only_what_is_closed_is_reopened_and_with_a_reason(cast):
    order = make_placed(cast, lead_time=make_lead_time(cast.acme, ("supplier", 9), ("fba", 7)))
    with pytest.raises(IllegalMove, match="PO-1001 is placed: there is nothing to reopen"):
        ending.reopen(order, reason="Why not")
    purchasing.close(order)
    with pytest.raises(Refused, match="Say why it is reopened"):
        ending.reopen(order, reason=" ")
    cancelled = make_draft(cast)
    purchasing.cancel(cancelled, reason="No")
    with pytest.raises(IllegalMove):
        ending.reopen(cancelled, reason="Why not")

"""Close short any time: whatever is received, corrected, edited and reopened around it, the documents agree."""

import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.stock.proof import find_faults
from purchasing import services as purchasing
from purchasing.models import OrderLine, ShortClose
from sostocked.foundation.records.errors import Refused
from tests.purchasing.ending.shorthand import finish
from workorders import services as desk
from workorders.goods.received import received_units
from workorders.models import Receipt, WorkOrder, WorkOrderLine
from workorders.receiving.services import correct
from workorders.reopening.services import reopen
from workorders.rules.receiving import most_without_reason
from workorders.spawning.reconcile import reconcile

UNITS = st.integers(1, 900)
DEEDS = st.one_of(
    st.tuples(st.just("receive"), UNITS),
    st.tuples(st.just("correct"), UNITS),
    st.tuples(st.just("edit"), st.integers(1, 3000)),
    st.tuples(st.sampled_from(["close short", "expect again", "finish", "reopen"]), st.just(0)),
)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, max_size=9))
def test_any_sequence_keeps_what_is_expected_at_what_came_or_above(truck, cast, seller, deeds):
    with transaction.atomic():
        for what, units in deeds:
            try:
                with transaction.atomic():
                    _do(truck, cast, seller, what, units)
            except Refused:
                pass  # nothing of it happened, and that is what is looked at below
            _look(truck, cast, seller)
        transaction.set_rollback(True)


def _do(truck, cast, seller, what, units):
    work_order = truck.work_order()
    if work_order.awaits_acknowledgement:
        desk.acknowledge(work_order, by=cast.dana, revision=work_order.revision)
    if what == "receive":
        truck.receive(good=units, damaged=units % 7)
    elif what == "correct":
        receipt = Receipt.objects.filter(corrects=None).last()
        if receipt:
            back = {receipt.lines.first().pk: units}
            correct(receipt, take_back=back, reason="Miscounted", by=cast.dana, key=uuid.uuid4())
    elif what == "edit":
        order, row = seller.order(), truck.order.lines.get()
        line = purchasing.LineInput(cast.brushes, units, row.unit_cost, row.pk)
        purchasing.change_placed(order, version=order.version, lines=[line], notes="")
    elif what == "close short":
        seller.close_short()
    elif what == "expect again":
        seller.expect_again()
    elif what == "finish":
        finish(cast, truck)
    else:
        reopen(work_order, reason="By mistake")


def _look(truck, cast, seller):
    """What must hold after every deed."""
    line, work_order = truck.order.lines.get(), truck.work_order()
    came = received_units(work_order).get(cast.brushes.pk, 0)
    assert came <= most_without_reason(line.quantity, cast.acme.over_receipt_percent)
    notes = ShortClose.objects.filter(line=line).values_list("units_before", "units_after")
    assert line.short == sum(before - after for before, after in notes) >= 0
    said = work_order.lines.get()
    if work_order.status == "completed":
        assert said.ordered == line.ordered
    else:
        assert (said.quantity, said.short) == (line.quantity, line.short)
    before = _all_there_is()
    for _twice in range(2):
        reconcile(seller.order())
    assert _all_there_is() == before
    assert find_faults() == []


def _all_there_is():
    tables = (WorkOrder, WorkOrderLine, OrderLine)
    return [list(table.objects.order_by("pk").values()) for table in tables]

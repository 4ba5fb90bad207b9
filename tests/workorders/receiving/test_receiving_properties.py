"""Whatever is received, corrected and adjusted, in any order: stock, receipts and every sum of them agree."""

import uuid
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.adjusting.services import AdjustmentInput, adjust
from inventory.models import StockBalance
from inventory.stock.proof import find_faults
from sostocked.foundation.records.errors import Refused
from workorders.goods.received import tallies_of
from workorders.models import Receipt
from workorders.receiving.services import correct

UNITS = st.integers(1, 60)
DEEDS = st.one_of(
    st.tuples(st.just("receive"), UNITS, st.integers(0, 20)),
    st.tuples(st.just("correct"), UNITS, st.integers(0, 5)),
    st.tuples(st.sampled_from(["count", "scrap", "opening"]), UNITS, st.sampled_from(["good", "damaged"])),
)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, max_size=10))
def test_any_sequence_adds_up(truck, cast, deeds):
    with transaction.atomic():
        came, here = Counter(), Counter()
        for deed in deeds:
            try:
                with transaction.atomic():
                    _do(truck, cast, came, here, *deed)
            except Refused:
                pass  # nothing of it happened, and that is what is looked at below
        rows = StockBalance.objects.on_hand().values_list("condition", "quantity")
        assert dict(rows) == {condition: units for condition, units in here.items() if units}
        tally = tallies_of(truck.work_order())[cast.brushes.pk]
        assert (tally.good, tally.damaged) == (came["good"], came["damaged"])
        assert tally.received + tally.missing == max(tally.ordered, tally.received)
        assert sum(StockBalance.objects.values_list("quantity", flat=True)) == 0
        assert find_faults() == []
        transaction.set_rollback(True)


def _do(truck, cast, came, here, what, units, more):
    if what == "receive":
        truck.receive(good=units, damaged=more)
        for book in (came, here):
            book.update(good=units, damaged=more)
    elif what == "correct":
        receipts = list(Receipt.objects.filter(corrects=None).order_by("number"))
        if receipts:
            receipt = receipts[more % len(receipts)]
            line = receipt.lines.first()
            back = {line.pk: units}
            correct(receipt, take_back=back, reason="Miscounted", by=cast.dana, key=uuid.uuid4())
            for book in (came, here):
                book[line.outcome] -= units
    else:
        line = AdjustmentInput(product=cast.brushes, condition=more, units=units)
        adjust(cast.lone_star, kind=what, lines=[line], reason="Said so", by=cast.alice, key=uuid.uuid4())
        here[more] = {"count": units, "scrap": here[more] - units, "opening": here[more] + units}[what]

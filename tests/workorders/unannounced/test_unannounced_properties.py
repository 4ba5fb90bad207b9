"""Whatever trucks come and whatever becomes of them, in any order: stock, trucks and receipts agree."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.models import StockBalance
from inventory.stock.proof import find_faults
from sostocked.foundation.records.errors import Refused
from workorders.goods.received import tallies_of
from workorders.models import UnannouncedReceipt

UNITS = st.integers(0, 60)
DEEDS = st.one_of(
    st.tuples(st.just("come"), UNITS, UNITS),
    st.tuples(st.sampled_from(["assign", "keep", "take_back"]), st.integers(0, 5), st.just(0)),
)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, max_size=10))
def test_any_sequence_adds_up(hall, truck, cast, deeds):
    with transaction.atomic():
        here, received = Counter(), Counter()
        for what, first, second in deeds:
            try:
                with transaction.atomic():
                    _do(hall, truck, here, received, what, first, second)
            except Refused:
                pass  # nothing of it happened, and that is what is looked at below
        rows = StockBalance.objects.on_hand().values_list("condition", "quantity")
        assert dict(rows) == {condition: units for condition, units in here.items() if units}
        tally = tallies_of(truck.work_order())[cast.brushes.pk]
        assert (tally.good, tally.damaged) == (received["good"], received["damaged"])
        assert sum(StockBalance.objects.values_list("quantity", flat=True)) == 0
        assert find_faults() == []
        transaction.set_rollback(True)


def _do(hall, truck, here, received, what, first, second):
    if what == "come":
        counts = {"good": first, "damaged": second}
        hall.write_down(*[hall.brushes(units, came_as=as_) for as_, units in counts.items() if units])
        here.update(on_hold=first, damaged=second)
        return
    trucks = list(UnannouncedReceipt.objects.order_by("pk"))
    if not trucks:
        return
    came = trucks[first % len(trucks)]
    units = Counter()
    for line in came.lines.all():
        units[line.came_as] += line.quantity
    if what == "assign":
        hall.assign(came, truck.work_order())
        here.update(on_hold=-units["good"], good=units["good"])
        received.update(units)
    elif what == "keep":
        hall.keep(came)
        here.update(on_hold=-units["good"], good=units["good"])
    else:
        hall.take_back(came)
        here.update(on_hold=-units["good"], damaged=-units["damaged"])

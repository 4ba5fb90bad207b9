"""Whatever is received, built, taken apart and scrapped, in any order: stock and builds agree."""

import uuid
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.models import StockBalance
from inventory.stock.proof import find_faults
from sostocked.foundation.records.errors import Refused
from workorders.bundling.services import take_scrap_back
from workorders.goods.built import built_net, units_built
from workorders.models import Build
from workorders.receiving.services import correct

UNITS = st.integers(1, 60)
DEEDS = st.one_of(
    st.tuples(st.just("receive"), UNITS, st.integers(1, 60)),
    st.tuples(st.sampled_from(["build", "scrap", "take scrap back", "correct"]), UNITS, st.integers(0, 5)),
    st.tuples(st.just("take apart"), UNITS, st.integers(0, 5)),
)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, min_size=2, max_size=12))
def test_any_sequence_adds_up(bench, cast, deeds):
    with transaction.atomic():
        bench.receive(caps=80, lids=60)
        books = Book(bench)
        for deed in deeds:
            try:
                with transaction.atomic():
                    books.do(cast, *deed)
            except Refused:
                pass  # nothing of it happened, and that is what is looked at below
        for product in (bench.cap, bench.lid, bench.kit):
            assert bench.on_hand(product) == books.here[product]
        net = built_net([bench.work_order().pk])[bench.work_order().pk] if Build.objects.exists() else {}
        assert {pk: net.get(pk, 0) for pk in books.net} == books.net
        assert units_built(bench.work_order()).get(bench.step().pk, 0) == bench.on_hand(bench.kit)
        assert (bench.step().done_at is not None) == bench.state().is_all_built
        assert sum(StockBalance.objects.values_list("quantity", flat=True)) == 0
        assert find_faults() == []
        transaction.set_rollback(True)


class Book:
    """What should be there, written down beside the deeds."""

    def __init__(self, bench):
        self.bench = bench
        self.here = Counter({bench.cap: 80, bench.lid: 60, bench.kit: 0})
        self.net = {product.pk: 0 for product in self.here}

    def do(self, cast, what, units, more):
        bench = self.bench
        builds = list(Build.objects.filter(reverses=None).order_by("number"))
        done = builds[more % len(builds)] if builds else None
        if what == "receive":
            bench.receive(caps=units, lids=more)
            self._note({bench.cap: units, bench.lid: more}, is_built=False)
        elif what == "correct":
            receipt = bench.work_order().receipts.earliest("number")
            line = receipt.lines.get(product=bench.cap)
            correct(receipt, take_back={line.pk: units}, reason="x", by=cast.dana, key=uuid.uuid4())
            self._note({bench.cap: -units}, is_built=False)
        elif what == "build":
            bench.build(units)
            self._note({bench.cap: -2 * units, bench.lid: -units, bench.kit: units})
        elif what == "scrap":
            bench.scrap({bench.lid.pk: {None: units}})
            self._note({bench.lid: -units})
        elif done and what == "take apart":
            bench.take_apart(done, units)
            self._note({bench.cap: 2 * units, bench.lid: units, bench.kit: -units})
        elif done and what == "take scrap back":
            take_scrap_back(done, reason="x", by=cast.dana, key=uuid.uuid4())
            self._note({bench.lid: sum(done.lines.values_list("quantity", flat=True))})

    def _note(self, changes, *, is_built=True):
        self.here.update(changes)
        if is_built:
            for product, units in changes.items():
                self.net[product.pk] += units

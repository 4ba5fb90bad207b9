"""Many parts, and many people at one bench: as many queries, no ring, and never more than there is."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.bundles.services import PartInput, write_recipe
from inventory.stock.proof import find_faults
from inventory.stock.services import NotEnough
from tests.factories import ProductFactory, make_stock, make_transfer
from tests.house.test_concurrency import at_once
from tests.workorders.bundling.conftest import make_bench
from workorders import services as desk
from workorders.bundling import services as bundling
from workorders.models import Build
from workorders.steps.services import StepInput, write_steps
from workorders.transfers.services import send


def test_a_build_of_many_parts_takes_as_many_queries_as_of_one(cast):
    counts = []
    for many in (1, 3, 50):
        parts = ProductFactory.create_batch(many, organization=cast.acme)
        kit = ProductFactory(organization=cast.acme)
        write_recipe(kit, parts=[PartInput(part, 2) for part in parts], read=0, by=cast.alice)
        for part in parts:
            make_stock(cast.lone_star, part, 100, by=cast.alice)
        work_order = started(cast, kit, 50)
        step = work_order.steps.get()
        said = {"step_id": step.pk, "units": 10, "by": cast.dana}
        bundling.build(work_order, key=uuid.uuid4(), **said)  # places and doors are there from then on
        with CaptureQueriesContext(connection) as queries:
            done = bundling.build(work_order, key=uuid.uuid4(), **said)
        counts.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            apart(done, cast)
        counts.append(len(queries))
    assert counts[::2] == [counts[0]] * 3
    assert counts[1::2] == [counts[1]] * 3


def apart(done, cast):
    return bundling.unbuild(done, units=4, reason="x", by=cast.dana, key=uuid.uuid4())


def started(cast, kit, units):
    """A work order under way, on nothing but a bundle step."""
    transfer = make_transfer(cast)
    write_steps(transfer, version=transfer.version, steps=[StepInput("bundle", "", kit, units)])
    send(transfer)
    desk.acknowledge(transfer, by=cast.dana, revision=1)
    return desk.start(transfer, by=cast.dana)


@pytest.mark.django_db(transaction=True)
def test_eight_who_build_of_the_same_stock_build_what_it_makes(cast):
    bench = make_bench(cast)
    make_stock(cast.lone_star, bench.cap, 70, by=cast.alice)
    make_stock(cast.lone_star, bench.lid, 100, by=cast.alice)
    work_orders = [started(cast, bench.kit, 100) for _ in range(8)]

    def work(work_order):
        step = work_order.steps.get()
        return bundling.build(work_order, step_id=step.pk, units=10, by=cast.dana, key=uuid.uuid4())

    results = at_once(*[lambda each=each: work(each) for each in work_orders])
    refused = [each for each in results if not isinstance(each, Build)]
    assert [type(each) for each in refused] == [NotEnough] * 5
    assert {str(each) for each in refused} == {"Can build 5: 10 of CAP left, 2 each."}
    assert (bench.on_hand(bench.kit), bench.on_hand(bench.cap)) == (30, 10)
    assert find_faults() == []


@pytest.mark.django_db(transaction=True)
def test_eight_posts_of_one_build_are_one(bench):
    bench.receive(caps=1000, lids=500)
    key = uuid.uuid4()
    results = at_once(*[lambda: bench.build(25, key=key)] * 8)
    assert len({each.pk for each in results}) == 1
    assert bench.on_hand(bench.kit) == 25


@pytest.mark.django_db(transaction=True)
def test_building_and_taking_apart_at_once_never_wait_in_a_ring(cast):
    bench = make_bench(cast)
    make_stock(cast.lone_star, bench.cap, 1000, by=cast.alice)
    make_stock(cast.lone_star, bench.lid, 1000, by=cast.alice)
    work_orders = [started(cast, bench.kit, 500) for _ in range(4)]

    def work(work_order):
        step = work_order.steps.get()
        for _ in range(5):
            done = bundling.build(work_order, step_id=step.pk, units=10, by=cast.dana, key=uuid.uuid4())
            apart(done, cast)
        return "done"

    assert at_once(*[lambda each=each: work(each) for each in work_orders]) == ["done"] * 4
    assert bench.on_hand(bench.kit) == 4 * 5 * 6
    assert find_faults() == []

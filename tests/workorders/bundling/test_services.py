"""Building, to the unit: what is made, what is used up, what is refused with numbers, and what is taken back."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from inventory.adjusting.services import AdjustmentInput, adjust
from inventory.bundles.services import PartInput, write_recipe
from inventory.models import StockMove
from inventory.stock.proof import find_faults
from inventory.stock.services import NotEnough
from sostocked.foundation.records.errors import NotYours, Refused
from tests.factories import FacilityFactory, ProductFactory, make_placed, make_stock, make_transfer
from tests.workorders.bundling.conftest import make_bench
from workorders import services as desk
from workorders.bundling.services import OverBuild, end_build, take_scrap_back
from workorders.goods.built import built_net, read_bundle_states
from workorders.models import Build, BuildLine, StepPart, WorkOrder
from workorders.receiving.services import CountInput, correct
from workorders.revisions import revise
from workorders.steps.services import StepInput, write_steps


def net(bench):
    return built_net([bench.work_order().pk]).get(bench.work_order().pk, {})


def test_parts_become_bundles_in_one_go(bench):
    bench.receive(caps=600, lids=500)
    done = bench.build(100)
    assert (bench.on_hand(bench.cap), bench.on_hand(bench.lid), bench.on_hand(bench.kit)) == (400, 400, 100)
    assert (done.number, done.units, bench.state().built, bench.state().left) == (1, 100, 100, 400)
    assert net(bench) == {bench.cap.pk: -200, bench.lid.pk: -100, bench.kit.pk: 100}
    assert set(StockMove.objects.filter(build_line__build=done).values_list("cause", flat=True)) == {"build"}
    assert find_faults() == []


def test_more_than_the_parts_make_is_refused_with_the_numbers(bench):
    bench.receive(caps=600, lids=500)
    with pytest.raises(NotEnough, match=r"^Can build 300: 600 of CAP left, 2 each\.$") as refused:
        bench.build(301)
    assert refused.value.on_hand == 300
    assert not Build.objects.exists()
    bench.build(300)
    with pytest.raises(NotEnough, match=r"Can build 0: 0 of CAP left, 2 each"):
        bench.build(1)


def test_parts_that_are_damaged_or_elsewhere_are_none_to_build_of(bench, cast):
    damaged = CountInput(product=bench.cap, outcome="damaged", units=50)
    bench.receive(damaged, caps=2, lids=5)
    make_stock(cast.harbor, bench.cap, 900, by=cast.alice)
    with pytest.raises(NotEnough, match="Can build 1: 2 of CAP left, 2 each"):
        bench.build(2)


def test_the_step_is_ticked_by_itself_once_all_are_built(bench, cast):
    bench.receive(caps=1000, lids=500)
    bench.build(300)
    assert bench.step().done_at is None
    last = bench.build(200)
    assert (bench.step().done_by, bench.step().done_at is not None) == (cast.dana, True)
    bench.take_apart(last, 1)
    assert bench.step().done_at is None
    bench.build(1)
    assert bench.step().done_at is not None


def test_the_step_is_not_ticked_by_hand(bench, cast):
    bench.receive(caps=1000, lids=500)
    with pytest.raises(Refused, match="What is built is counted"):
        desk.tick(bench.work_order(), step_id=bench.step().pk, done=True, by=cast.dana)
    bench.build(500)
    with pytest.raises(Refused, match="All 500 are built"):
        desk.tick(bench.work_order(), step_id=bench.step().pk, done=False, by=cast.dana)


def test_this_is_all_is_said_with_a_reason_and_can_be_taken_back(bench, cast):
    bench.receive(caps=1000, lids=500)
    bench.build(480)
    with pytest.raises(Refused, match="Say why"):
        end_build(bench.work_order(), step_id=bench.step().pk, reason=" ", by=cast.dana)
    end_build(bench.work_order(), step_id=bench.step().pk, reason="Twenty lids are bent", by=cast.dana)
    assert (bench.step().short_reason, bench.step().done_by) == ("Twenty lids are bent", cast.dana)
    with pytest.raises(Refused, match="done already"):
        end_build(bench.work_order(), step_id=bench.step().pk, reason="Again", by=cast.dana)
    desk.tick(bench.work_order(), step_id=bench.step().pk, done=False, by=cast.dana)
    assert (bench.step().short_reason, bench.step().done_at) == ("", None)
    bench.build(20)
    assert bench.step().done_at is not None


def test_more_than_was_asked_for_needs_a_reason(bench):
    bench.receive(caps=1200, lids=600)
    bench.build(500)
    with pytest.raises(OverBuild, match="501 instead of 500 of KIT"):
        bench.build(1)
    assert bench.build(1, reason="A spare one").reason == "A spare one"
    assert (bench.state().built, bench.state().left) == (501, 0)


def test_the_same_build_twice_is_one(bench):
    bench.receive(caps=1000, lids=500)
    key = uuid.uuid4()
    assert bench.build(100, key=key) == bench.build(100, key=key)
    assert (Build.objects.count(), bench.on_hand(bench.kit)) == (1, 100)


def test_bundles_are_taken_apart_again(bench):
    bench.receive(caps=1000, lids=500)
    done = bench.build(100)
    key = uuid.uuid4()
    beside = bench.take_apart(done, 30, key=key)
    assert bench.take_apart(done, 30, key=key) == beside
    assert (beside.reverses, beside.number, beside.name) == (done, 2, "Un-bundling")
    assert (bench.on_hand(bench.cap), bench.on_hand(bench.lid), bench.on_hand(bench.kit)) == (860, 430, 70)
    assert net(bench) == {bench.cap.pk: -140, bench.lid.pk: -70, bench.kit.pk: 70}
    with pytest.raises(Refused, match="71 cannot be taken apart, 70 are left of this build"):
        bench.take_apart(done, 71)
    with pytest.raises(Refused, match="cannot be taken back"):
        bench.take_apart(beside, 1)
    with pytest.raises(Refused, match="Say why"):
        bench.take_apart(done, 1, reason=" ")
    bench.take_apart(done, 70)
    assert net(bench) == {bench.cap.pk: 0, bench.lid.pk: 0, bench.kit.pk: 0}
    assert find_faults() == []


def test_bundles_that_are_no_longer_there_are_not_taken_apart(bench, cast):
    bench.receive(caps=1000, lids=500)
    done = bench.build(100)
    make_scrap(cast, bench.kit, 40)
    with pytest.raises(NotEnough, match=r"KIT: 61 good wanted at Lone Star Prep \(Dallas\), 60 left"):
        bench.take_apart(done, 61)
    bench.take_apart(done, 60)
    assert bench.on_hand(bench.kit) == 0


def make_scrap(cast, product, units):
    line = AdjustmentInput(product=product, condition="good", units=units)
    adjust(cast.lone_star, kind="scrap", lines=[line], reason="Wet", by=cast.alice, key=uuid.uuid4())


def test_parts_that_were_built_in_are_not_taken_back_of_their_receipt(bench, cast):
    receipt = bench.receive(caps=600, lids=500)
    bench.build(250)
    line = receipt.lines.get(product=bench.cap)
    with pytest.raises(NotEnough, match=r"CAP: 101 good wanted at .*, 100 left"):
        correct(receipt, take_back={line.pk: 101}, reason="Other", by=cast.dana, key=uuid.uuid4())


def test_spoiled_parts_leave_with_a_reason(bench):
    bench.receive(caps=600, lids=500)
    done = bench.scrap({bench.cap.pk: {None: 20}})
    assert (done.units, done.kind, bench.on_hand(bench.cap)) == (0, "scrap", 580)
    assert net(bench) == {bench.cap.pk: -20}
    with pytest.raises(NotEnough, match="CAP: 581 wanted, 580 left"):
        bench.scrap({bench.cap.pk: {None: 581}})
    with pytest.raises(Refused, match="Say why"):
        bench.scrap({bench.cap.pk: {None: 1}}, reason="")
    for nothing in ({}, {bench.cap.pk: {None: 0}}, {bench.kit.pk: {None: 1}}):
        with pytest.raises(Refused, match="Say how many"):
            bench.scrap(nothing)
    assert find_faults() == []


def test_scrap_that_was_none_comes_back_once(bench, cast):
    bench.receive(caps=600, lids=500)
    done = bench.scrap({bench.cap.pk: {None: 20}, bench.lid.pk: {None: 5}})
    said = {"reason": "They were only dusty", "by": cast.dana}
    take_scrap_back(done, key=uuid.uuid4(), **said)
    assert (bench.on_hand(bench.cap), bench.on_hand(bench.lid)) == (600, 500)
    assert set(net(bench).values()) == {0}
    with pytest.raises(Refused, match="taken back already"):
        take_scrap_back(done, key=uuid.uuid4(), **said)
    with pytest.raises(Refused, match="cannot be taken back"):
        bench.take_apart(done, 1)
    assert find_faults() == []


# ── Recipes, and goods that come bundled ──────────────────────────────────────────────────────────────────


def test_a_recipe_changed_after_spawning_leaves_this_work_order_as_it_was(bench, cast):
    assert bench.step().recipe.number == 1
    write_recipe(bench.kit, parts=[PartInput(bench.cap, 9)], read=1, by=cast.alice)
    parts = [(part.product, part.quantity) for part in bench.step().parts.all()]
    assert (bench.step().recipe.number, parts) == (1, [(bench.cap, 2), (bench.lid, 1)])
    bench.receive(caps=10, lids=10)
    bench.build(5)
    assert (bench.on_hand(bench.cap), bench.on_hand(bench.lid)) == (0, 5)
    assert bench.work_order().revision == 2  # as the steps made it


def test_goods_that_come_bundled_are_not_counted_twice(cast):
    bench = make_bench(cast)
    order = make_bundled(cast, bench, kits=500)
    state = bench_state(order)
    assert (state.needed, state.comes_bundled) == (0, True)
    desk.tick(order, step_id=order.steps.get(kind="bundle").pk, done=True, by=cast.dana)
    assert order.steps.get(kind="bundle").done_at is not None
    partly = make_bundled(cast, bench, kits=200)
    assert bench_state(partly).needed == 300


def make_bundled(cast, bench, *, kits):
    """A work order under way on which some of the 500 gift sets come bundled."""
    pk = make_placed(cast, lines=[(bench.kit, kits, "5")]).work_orders.get().pk
    work_order = WorkOrder.objects.get(pk=pk)
    write_steps(work_order, version=work_order.version, steps=[StepInput("bundle", "", bench.kit, 500)])
    work_order = WorkOrder.objects.get(pk=pk)
    desk.acknowledge(work_order, by=cast.dana, revision=work_order.revision)
    return desk.start(WorkOrder.objects.get(pk=pk), by=cast.dana)


def bench_state(work_order):
    (state,) = read_bundle_states(work_order).values()
    return state


# ── Who, and when ─────────────────────────────────────────────────────────────────────────────────────────


def test_only_staff_of_the_facility_build(bench, cast):
    bench.receive(caps=100, lids=100)
    done = bench.build(1)
    for person in (cast.alice, cast.wes, cast.charlie):
        with pytest.raises(NotYours):
            bench.build(1, by=person)
        with pytest.raises(NotYours):
            bench.take_apart(done, 1, by=person)
        with pytest.raises(NotYours):
            bench.scrap({bench.cap.pk: {None: 1}}, by=person)
        with pytest.raises(NotYours):
            end_build(bench.work_order(), step_id=bench.step().pk, reason="x", by=person)


def test_nothing_is_built_before_the_work_nor_unread_nor_after_it(bench, cast):
    make_stock(cast.lone_star, bench.cap, 100, by=cast.alice)
    make_stock(cast.lone_star, bench.lid, 100, by=cast.alice)
    with pytest.raises(Refused, match="Start WO-1001-1, or receive its goods, before you build"):
        bench.build(1)
    desk.start(bench.work_order(), by=cast.dana)
    done = bench.build(1)
    revise([bench.work_order()])
    with pytest.raises(Refused, match="Acknowledge WO-1001-1 before you build"):
        bench.build(1)
    desk.acknowledge(bench.work_order(), by=cast.dana, revision=bench.work_order().revision)
    end_build(bench.work_order(), step_id=bench.step().pk, reason="Enough", by=cast.dana)
    for step in bench.work_order().steps.filter(done_at=None):
        desk.tick(bench.work_order(), step_id=step.pk, done=True, by=cast.dana)
    desk.complete(bench.work_order(), by=cast.dana, sure=True)
    for deed in (lambda: bench.build(1), lambda: bench.take_apart(done, 1)):
        with pytest.raises(Refused, match="is completed: nothing is built on it"):
            deed()


def test_only_a_bundle_step_builds_and_at_least_one(bench, cast):
    bench.receive(caps=100, lids=100)
    with pytest.raises(Refused, match="at least one"):
        bench.build(0)
    other = bench.work_order().steps.get(kind="ship")
    with pytest.raises(Refused, match="no longer on the list"):
        end_build(bench.work_order(), step_id=other.pk, reason="x", by=cast.dana)


def test_a_stand_alone_work_order_builds_of_what_lies_there(cast):
    bench = make_bench(cast)
    make_stock(cast.lone_star, bench.cap, 20, by=cast.alice)
    make_stock(cast.lone_star, bench.lid, 20, by=cast.alice)
    transfer = make_transfer(cast)
    write_steps(transfer, version=transfer.version, steps=[StepInput("bundle", "", bench.kit, 10)])
    assert transfer.steps.get().recipe.number == 1
    assert [part.quantity for part in StepPart.objects.filter(step__work_order=transfer)] == [2, 1]


# ── What the database refuses whoever writes ──────────────────────────────────────────────────────────────


def test_the_database_keeps_builds_where_they_belong(bench, cast):
    bench.receive(caps=100, lids=100)
    done = bench.build(10)
    ship = bench.work_order().steps.get(kind="ship")
    head = {"work_order": bench.work_order(), "number": 9, "by": cast.dana, "reason": "x"}
    for wrong in (
        {"step": ship, "kind": "build", "units": 1},
        {"step": bench.step(), "kind": "build", "units": 0},
        {"step": bench.step(), "kind": "scrap", "units": 0, "reverses": done},
        {"step": bench.step(), "kind": "scrap", "units": 0, "reason": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Build.objects.create(**head | wrong)


def test_the_database_refuses_to_take_back_more_than_was_built(bench):
    bench.receive(caps=100, lids=100)
    bench.build(10)
    done = bench.build(10)
    beside = bench.take_apart(done, 6)
    move = StockMove.objects.latest("pk")
    move.pk = None
    move.save(force_insert=True)
    line = done.lines.get(role="bundle")
    with pytest.raises(IntegrityError, match="no more than its build moved"), transaction.atomic():
        BuildLine.objects.create(
            build=beside, role="bundle", product=bench.kit, quantity=5, reverses=line, move=move
        )


def test_stock_of_another_seller_is_none_to_build_of(bench, cast):
    bench.receive(caps=2, lids=5)
    theirs = FacilityFactory(organization=cast.stranger, prep=True)
    make_stock(theirs, ProductFactory(organization=cast.stranger, sku="CAP"), 900, by=cast.charlie)
    with pytest.raises(NotEnough, match="Can build 1: 2 of CAP left"):
        bench.build(2)

"""Five hundred gift sets of two caps and a lid each, to be built at Lone Star, and shorthand for what is done."""

import uuid
from datetime import date
from types import SimpleNamespace

import pytest

from inventory.bundles.services import PartInput, write_recipe
from inventory.models import StockBalance
from leadtimes.speaker import Speaker
from tests.factories import ProductFactory, make_placed
from workorders import services as desk
from workorders.bundling import services as bundling
from workorders.goods.built import read_bundle_states
from workorders.models import Step, WorkOrder
from workorders.receiving.services import CountInput, receive
from workorders.steps.services import StepInput, write_steps

DAY = date(2026, 12, 13)


def make_bench(cast, *, caps=1000, lids=500, units=500, parts=None, **kit):
    """The work order, acknowledged; `bench.receive(caps=600)` takes parts in, `bench.build(100)` builds."""
    made = {name: ProductFactory(organization=cast.acme, sku=name.upper()) for name in ("cap", "lid")}
    cap, lid = made["cap"], made["lid"]
    kit = ProductFactory(organization=cast.acme, sku="KIT", title="Gift set", **kit)
    write_recipe(kit, parts=parts or [PartInput(cap, 2), PartInput(lid, 1)], read=0, by=cast.alice)
    order = make_placed(cast, lines=[(cap, caps, "1"), (lid, lids, "2")])
    pk = order.work_orders.get().pk
    bench = SimpleNamespace(order=order, cap=cap, lid=lid, kit=kit, number=order.work_orders.get().number)

    def work_order():
        return WorkOrder.objects.get(pk=pk)

    steps = [StepInput("receive"), StepInput("bundle", "", kit, units), StepInput("ship")]
    write_steps(work_order(), version=work_order().version, steps=steps)
    desk.acknowledge(work_order(), by=cast.dana, revision=work_order().revision)

    def step():
        return Step.objects.get(work_order=pk, kind="bundle")

    def state():
        return read_bundle_states(work_order())[step().pk]

    def take_in(*more, caps=0, lids=0):
        counts = [
            CountInput(product=product, outcome="good", units=count)
            for product, count in ((cap, caps), (lid, lids))
            if count
        ]
        speaker = Speaker(cast.dana, DAY, cast.lone_star)
        return receive(
            work_order(), counts=[*counts, *more], speaker=speaker, key=uuid.uuid4(), reason="Said so"
        )

    def build(units, *, by=None, key=None, **more):
        return bundling.build(
            work_order(),
            step_id=step().pk,
            units=units,
            by=by or cast.dana,
            key=key or uuid.uuid4(),
            **more,
        )

    def take_apart(done, units, *, reason="Miscounted", by=None, key=None):
        return bundling.unbuild(done, units=units, reason=reason, by=by or cast.dana, key=key or uuid.uuid4())

    def scrap(chosen, *, reason="Broken", by=None, key=None):
        return bundling.scrap(
            work_order(),
            step_id=step().pk,
            chosen=chosen,
            reason=reason,
            by=by or cast.dana,
            key=key or uuid.uuid4(),
        )

    def on_hand(product, *, facility=cast.lone_star):
        rows = StockBalance.objects.on_hand().filter(product=product, place__facility=facility)
        return sum(rows.filter(condition="good").values_list("quantity", flat=True))

    vars(bench).update(
        work_order=work_order,
        step=step,
        state=state,
        receive=take_in,
        build=build,
        take_apart=take_apart,
        scrap=scrap,
        on_hand=on_hand,
    )
    return bench


@pytest.fixture
def bench(cast):
    return make_bench(cast)

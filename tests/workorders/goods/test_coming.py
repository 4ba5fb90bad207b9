"""What is still to come of a product: each unit at one stage, with its document and its day."""

from contextlib import suppress
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from inventory.models import StockBalance
from purchasing import services as purchasing
from sostocked.foundation.records.errors import Refused
from tests.factories import make_draft, make_lead_time, make_placed
from tests.purchasing.departures.conftest import cartons_of, leave
from tests.workorders.bundling.conftest import make_bench
from workorders import services as desk
from workorders.goods import committed
from workorders.goods.claims import shares_of
from workorders.goods.coming import coming
from workorders.models import WorkOrder


def said(product, bound, most=20):
    """Units, stage, origin and target of each row."""
    rows = coming(product.pk, most=most)[bound]
    return [(row.units, row.stage, row.origin, row.target, row.document) for row in rows.rows]


def together(product):
    return sum(rows.units for rows in coming(product.pk, most=1).values())


def test_a_draft_brings_nothing_and_an_order_all_of_it(cast):
    order = make_draft(cast)
    assert together(cast.brushes) == 0
    purchasing.place(order, by=cast.alice)
    (row,) = coming(cast.brushes.pk, most=20)["warehouse"].rows
    assert (row.units, row.stage, row.origin, row.target) == (
        2000, "to_leave", "Ningbo Brightware", "Lone Star Prep",
    )  # fmt: skip
    assert (row.document, row.url, row.on) == (
        order.number,
        order.get_absolute_url(),
        WorkOrder.objects.get().expected_on,
    )


def test_each_unit_is_at_one_stage_all_the_way(cast, chain):
    chain.leave(1200)
    supplier, harbor, lone_star = "Ningbo Brightware", "Harbor Logistics", "Lone Star Prep"
    left = f"{chain.order.number}, departure 1"
    to_leave = (800, "to_leave", supplier, harbor, chain.order.number)
    place = "Harbor Logistics (Long Beach)"
    assert said(cast.brushes, "warehouse") == [(1200, "in_transit", supplier, place, left), to_leave]
    chain.receive(900)
    held = (900, "to_ship_on", harbor, "Lone Star Prep (Dallas)", chain.harbor.number)
    rows = said(cast.brushes, "warehouse")
    assert sorted(rows) == sorted([to_leave, (300, "in_transit", supplier, place, left), held])
    chain.forward(500)
    chain.arrive(450)
    rows = said(cast.brushes, "warehouse")
    assert (
        50,
        "in_transit",
        harbor,
        "Lone Star Prep (Dallas)",
        f"{chain.harbor.number}, departure 1",
    ) in rows
    assert (400, "to_ship_on", harbor, "Lone Star Prep (Dallas)", chain.harbor.number) in rows
    assert said(cast.brushes, "amazon") == [
        (450, "to_ship_on", lone_star, "Amazon FBA", chain.lone_star.number)
    ]
    assert together(cast.brushes) == 2000
    chain.to_amazon(450)
    (row,) = coming(cast.brushes.pk, most=20)["amazon"].rows
    order = type(chain.order).objects.with_availability().get(pk=chain.order.pk)
    assert (row.stage, row.on, row.since) == ("in_transit", order.available_on, date(2026, 12, 17))
    assert together(cast.brushes) == 2000


UNITS = st.integers(min_value=1, max_value=900)
DEED = st.tuples(st.sampled_from(["leave", "receive", "forward", "arrive", "to_amazon"]), UNITS)


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(deeds=st.lists(DEED, min_size=2, max_size=8))
@example(deeds=[("leave", 1), ("arrive", 1)])
@example(deeds=[("receive", 800), ("arrive", 700), ("leave", 600)])
@example(deeds=[("leave", 500), ("receive", 700), ("forward", 600), ("arrive", 650), ("to_amazon", 640)])
def test_whatever_happens_what_comes_adds_up_to_what_was_ordered(cast, chain, deeds):
    with transaction.atomic():
        for what, units in deeds:
            with suppress(Refused):
                getattr(chain, what)(units)
            assert together(cast.brushes) == max(2000, out_of_the_door(cast))
            held = {row.document: row.units for row in committing(cast, chain)}
            assert held == claimed(chain)
        transaction.set_rollback(True)


def out_of_the_door(cast):
    """Units that came from the supplier by the books: more than was ordered where two stops counted the same."""
    door = StockBalance.objects.filter(place__kind="supplier", product=cast.brushes)
    return -sum(door.values_list("quantity", flat=True))


def committing(cast, chain):
    """What the pages say is committed."""
    found = [committed.committing(place, cast.brushes.pk, most=9) for place in (cast.harbor, cast.lone_star)]
    return [row for rows in found for row in rows.rows]


def claimed(chain):
    """What a departure would take as the work order's own, by what it received, built and shipped."""
    works = [WorkOrder.objects.get(pk=each.pk) for each in (chain.harbor, chain.lone_star)]
    own = {each.number: sum(share.own for share in shares_of(each).values()) for each in works}
    return {number: units for number, units in own.items() if units}


def test_straight_to_amazon_is_bound_for_amazon(cast):
    lead_time = make_lead_time(cast.acme, ("supplier", 30), ("freight/air", 6), ("fba", 7), name="By air")
    order = make_placed(cast, lead_time=lead_time)
    supplier = "Ningbo Brightware"
    assert said(cast.brushes, "amazon") == [(2000, "to_leave", supplier, "Amazon FBA", order.number)]
    leave(order, cartons_of(cast.brushes, 1, 1500), by=cast.bob)
    assert [row[:2] for row in said(cast.brushes, "amazon")] == [(1500, "in_transit"), (500, "to_leave")]
    leave(order, cartons_of(cast.brushes, 1, 400), by=cast.bob, is_all=True)
    assert [row[:2] for row in said(cast.brushes, "amazon")] == [(1500, "in_transit"), (400, "in_transit")]


def test_parts_come_as_bundles_once_they_are_there(cast):
    bench = make_bench(cast)
    assert [row[:2] for row in said(bench.cap, "warehouse")] == [(1000, "to_leave")]
    assert [row[:2] for row in said(bench.kit, "amazon")] == [(500, "to_build")]
    bench.receive(caps=1000, lids=500)
    assert together(bench.cap) == 0
    bench.build(200)
    assert sorted(row[:2] for row in said(bench.kit, "amazon")) == [(200, "to_ship_on"), (300, "to_build")]
    assert together(bench.cap) == 0


def test_what_was_closed_short_does_not_come(cast):
    order = make_placed(cast)
    desk.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
    line = order.lines.get()
    line.short, line.quantity = 500, 1500
    line.save()
    assert together(cast.brushes) == 1500


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_list_is_bounded_and_asks_once(cast, rows):
    for _ in range(rows):
        make_placed(cast)
    with CaptureQueriesContext(connection) as queries:
        found = coming(cast.brushes.pk, most=2)["warehouse"]
    assert len(queries) == 1
    assert (len(found.rows), found.count, found.units) == (min(rows, 2), rows, rows * 2000)
    assert (found.more, found.more_units) == (max(rows - 2, 0), max(rows - 2, 0) * 2000)

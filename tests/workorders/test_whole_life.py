"""An order by way of three facilities, whatever is done to it and in which order: everything adds up.

`SEQUENCES=10000` plays that many of them, for once in a while.
"""

import os
import uuid
from collections import Counter
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.adjusting.services import AdjustmentInput, adjust
from inventory.bundles.services import PartInput, write_recipe
from inventory.conditions.services import UnitsInput, change_condition
from inventory.models import Shipment, StockBalance
from inventory.rules.stock import FBA, IN_TRANSIT
from inventory.shipping.check_ins import CheckInInput
from inventory.shipping.queries import units_at_amazon
from inventory.shipping.services import CartonContent, CartonInput
from inventory.stock.proof import find_faults
from leadtimes.speaker import Speaker
from purchasing import services as purchasing
from purchasing.departed import destination_of as first_destination
from purchasing.departures.services import DepartureInput
from purchasing.departures.services import depart as leave_supplier
from purchasing.departures.services import take_back as not_left_supplier
from purchasing.ending.services import close_short, expect_again, missing_of
from purchasing.models import OrderDeparture, OrderLine, PurchaseOrder, ShortClose
from purchasing.work_order_summaries import live_work_orders
from sostocked.foundation.records.errors import Refused
from tests.factories import ProductFactory, make_draft, make_lead_time
from tests.workorders.shipping.conftest import cartons_of, ship
from workorders import services as desk
from workorders.bundling import services as bundling
from workorders.completing.services import complete_and_confirm
from workorders.content import read_content
from workorders.goods.claims import shares_of, shipped_of
from workorders.goods.received import tallies_of
from workorders.models import Build, Departure, Receipt, Step, WorkOrder, WorkOrderLine
from workorders.receiving.services import CountInput, correct, finish_count, receive, reopen_count
from workorders.reopening.services import reopen
from workorders.shipping.check_ins import check_in
from workorders.shipping.destination import destination_of
from workorders.shipping.services import take_back
from workorders.spawning.reconcile import reconcile
from workorders.steps.services import StepInput, write_steps

TODAY = date(2026, 12, 20)
CAPS, LIDS, KITS = 80, 40, 40
STOP, UNITS, MORE = st.integers(0, 2), st.integers(1, 60), st.integers(0, 9)
DEEDS = st.tuples(
    st.sampled_from(
        [
            *("leave supplier", "receive", "receive", "receive", "ship", "ship", "build", "build"),
            *("not left", "correct", "wrong", "take apart", "scrap part", "scrap back", "take back"),
            *("count", "scrap", "opening", "hold", "release_good", "damage", "supplier_return"),
            *("edit", "final", "again", "close short", "expect again", "amazon", "amazon done"),
            *("complete", "reopen", "cancel"),
        ]
    ),
    STOP,
    UNITS,
    MORE,
)


@pytest.fixture
def life(cast):
    """Caps and lids to Harbor, to Lone Star, where kits are built of them, and to Harbor again; all is Dana's."""
    cap, lid = (ProductFactory(organization=cast.acme, sku=sku) for sku in ("CAP", "LID"))
    kit = ProductFactory(organization=cast.acme, sku="KIT")
    write_recipe(kit, parts=[PartInput(cap, 2), PartInput(lid, 1)], read=0, by=cast.alice)
    lead_time = make_lead_time(
        cast.acme, ("supplier", 30), (cast.harbor, 5), ("freight/ground", 3), (cast.lone_star, 5),
        ("freight/ground", 6), (cast.harbor, 2), ("fba", 7), name="There and back",
    )  # fmt: skip
    cast.harbor.staff.add(cast.dana)
    order = purchasing.place(
        make_draft(cast, lead_time=lead_time, lines=[(cap, CAPS, "1"), (lid, LIDS, "2")]), by=cast.alice
    )
    stops = list(order.work_orders.order_by("leg__position"))
    steps = [StepInput("receive"), StepInput("bundle", "", kit, KITS), StepInput("ship")]
    write_steps(stops[1], version=stops[1].version, steps=steps)
    return SimpleNamespace(order=order, cap=cap, lid=lid, kit=kit, stops=[each.pk for each in stops])


@pytest.mark.django_db
@settings(
    max_examples=int(os.environ.get("SEQUENCES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(DEEDS, min_size=4, max_size=16))
def test_any_life_adds_up(life, cast, deeds):
    with transaction.atomic():
        for what, stop, units, more in deeds:
            try:
                with transaction.atomic():
                    _do(cast, life, what, _read(life.stops[stop], cast), units, more)
            except Refused:
                pass  # nothing of it happened, and that is what is looked at below
        _look(life)
        transaction.set_rollback(True)


def _read(pk, cast):
    """The work order as it is now; whatever changed was read."""
    fresh = WorkOrder.objects.get(pk=pk)
    if fresh.awaits_acknowledgement:
        desk.acknowledge(fresh, by=cast.dana, revision=fresh.revision)
    return WorkOrder.objects.select_related("facility", "order").get(pk=pk)


def _do(cast, life, what, work_order, units, more):
    product = [life.cap, life.lid, life.kit][more % 3]
    order = PurchaseOrder.objects.get(pk=life.order.pk)
    if what in _OF_THE_ORDER:
        _OF_THE_ORDER[what](cast, order, product, units, more)
    elif what in _OF_STOCK:
        _OF_STOCK[what](cast, work_order, product, units, what)
    else:
        _AT_THE_DESK[what](cast, work_order, product, units, more)


def _leave(cast, order, product, units, more):
    to = first_destination(order.legs.select_related("facility"))
    said = DepartureInput(
        to=to, cartons=[CartonInput(1, [CartonContent(product, units)])], left_on=TODAY, is_all=more > 7
    )
    leave_supplier(order, said, speaker=Speaker(cast.alice, TODAY), key=uuid.uuid4())


def _not_left(cast, order, product, units, more):
    found = list(OrderDeparture.objects.filter(order=order))
    if found:
        not_left_supplier(found[more % len(found)], by=cast.alice, why="It stayed")


def _edit(cast, order, product, units, more):
    lines = [
        purchasing.LineInput(
            line.product, units if line.product_id == product.pk else line.quantity, line.unit_cost, line.pk
        )
        for line in order.lines.select_related("product")
    ]
    purchasing.change_placed(order, version=order.version, lines=lines, notes="")


def _close_short(cast, order, product, units, more):
    close_short(order, by=cast.alice, reason="No more comes", seen=missing_of(order).digest)


def _expect_again(cast, order, product, units, more):
    for line in order.lines.all():
        if line.short:
            expect_again(order, line_id=line.pk, by=cast.alice, reason="It comes after all")


_OF_THE_ORDER = {
    "leave supplier": _leave,
    "not left": _not_left,
    "edit": _edit,
    "close short": _close_short,
    "expect again": _expect_again,
    "cancel": lambda cast, order, *_: purchasing.cancel(order, reason="The factory burned down"),
}


def _receive(cast, work_order, product, units, more):
    counts = [CountInput(product=product, outcome="good", units=units)]
    counts += [CountInput(product=product, outcome="damaged", units=more)] if more else []
    speaker = Speaker(cast.dana, TODAY, work_order.facility)
    receive(work_order, counts=counts, speaker=speaker, key=uuid.uuid4(), reason="Said so" * (more % 2))


def _wrong(cast, work_order, product, units, more):
    counts = [CountInput(product=cast.brushes, outcome="wrong", units=units)]
    receive(
        work_order, counts=counts, speaker=Speaker(cast.dana, TODAY, work_order.facility), key=uuid.uuid4()
    )


def _correct(cast, work_order, product, units, more):
    found = list(Receipt.objects.filter(work_order=work_order, corrects=None))
    if found:
        receipt = found[more % len(found)]
        back = {receipt.lines.first().pk: units}
        correct(receipt, take_back=back, reason="Miscounted", by=cast.dana, key=uuid.uuid4())


def _ship(cast, work_order, product, units, more):
    to = destination_of(read_content(work_order))
    cartons = cartons_of(product, 1, units)
    ship(work_order, cartons, by=cast.dana, to=to, on=TODAY, takes_free=more > 4, is_all=more == 9)


def _take_back(cast, work_order, product, units, more):
    found = list(Departure.objects.filter(work_order=work_order))
    if found:
        take_back(found[more % len(found)], by=cast.dana, why="It stayed")


def _build(cast, work_order, product, units, more):
    step = Step.objects.get(work_order__order=work_order.order, kind="bundle")
    bundling.build(
        step.work_order, step_id=step.pk, units=units, by=cast.dana, key=uuid.uuid4(), reason="More"
    )


def _take_apart(cast, work_order, product, units, more):
    built = Build.objects.filter(kind="build", reverses=None).first()
    if built:
        bundling.unbuild(built, units=units, reason="Loose", by=cast.dana, key=uuid.uuid4())


def _scrap_part(cast, work_order, product, units, more):
    step = Step.objects.get(work_order__order=work_order.order, kind="bundle")
    chosen = {product.pk: {None: units}}
    bundling.scrap(
        step.work_order, step_id=step.pk, chosen=chosen, reason="Broken", by=cast.dana, key=uuid.uuid4()
    )


def _scrap_back(cast, work_order, product, units, more):
    scrapped = Build.objects.filter(kind="scrap", reverses=None).first()
    if scrapped:
        bundling.take_scrap_back(scrapped, reason="Whole", by=cast.dana, key=uuid.uuid4())


def _amazon(cast, work_order, product, units, more, *, is_closed=False):
    for departure in Departure.objects.filter(work_order=work_order, shipment__to_kind=FBA)[:1]:
        said = CheckInInput(units={product: units}, counted_on=TODAY, is_closed=is_closed)
        check_in(departure, said, speaker=Speaker(cast.alice, TODAY), key=uuid.uuid4())


def _complete(cast, work_order, product, units, more):
    for step in work_order.steps.exclude(kind="receive").filter(done_at=None):
        desk.tick(work_order, step_id=step.pk, done=True, by=cast.dana)
    speaker = Speaker(cast.dana, TODAY, work_order.facility)
    complete_and_confirm(work_order, speaker=speaker, sure=True, reason="other", note="It is")


_AT_THE_DESK = {
    "receive": _receive,
    "wrong": _wrong,
    "correct": _correct,
    "ship": _ship,
    "take back": _take_back,
    "build": _build,
    "take apart": _take_apart,
    "scrap part": _scrap_part,
    "scrap back": _scrap_back,
    "amazon": _amazon,
    "amazon done": lambda *said: _amazon(*said, is_closed=True),
    "final": lambda cast, work_order, *_: finish_count(work_order, by=cast.dana),
    "again": lambda cast, work_order, *_: reopen_count(work_order, by=cast.dana),
    "complete": _complete,
    "reopen": lambda cast, work_order, *_: reopen(work_order, reason="By mistake"),
}


def _adjust(cast, work_order, product, units, what):
    line = AdjustmentInput(product=product, condition="good", units=units)
    adjust(work_order.facility, kind=what, lines=[line], reason="So", by=cast.alice, key=uuid.uuid4())


def _change(cast, work_order, product, units, what):
    before = {"release_good": "on_hold", "supplier_return": "damaged"}.get(what, "good")
    line = UnitsInput(product=product, condition=before, units=units)
    change_condition(
        work_order.facility, what=what, units=[line], reason="So", by=cast.alice, key=uuid.uuid4()
    )


_OF_STOCK = {
    **dict.fromkeys(("count", "scrap", "opening"), _adjust),
    **dict.fromkeys(("hold", "release_good", "damage", "supplier_return"), _change),
}


def _look(life):
    """What holds after any life."""
    assert find_faults() == []
    by_product = Counter()
    for pk, units in StockBalance.objects.values_list("product", "quantity"):
        by_product[pk] += units
    assert not any(by_product.values()), "the sum over all places is nought, for every product"
    for work_order in WorkOrder.objects.filter(pk__in=life.stops):
        _look_at_the_desk(work_order)
    order = PurchaseOrder.objects.get(pk=life.order.pk)
    for line in order.lines.all():
        notes = ShortClose.objects.filter(line=line).values_list("units_before", "units_after")
        assert line.short == sum(before - after for before, after in notes) >= 0
    _look_at_amazon()
    before = _all_there_is()
    for _twice in range(2):
        reconcile(PurchaseOrder.objects.get(pk=order.pk))
    assert _all_there_is() == before, "reconciling again changes nothing"


def _look_at_the_desk(work_order):
    shipped, shares, tallies = shipped_of(work_order), shares_of(work_order), tallies_of(work_order)
    for pk, tally in tallies.items():
        assert tally.received == tally.good + tally.damaged
        assert tally.received + tally.missing == max(tally.ordered, tally.received)
        assert pk not in shares or shares[pk].own <= max(tally.good - shipped.get(pk, 0), 0)
    for summary in live_work_orders(work_order.order):
        if summary.number == work_order.number:
            told = {pk: (came.good, came.damaged) for pk, came in summary.came.items() if came.units}
            assert told == {pk: (each.good, each.damaged) for pk, each in tallies.items() if each.received}


def _look_at_amazon():
    """What is at Amazon is what was counted there; nothing that left is nowhere."""
    there = units_at_amazon(Shipment.objects.all())
    for pk, units in there.items():
        rows = StockBalance.objects.filter(place__kind=FBA, product=pk)
        assert units == sum(rows.values_list("quantity", flat=True))
    transit = StockBalance.objects.filter(place__kind=IN_TRANSIT)
    assert all(units >= 0 for units in transit.values_list("quantity", flat=True))


def _all_there_is():
    tables = (WorkOrder, WorkOrderLine, OrderLine, Step)
    return [list(table.objects.order_by("pk").values()) for table in tables]

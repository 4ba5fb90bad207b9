"""Whatever is received, shipped, received further, corrected and taken back, in any order: all of it adds up."""

import uuid
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.adjusting.services import AdjustmentInput, adjust
from inventory.models import Shipment, StockBalance, StockMove
from inventory.rules.stock import IN_TRANSIT
from inventory.shipping.queries import lost_units, shipped_units
from inventory.stock.proof import find_faults
from leadtimes.speaker import Speaker
from purchasing import services as purchasing
from sostocked.foundation.records.errors import Refused
from tests.factories import make_draft, make_lead_time
from tests.workorders.shipping.conftest import cartons_of, ship
from workorders import services as desk
from workorders.content import read_content
from workorders.goods.claims import shares_of, shipped_of
from workorders.goods.received import tallies_of
from workorders.models import Departure, Receipt, WorkOrder
from workorders.receiving.services import CountInput, correct, finish_count, receive, reopen_count
from workorders.shipping.destination import destination_of
from workorders.shipping.services import take_back

TODAY = date(2026, 12, 20)
STOP, UNITS = st.integers(0, 2), st.integers(1, 60)
DEEDS = st.one_of(
    st.tuples(st.just("receive"), STOP, UNITS, st.integers(0, 20)),
    st.tuples(st.just("ship"), STOP, UNITS, st.booleans()),
    st.tuples(st.just("correct"), STOP, UNITS, st.integers(0, 5)),
    st.tuples(st.just("take back"), STOP, UNITS, st.integers(0, 5)),
    st.tuples(st.sampled_from(["count", "scrap", "opening"]), STOP, UNITS, st.just(0)),
    st.tuples(st.sampled_from(["final", "again"]), STOP, UNITS, st.just(0)),
)


@pytest.fixture
def three(cast):
    """An order by way of Harbor, Lone Star and Harbor again: three work orders. Dana works at both."""
    lead_time = make_lead_time(
        cast.acme, ("supplier", 30), (cast.harbor, 5), ("freight/ground", 3), (cast.lone_star, 5),
        ("freight/ground", 6), (cast.harbor, 2), ("fba", 7), name="There and back",
    )  # fmt: skip
    cast.harbor.staff.add(cast.dana)
    order = make_draft(cast, lead_time=lead_time)
    purchasing.place(order, by=cast.alice)
    return list(order.work_orders.order_by("leg__position"))


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, max_size=14))
def test_any_sequence_over_three_stops_adds_up(three, cast, deeds):
    with transaction.atomic():
        for what, stop, units, more in deeds:
            try:
                with transaction.atomic():
                    _do(cast, _read(three[stop], cast), what, units, more)
            except Refused:
                pass  # nothing of it happened, and that is what is looked at below
        _look(three, cast)
        transaction.set_rollback(True)


def _read(work_order, cast):
    """The work order as it is now; whatever changed was read."""
    fresh = WorkOrder.objects.get(pk=work_order.pk)
    if fresh.awaits_acknowledgement:
        desk.acknowledge(fresh, by=cast.dana, revision=fresh.revision)
    return WorkOrder.objects.select_related("facility", "order").get(pk=work_order.pk)


def _do(cast, work_order, what, units, more):
    speaker, product = Speaker(cast.dana, TODAY, work_order.facility), cast.brushes
    if what == "receive":
        counts = [CountInput(product=product, outcome="good", units=units)]
        counts += [CountInput(product=product, outcome="damaged", units=more)] if more else []
        receive(work_order, counts=counts, speaker=speaker, key=uuid.uuid4())
    elif what == "ship":
        to = destination_of(read_content(work_order))
        ship(work_order, cartons_of(product, 1, units), by=cast.dana, to=to, on=TODAY, takes_free=more)
    elif what == "correct":
        receipts = list(Receipt.objects.filter(work_order=work_order, corrects=None))
        if receipts:
            receipt = receipts[more % len(receipts)]
            back = {receipt.lines.first().pk: units}
            correct(receipt, take_back=back, reason="Miscounted", by=cast.dana, key=uuid.uuid4())
    elif what == "take back":
        departures = list(Departure.objects.filter(work_order=work_order))
        if departures:
            take_back(departures[more % len(departures)], by=cast.dana, why="It stayed")
    elif what == "final":
        finish_count(work_order, by=cast.dana)
    elif what == "again":
        reopen_count(work_order, by=cast.dana)
    else:
        line = AdjustmentInput(product=product, condition="good", units=units)
        adjust(work_order.facility, kind=what, lines=[line], reason="So", by=cast.alice, key=uuid.uuid4())


def _look(three, cast):
    pk = cast.brushes.pk
    assert find_faults() == []
    assert sum(StockBalance.objects.values_list("quantity", flat=True)) == 0
    for work_order in three:
        fresh = WorkOrder.objects.get(pk=work_order.pk)
        tally = tallies_of(fresh)[pk]
        assert tally.received == tally.good + tally.damaged
        assert tally.received + tally.missing == max(tally.ordered, tally.received)
        there = shares_of(fresh).get(pk)
        if there:
            assert there.own <= max(tally.good - shipped_of(fresh).get(pk, 0), 0)
    everything = Shipment.objects.all()
    on_the_way = sum(StockBalance.objects.filter(place__kind=IN_TRANSIT).values_list("quantity", flat=True))
    towards = Shipment.objects.filter(to_kind="facility")
    taken = sum(
        move.quantity if move.cause == "receipt" else -move.quantity for move in _moves_of_transit(towards)
    )
    left = shipped_units(everything).get(pk, 0)
    assert on_the_way == left - lost_units(everything).get(pk, 0) - taken


def _moves_of_transit(shipments):
    places = shipments.values("transit")
    return [
        *StockMove.objects.filter(from_place__in=places, cause="receipt"),
        *StockMove.objects.filter(to_place__in=places, cause="correction"),
    ]

"""What leaves a supplier: where it goes, what it says of the legs, what is refused, and who receives it."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from inventory.models import StockBalance
from inventory.rules.stock import ADJUSTMENT, FACILITY, FBA, IN_TRANSIT, SUPPLIER
from inventory.shipping.services import Papers
from inventory.stock.places import LotInput
from inventory.stock.proof import find_faults
from leadtimes.rules.leg_reports import InvalidReport
from leadtimes.speaker import Speaker
from purchasing import services as purchasing
from purchasing.departures.services import MoreThanOrdered, take_back, write_papers
from purchasing.leg_changes.services import Plan, change_legs
from purchasing.models import OrderDeparture
from purchasing.rules.leg_fingerprint import fingerprint
from sostocked.foundation.records.errors import NotYours, Refused
from tests.factories import ProductFactory, make_placed
from tests.house.test_concurrency import at_once
from tests.purchasing.departures.conftest import LEFT_ON, again, cartons_of, leave
from workorders import services as desk
from workorders.goods.arrivals import shipments_towards
from workorders.models import WorkOrder
from workorders.receiving.services import CountInput, finish_count, receive, reopen_count


def units_at(kind, product):
    rows = StockBalance.objects.filter(place__kind=kind, product=product)
    return sum(rows.values_list("quantity", flat=True))


def test_what_left_is_in_transit_to_the_first_stop(placed, cast):
    departure = leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    assert (units_at(SUPPLIER, cast.brushes), units_at(IN_TRANSIT, cast.brushes)) == (-1200, 1200)
    assert departure.shipment.to_facility == cast.lone_star
    assert str(departure) == "PO-1001, departure 1"
    assert find_faults() == []


def test_straight_to_amazon_it_goes_to_amazon(direct, cast):
    departure = leave(direct, cartons_of(cast.brushes, 50, 40), by=cast.alice)
    assert (departure.shipment.to_kind, departure.shipment.to_name) == (FBA, "Amazon FBA")
    assert not direct.work_orders.exists()
    assert find_faults() == []


def test_part_of_it_says_only_that_the_freight_began(placed, cast):
    leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    made, ocean = placed.legs.all()[:2]
    assert (made.actual_ends_on, ocean.actual_starts_on, ocean.begun_in_part_on) == (None, None, LEFT_ON)
    assert not ocean.date_changes.exists()


def test_all_of_it_ends_production(placed, cast):
    leave(placed, cartons_of(cast.brushes, 50, 40), by=cast.bob, is_all=True)
    made, ocean = placed.legs.all()[:2]
    assert (made.actual_ends_on, ocean.actual_starts_on) == (LEFT_ON, LEFT_ON)
    assert made.date_changes.get(cause="finished").note == "PO-1001, departure 1"


def test_production_ends_with_the_last_departure(placed, cast):
    leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob, on=date(2026, 11, 10))
    leave(placed, cartons_of(cast.brushes, 20, 40), by=cast.bob, on=date(2026, 11, 14), is_all=True)
    made, ocean = placed.legs.all()[:2]
    assert ocean.begun_in_part_on == date(2026, 11, 10)
    assert (made.actual_ends_on, ocean.actual_starts_on) == (date(2026, 11, 14), date(2026, 11, 14))


def test_more_than_ordered_asks_for_a_yes(placed, cast):
    leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    too_much = cartons_of(cast.brushes, 21, 40)
    with pytest.raises(MoreThanOrdered, match="CH-BRUSH-SET: 2,040 left in all, 2,000 are ordered"):
        leave(placed, too_much, by=cast.bob)
    leave(placed, too_much, by=cast.bob, is_more=True)
    assert units_at(IN_TRANSIT, cast.brushes) == 2040


def test_what_is_not_ordered_does_not_leave(placed, cast):
    towels = ProductFactory(organization=cast.acme, sku="TOWEL")
    with pytest.raises(Refused, match="TOWEL is not ordered on PO-1001"):
        leave(placed, cartons_of(towels, 1, 1), by=cast.bob, is_more=True)
    assert not OrderDeparture.objects.exists()


@pytest.mark.parametrize("who", ["vera", "dana", "charlie"])
def test_only_who_writes_may_say_so(placed, cast, who):
    with pytest.raises(NotYours):
        leave(placed, cartons_of(cast.brushes, 1, 40), by=getattr(cast, who))


def test_nothing_leaves_on_a_draft_or_tomorrow(placed, cast):
    with pytest.raises(InvalidReport, match="future"):
        leave(placed, cartons_of(cast.brushes, 1, 40), by=cast.bob, today=date(2026, 11, 11))
    purchasing.cancel(placed, reason="No longer needed")
    with pytest.raises(Refused, match="PO-1001 is cancelled: nothing leaves on it"):
        leave(again(placed), cartons_of(cast.brushes, 1, 40), by=cast.bob)


def test_taken_back_it_is_the_suppliers_again_and_the_order_can_be_cancelled(placed, cast):
    departure = leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    with pytest.raises(Refused, match="1,200 units left the supplier, 1,200 of them on the way"):
        purchasing.cancel(again(placed), reason="No longer needed")
    with pytest.raises(Refused, match="Say why"):
        take_back(departure, by=cast.bob, why=" ")
    take_back(departure, by=cast.bob, why="Entered on the wrong order")
    assert (units_at(SUPPLIER, cast.brushes), units_at(IN_TRANSIT, cast.brushes)) == (0, 0)
    assert find_faults() == []
    with pytest.raises(Refused, match="taken back already"):
        take_back(departure, by=cast.bob, why="Twice")


def test_papers_come_later_but_not_to_what_was_taken_back(placed, cast):
    departure = leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    write_papers(departure, Papers(carrier="DHL", container="MSKU1234567"), by=cast.alice)
    departure.shipment.refresh_from_db()
    assert (departure.shipment.carrier, departure.shipment.container) == ("DHL", "MSKU1234567")
    with pytest.raises(NotYours):
        write_papers(departure, Papers(), by=cast.vera)
    take_back(departure, by=cast.bob, why="Entered twice")
    with pytest.raises(Refused, match="was taken back"):
        write_papers(departure, Papers(), by=cast.alice)


def test_a_line_is_not_reduced_below_what_left(placed, cast):
    leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    with pytest.raises(Refused, match="CH-BRUSH-SET to 1,199, 1,200 left the supplier"):
        reduce_to(placed, cast, 1199)
    assert reduce_to(placed, cast, 1200).lines.get().quantity == 1200


def reduce_to(order, cast, units):
    order, row = again(order), order.lines.get()
    line = purchasing.LineInput(cast.brushes, units, Decimal("2.10"), row_id=row.pk)
    return purchasing.change_placed(order, version=order.version, lines=[line], notes="")


def test_a_stop_that_goods_are_on_the_way_to_is_not_taken_off_the_order(placed, cast):
    leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    legs = list(placed.legs.select_related("facility"))
    wanted = [leg for leg in legs if leg.kind != "prep"]
    plan = Plan(wanted, fingerprint(legs, None, today=cast.acme.today()), reason="Straight on")
    with pytest.raises(Refused, match="1,200 units are on the way to Lone Star Prep"):
        change_legs(again(placed), plan, by=cast.alice)
    assert placed.legs.count() == len(legs)


# ── The first facility receives it ────────────────────────────────────────────────────────────────────


def take_in(work_order, cast, *counts, by=None, on=date(2026, 12, 13)):
    by = by or cast.dana
    speaker = Speaker(by, on, by.facilities.get())
    return receive(work_order, counts=counts, speaker=speaker, key=uuid.uuid4())


def good(product, units, **more):
    return CountInput(product=product, outcome="good", units=units, **more)


@pytest.fixture
def expected(placed, cast):
    """WO-1001-1, acknowledged, towards which 1,200 are on their way."""
    desk.acknowledge(placed.work_orders.get(), by=cast.dana, revision=1)
    leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    return lambda: WorkOrder.objects.get(order=placed)


def test_it_is_received_from_the_way(expected, cast):
    take_in(expected(), cast, good(cast.brushes, 1000))
    assert (units_at(IN_TRANSIT, cast.brushes), units_at(FACILITY, cast.brushes)) == (200, 1000)
    departure = OrderDeparture.objects.get()
    with pytest.raises(Refused, match="200 units still on the way"):
        take_back(departure, by=cast.bob, why="Too late")


def test_what_comes_over_comes_from_the_supplier(expected, cast):
    take_in(expected(), cast, good(cast.brushes, 1500))
    assert (units_at(IN_TRANSIT, cast.brushes), units_at(SUPPLIER, cast.brushes)) == (0, -1500)


def test_a_lot_is_read_where_it_comes(cast):
    cast.brushes.tracks_expiry = True
    cast.brushes.save()
    order = make_placed(cast)
    desk.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
    leave(order, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    lot = LotInput("L-1", date(2028, 1, 31))
    take_in(order.work_orders.get(), cast, good(cast.brushes, 1000, lot=lot))
    there = StockBalance.objects.get(place__facility=cast.lone_star, quantity__gt=0)
    assert (there.lot.code, there.quantity) == ("L-1", 1000)
    assert units_at(IN_TRANSIT, cast.brushes) == 200
    assert find_faults() == []


def test_a_final_count_writes_off_the_rest_and_it_turns_up_again(expected, cast):
    take_in(expected(), cast, good(cast.brushes, 1000))
    finish_count(expected(), by=cast.dana)
    assert (units_at(IN_TRANSIT, cast.brushes), units_at(ADJUSTMENT, cast.brushes)) == (0, 200)
    reopen_count(expected(), by=cast.dana)
    assert (units_at(IN_TRANSIT, cast.brushes), units_at(ADJUSTMENT, cast.brushes)) == (200, 0)
    assert find_faults() == []


def test_it_goes_to_the_first_of_two_stops_only(by_two, cast):
    leave(by_two.order, cartons_of(cast.brushes, 50, 40), by=cast.bob, is_all=True)
    assert [each.to_name for each in shipments_towards(by_two.first)] == ["Harbor Logistics (Long Beach)"]
    assert not shipments_towards(by_two.second).exists()


@pytest.mark.django_db(transaction=True)
def test_eight_times_the_same_departure_is_one(placed, cast):
    key = uuid.uuid4()

    def once():
        leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob, key=key)

    at_once(*[once] * 8)
    assert OrderDeparture.objects.count() == 1
    assert units_at(IN_TRANSIT, cast.brushes) == 1200
    assert find_faults() == []


# ── The proof ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_departure_that_was_not_taken_back_by_its_moves_is_named(placed, cast):
    leave(placed, cartons_of(cast.brushes, 30, 40), by=cast.bob)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE purchasing_orderdeparture"
            " SET taken_back_at = now(), taken_back_by_id = %s, taken_back_why = 'x'",
            [cast.bob.pk],
        )
    assert [fault.text for fault in find_faults()] == [
        "Departure 1 of PO-1001: it was taken back, and its moves say otherwise."
    ]

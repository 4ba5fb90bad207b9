"""Shipping: scenarios S11, S5's two stops and S14 to the unit, and what is refused."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.adjusting.services import AdjustmentInput, adjust
from inventory.models import StockBalance
from inventory.rules.stock import ADJUSTMENT, IN_TRANSIT, OUTSIDE, SUPPLIER
from inventory.shipping.services import CartonContent, CartonInput, Papers
from inventory.stock.proof import find_faults
from leadtimes.rules.leg_reports import InvalidReport
from leadtimes.speaker import Speaker
from sostocked.foundation.records.errors import NotYours, Refused
from tests.factories import leg_fields, make_stock
from tests.house.test_concurrency import at_once
from tests.workorders.shipping.conftest import AMAZON, cartons_of, ship
from workorders import services as desk
from workorders.goods.arrivals import shipments_towards
from workorders.goods.claims import shares_of, shipped_of
from workorders.goods.received import tallies_of
from workorders.models import Departure, WorkOrder, WorkOrderLeg
from workorders.receiving.services import CountInput, correct, finish_count, receive, reopen_count
from workorders.rules.claims import Share
from workorders.shipping.services import DepartureInput, NotItsOwn, depart, take_back, write_papers
from workorders.steps.services import StepInput
from workorders.transfers import services as transfers

QUERIES = 33
"""Of a first departure of several."""


def units_at(kind, product, condition="good"):
    rows = StockBalance.objects.filter(place__kind=kind, product=product, condition=condition)
    return sum(rows.values_list("quantity", flat=True))


@pytest.fixture
def s11(truck, cast):
    """1,960 good and 25 damaged of 2,000 came."""
    truck.receive(good=1200)
    truck.receive(good=760, damaged=25, on=date(2026, 12, 15))
    return truck


def test_s11_at_most_what_came_good_leaves_and_the_damaged_stay(s11, cast):
    with pytest.raises(NotItsOwn, match="CH-BRUSH-SET: 2,000 cannot leave, 1,960 left"):
        ship(s11.work_order(), cartons_of(cast.brushes, 50, 40), by=cast.dana)
    departure = ship(s11.work_order(), cartons_of(cast.brushes, 49, 40), by=cast.dana, is_all=True)
    assert (units_at("facility", cast.brushes), units_at("facility", cast.brushes, "damaged")) == (0, 25)
    assert units_at(IN_TRANSIT, cast.brushes) == 1960
    assert departure.shipment.cartons.get().count == 49
    assert find_faults() == []


def test_departing_with_all_ends_the_facilitys_legs_and_ticks_shipping(s11, cast):
    ship(s11.work_order(), cartons_of(cast.brushes, 49, 40), by=cast.dana, is_all=True)
    legs = list(s11.order.legs.all())
    prep, ground = legs[3], legs[4]
    assert (prep.actual_ends_on, ground.actual_starts_on) == (date(2026, 12, 17), date(2026, 12, 17))
    assert not s11.work_order().steps.filter(kind="ship", done_at=None).exists()
    said = prep.date_changes.get(cause="finished")
    assert said.note == f"{s11.number}, departure 1"


def test_a_partial_departure_only_says_that_the_next_leg_began(s11, cast):
    before = days_of(s11.order)
    departure = ship(s11.work_order(), cartons_of(cast.brushes, 10, 40), by=cast.dana)
    ground = s11.order.legs.all()[4]
    assert (ground.actual_starts_on, ground.begun_in_part_on) == (None, date(2026, 12, 17))
    assert days_of(s11.order) == before, "the rest is still there: no date moves, nothing is over"
    assert s11.work_order().steps.filter(kind="ship", done_at=None).exists()
    take_back(departure, by=cast.dana, why="Still on the dock")
    assert s11.order.legs.all()[4].begun_in_part_on is None


def test_the_leg_ends_with_the_last_departure_not_with_the_first(s11, cast):
    ship(s11.work_order(), cartons_of(cast.brushes, 10, 40), by=cast.dana, on=date(2026, 12, 16))
    ship(s11.work_order(), cartons_of(cast.brushes, 39, 40), by=cast.dana, is_all=True)
    prep, ground = s11.order.legs.all()[3:5]
    assert ground.begun_in_part_on == date(2026, 12, 16)
    assert (prep.actual_ends_on, ground.actual_starts_on) == (date(2026, 12, 17), date(2026, 12, 17))


def days_of(order):
    return [(leg.starts_on, leg.ends_on, leg.actual_ends_on) for leg in order.legs.all()]


def test_damaged_units_never_leave(truck, cast):
    truck.receive(good=1, damaged=400)
    with pytest.raises(NotItsOwn, match="2 cannot leave, 1 left"):
        ship(truck.work_order(), cartons_of(cast.brushes, 2, 1), by=cast.dana)


def test_the_same_departure_twice_is_one(s11, cast):
    key = uuid.uuid4()
    once, again = (
        ship(s11.work_order(), cartons_of(cast.brushes, 1, 40), by=cast.dana, key=key) for _ in range(2)
    )
    assert once == again
    assert units_at(IN_TRANSIT, cast.brushes) == 40


def test_what_nobody_owns_leaves_only_when_asked_for(truck, cast):
    make_stock(cast.lone_star, cast.brushes, 100, by=cast.alice)
    truck.receive(good=40)
    with pytest.raises(NotItsOwn, match="120 cannot leave, 40 left of what WO-1001-1 has; 100 more are free"):
        ship(truck.work_order(), cartons_of(cast.brushes, 3, 40), by=cast.dana)
    ship(truck.work_order(), cartons_of(cast.brushes, 3, 40), by=cast.dana, takes_free=True)
    assert units_at("facility", cast.brushes) == 20


def test_what_came_on_another_work_order_is_not_free(s11, pacific, cast):
    make_stock(cast.lone_star, cast.brushes, 10, by=cast.alice)
    alone = send_alone(cast, cast.lone_star, cast.brushes, 10)
    fewer = AdjustmentInput(product=cast.brushes, condition="good", units=10)
    adjust(cast.lone_star, kind="scrap", lines=[fewer], reason="Wet", by=cast.alice, key=uuid.uuid4())
    with pytest.raises(NotItsOwn, match="1 cannot leave, nothing left"):
        ship_alone(alone, cast, cartons_of(cast.brushes, 1, 1), takes_free=True)


def send_alone(cast, facility, product, units):
    legs = [("own", 2), ("freight/parcel", 4), ("fba", 6)]
    made = transfers.create_transfer(
        facility,
        by=cast.alice,
        starts_on=date(2026, 11, 16),
        lines=[transfers.LineInput(product, units)],
        steps=[StepInput("label"), StepInput("ship")],
        legs=[
            WorkOrderLeg(days=days, **leg_fields(facility if what == "own" else what)) for what, days in legs
        ],
    )
    transfers.send(made)
    made = WorkOrder.objects.get(pk=made.pk)
    desk.acknowledge(made, by=cast.dana, revision=made.revision)
    return WorkOrder.objects.get(pk=made.pk)


def ship_alone(work_order, cast, *cartons, **more):
    return ship(work_order, *cartons, by=cast.dana, on=date(2026, 11, 18), **more)


def test_s14_901_of_900_are_refused(pacific, cast):
    make_stock(pacific.facility, pacific.board, 900, by=cast.alice)
    alone = send_alone(cast, pacific.facility, pacific.board, 900)
    with pytest.raises(NotItsOwn, match="901 cannot leave, 900 left"):
        ship_alone(alone, cast, cartons_of(pacific.board, 901, 1))
    ship_alone(alone, cast, cartons_of(pacific.board, 90, 10), is_all=True)
    alone.refresh_from_db()
    assert (alone.status, shipped_of(alone)) == ("in_progress", {pacific.board.pk: 900})


@pytest.mark.django_db(transaction=True)
def test_s14_two_ship_600_and_400_of_900_and_one_hears_300_left(pacific, cast):
    make_stock(pacific.facility, pacific.board, 900, by=cast.alice)
    alone = send_alone(cast, pacific.facility, pacific.board, 900)
    answers = at_once(
        lambda: ship_alone(alone, cast, cartons_of(pacific.board, 60, 10)),
        lambda: ship_alone(alone, cast, cartons_of(pacific.board, 40, 10)),
    )
    refused = [str(each) for each in answers if isinstance(each, Refused)]
    assert len(refused) == 1
    assert "300 left" in refused[0] or "500 left" in refused[0]
    assert units_at("facility", pacific.board) in (300, 500)
    assert find_faults() == []


@pytest.mark.django_db(transaction=True)
def test_the_last_stock_promised_twice_leaves_once(pacific, cast):
    make_stock(pacific.facility, pacific.board, 200, by=cast.alice)
    both = [send_alone(cast, pacific.facility, pacific.board, 100) for _ in range(2)]
    fewer = AdjustmentInput(product=pacific.board, condition="good", units=100)
    adjust(pacific.facility, kind="scrap", lines=[fewer], reason="Wet", by=cast.alice, key=uuid.uuid4())
    answers = at_once(
        *(lambda each=each: ship_alone(each, cast, cartons_of(pacific.board, 10, 10)) for each in both)
    )
    assert sum(isinstance(each, Departure) for each in answers) == 1
    assert sum(isinstance(each, Refused) for each in answers) == 1
    assert find_faults() == []


@pytest.mark.django_db(transaction=True)
def test_eight_windows_with_one_departure_make_one(s11, cast):
    key, work_order = uuid.uuid4(), s11.work_order()
    answers = at_once(
        *[lambda: ship(work_order, cartons_of(cast.brushes, 49, 40), by=cast.dana, key=key)] * 8
    )
    assert {each.pk for each in answers} == {Departure.objects.get().pk}
    assert units_at(IN_TRANSIT, cast.brushes) == 1960


@pytest.mark.parametrize(
    ("cartons", "on", "sentence"),
    [
        ((), date(2026, 12, 17), "Pack at least one carton"),
        ("too many", date(2026, 12, 17), "at most 5,000 cartons; these are 5,001"),
    ],
)
def test_nothing_and_far_too_much_are_refused(s11, cast, cartons, on, sentence):
    rows = [cartons_of(cast.brushes, 5001, 1)] if cartons else []
    truck = s11.work_order()
    make_stock(cast.lone_star, cast.brushes, 10_000, by=cast.alice)
    with pytest.raises(Refused, match=sentence):
        ship(truck, *rows, by=cast.dana, on=on, takes_free=True)
    assert not Departure.objects.exists()


def test_a_day_in_the_future_is_refused(s11, cast):
    said = DepartureInput(to=AMAZON, cartons=[cartons_of(cast.brushes, 1, 40)], left_on=date(2026, 12, 18))
    with pytest.raises(InvalidReport, match="in the future"):
        depart(
            s11.work_order(),
            said,
            speaker=Speaker(cast.dana, date(2026, 12, 17), cast.lone_star),
            key=uuid.uuid4(),
        )


def test_only_staff_of_its_facility_ship(s11, cast):
    for person in (cast.alice, cast.wes):
        with pytest.raises(NotYours):
            ship(s11.work_order(), cartons_of(cast.brushes, 1, 40), by=person)


def test_what_changed_since_it_was_acknowledged_is_read_before_goods_leave(s11, cast):
    WorkOrder.objects.filter(order=s11.order).update(revision=2)
    with pytest.raises(Refused, match="Acknowledge WO-1001-1 before its goods leave"):
        ship(s11.work_order(), cartons_of(cast.brushes, 1, 40), by=cast.dana)


# ── On to the next facility ───────────────────────────────────────────────────────────────────────────


def take_in(work_order, product, *, by, place, good=0, damaged=0, on=date(2026, 12, 20), reason=""):
    counts = [
        CountInput(product=product, outcome=outcome, units=units)
        for outcome, units in (("good", good), ("damaged", damaged))
        if units
    ]
    return receive(work_order, counts=counts, speaker=Speaker(by, on, place), key=uuid.uuid4(), reason=reason)


@pytest.fixture
def under_way(two_stops, cast):
    """2,000 came to Harbor, and 1,600 of them left for Lone Star."""
    take_in(two_stops.first(), cast.brushes, by=cast.wes, place=cast.harbor, good=2000, on=date(2026, 12, 10))
    departure = ship(
        two_stops.first(),
        cartons_of(cast.brushes, 40, 40),
        by=cast.wes,
        to=two_stops.to_lone_star,
        on=date(2026, 12, 16),
        papers=two_stops.papers,
    )
    assert departure.towards == two_stops.second()
    return two_stops


def test_the_next_facility_receives_what_is_on_its_way(under_way, cast):
    assert [each.to_name for each in shipments_towards(under_way.second())] == ["Lone Star Prep (Dallas)"]
    take_in(under_way.second(), cast.brushes, by=cast.dana, place=cast.lone_star, good=1500, damaged=60)
    assert units_at(IN_TRANSIT, cast.brushes) == 40
    assert units_at(SUPPLIER, cast.brushes) == -2000
    assert units_at("facility", cast.brushes, "damaged") == 60
    assert find_faults() == []


def test_more_than_is_on_its_way_comes_from_the_supplier(under_way, cast):
    take_in(under_way.second(), cast.brushes, by=cast.dana, place=cast.lone_star, good=1700)
    assert (units_at(IN_TRANSIT, cast.brushes), units_at(SUPPLIER, cast.brushes)) == (0, -2100)
    assert find_faults() == []


def test_a_correction_puts_it_on_its_way_again(under_way, cast):
    receipt = take_in(under_way.second(), cast.brushes, by=cast.dana, place=cast.lone_star, good=1600)
    line = receipt.lines.get()
    correct(receipt, take_back={line.pk: 100}, reason="Counted twice", by=cast.dana, key=uuid.uuid4())
    assert units_at(IN_TRANSIT, cast.brushes) == 100
    assert find_faults() == []


def test_a_final_count_loses_what_is_on_its_way_and_opening_it_again_finds_it(under_way, cast):
    receipt = take_in(under_way.second(), cast.brushes, by=cast.dana, place=cast.lone_star, good=1590)
    finish_count(under_way.second(), by=cast.dana)
    assert (units_at(IN_TRANSIT, cast.brushes), units_at(ADJUSTMENT, cast.brushes)) == (0, 10)
    correct(receipt, take_back={receipt.lines.get().pk: 5}, reason="Twice", by=cast.dana, key=uuid.uuid4())
    assert (units_at(IN_TRANSIT, cast.brushes), units_at(ADJUSTMENT, cast.brushes)) == (0, 15)
    assert tallies_of(under_way.second())[cast.brushes.pk].short == 415
    reopen_count(under_way.second(), by=cast.dana)
    assert (units_at(IN_TRANSIT, cast.brushes), units_at(ADJUSTMENT, cast.brushes)) == (15, 0)
    assert find_faults() == []


def test_what_was_received_further_is_not_taken_back(under_way, cast):
    departure = under_way.first().departures.get()
    take_in(under_way.second(), cast.brushes, by=cast.dana, place=cast.lone_star, good=10)
    with pytest.raises(Refused, match="1,590 units still on the way"):
        take_back(departure, by=cast.wes, why="Wrong pallet")
    assert units_at(IN_TRANSIT, cast.brushes) == 1590


def test_what_did_not_leave_after_all_lies_there_again(under_way, cast):
    departure = take_back(under_way.first().departures.get(), by=cast.wes, why="Wrong pallet")
    assert units_at("facility", cast.brushes) == 2000
    assert not shipments_towards(under_way.second()).exists()
    assert shares_of(under_way.first())[cast.brushes.pk] == Share(own=2000, free=0)
    with pytest.raises(Refused, match="taken back already"):
        take_back(departure, by=cast.wes, why="Again")
    assert find_faults() == []


def test_it_is_taken_back_with_a_reason_and_by_its_staff_only(under_way, cast):
    departure = under_way.first().departures.get()
    with pytest.raises(Refused, match="Say why"):
        take_back(departure, by=cast.wes, why=" ")
    with pytest.raises(NotYours):
        take_back(departure, by=cast.dana, why="Not mine")


def test_goods_for_somebody_else_are_gone_and_come_back(under_way, cast):
    departure = ship(under_way.first(), cartons_of(cast.brushes, 1, 40), by=cast.wes, to=under_way.outside)
    assert (departure.towards, departure.shipment.transit) == (None, None)
    assert units_at(OUTSIDE, cast.brushes) == 40
    take_back(departure, by=cast.wes, why="Order cancelled")
    assert units_at(OUTSIDE, cast.brushes) == 0
    assert find_faults() == []


def test_papers_come_later_and_are_remembered(under_way, cast):
    departure = under_way.first().departures.get()
    write_papers(departure, Papers(carrier="FedEx", tracking="7777 \n\n7777\n8888"), by=cast.alice)
    departure.shipment.refresh_from_db()
    assert departure.shipment.carrier == "FedEx"
    assert departure.shipment.tracking_numbers == ["7777", "8888"]
    assert departure.shipment.events.count() == 2
    for stranger in (cast.vera, cast.dana, cast.charlie):
        with pytest.raises(NotYours):
            write_papers(departure, Papers(carrier="?"), by=stranger)


def test_mixed_cartons_hold_several_products(s11, cast, pacific):
    make_stock(cast.lone_star, pacific.board, 8, by=cast.alice)
    carton = CartonInput(2, [CartonContent(cast.brushes, 10), CartonContent(pacific.board, 4)])
    ship(s11.work_order(), carton, by=cast.dana, takes_free=True)
    assert shipped_of(s11.work_order()) == {cast.brushes.pk: 20, pacific.board.pk: 8}
    assert find_faults() == []


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_shipping_takes_the_same_number_of_queries_for_any_number_of_rows(s11, cast, rows):
    cartons = [cartons_of(cast.brushes, 1, 1 + n) for n in range(rows)]
    with CaptureQueriesContext(connection) as captured:
        ship(s11.work_order(), *cartons, by=cast.dana)
    assert len(captured) == QUERIES

"""Amazon's count of what left a facility: the seller's, and no affair of the facility's."""

import uuid
from datetime import date

import pytest

from inventory.models import CheckIn, StockBalance
from inventory.rules.stock import AWD, FBA, IN_TRANSIT
from inventory.shipping.check_ins import CheckInInput
from inventory.shipping.services import Destination
from inventory.stock.proof import find_faults
from leadtimes.speaker import Speaker
from sostocked.foundation.records.errors import NotYours, Refused
from tests.workorders.shipping.conftest import cartons_of, ship
from workorders import services as desk
from workorders.receiving.services import finish_count
from workorders.shipping.check_ins import check_in
from workorders.shipping.services import take_back

COUNTED_ON = date(2026, 12, 23)


def count(departure, by, units, **more):
    said = CheckInInput(units=units, counted_on=COUNTED_ON, **more)
    return check_in(departure, said, speaker=Speaker(by, COUNTED_ON), key=uuid.uuid4())


def units_at(kind, product):
    rows = StockBalance.objects.filter(place__kind=kind, product=product)
    return sum(rows.values_list("quantity", flat=True))


@pytest.fixture
def sent_on(truck, cast):
    """All 2,000 came to Lone Star and left for Amazon."""
    truck.receive(good=2000)
    return ship(truck.work_order(), cartons_of(cast.brushes, 50, 40), by=cast.dana, is_all=True)


def test_the_leg_at_amazon_is_confirmed_by_it(sent_on, truck, cast):
    count(sent_on, cast.bob, {cast.brushes: 1990}, is_closed=True)
    leg = truck.order.legs.get(kind="fba")
    assert (leg.actual_starts_on, leg.actual_ends_on) == (COUNTED_ON, COUNTED_ON)
    notes = set(leg.date_changes.values_list("note", flat=True))
    assert notes == {"WO-1001-1, departure 1: Amazon's count"}
    assert (units_at(FBA, cast.brushes), units_at(IN_TRANSIT, cast.brushes)) == (1990, 0)
    assert find_faults() == []


def test_it_is_counted_also_once_the_work_is_completed(sent_on, truck, cast):
    finish_count(truck.work_order(), by=cast.dana)
    for step in truck.work_order().steps.filter(done_at=None):
        desk.tick(truck.work_order(), step_id=step.pk, done=True, by=cast.dana)
    desk.complete(truck.work_order(), by=cast.dana, sure=True)
    count(sent_on, cast.bob, {cast.brushes: 2000}, is_closed=True)
    assert truck.order.legs.get(kind="fba").actual_ends_on == COUNTED_ON


def test_goods_at_awd_are_counted_there(truck, cast):
    truck.receive(good=2000)
    awd = Destination(AWD, "Amazon AWD")
    departure = ship(truck.work_order(), cartons_of(cast.brushes, 50, 40), by=cast.dana, to=awd)
    count(departure, cast.bob, {cast.brushes: 2000})
    assert (units_at(AWD, cast.brushes), units_at(FBA, cast.brushes)) == (2000, 0)


def test_the_facility_enters_and_sees_none_of_it(sent_on, cast, sign_in):
    with pytest.raises(NotYours):
        count(sent_on, cast.dana, {cast.brushes: 1990})
    count(sent_on, cast.bob, {cast.brushes: 1990})
    url = sent_on.get_absolute_url()
    assert "At Amazon" in sign_in(cast.vera).get(url).content.decode()
    page = sign_in(cast.dana).get(url)
    assert page.status_code == 200
    assert "At Amazon" not in page.content.decode()


def test_what_was_taken_back_is_not_counted(sent_on, cast):
    take_back(sent_on, by=cast.dana, why="The truck broke down")
    with pytest.raises(Refused, match="Departure 1 was taken back"):
        count(sent_on, cast.bob, {cast.brushes: 1})
    assert not CheckIn.objects.exists()

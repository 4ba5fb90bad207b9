"""A truck that nobody announced: on hold when it comes, and once, by one way, no longer."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from inventory.conditions.services import UnitsInput, change_condition
from inventory.models import StockBalance, StockMove
from inventory.stock.places import LotInput
from inventory.stock.proof import find_faults
from inventory.stock.services import NotEnough
from sostocked.foundation.outbox.kinds import why_untrue
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import NotYours, Refused
from tests.factories import make_placed
from tests.house.test_concurrency import at_once
from workorders import services as desk
from workorders.goods.received import tallies_of
from workorders.models import Receipt, UnannouncedEnding, UnannouncedLine, UnannouncedReceipt, WorkOrder
from workorders.receiving.services import OverReceipt, correct
from workorders.unannounced.candidates import candidates_for
from workorders.unannounced.services import GoodsInput, name_line


def on_hand(facility):
    rows = (
        StockBalance.objects.on_hand().filter(place__facility=facility).order_by("condition", "product__sku")
    )
    return {(row.product.sku, row.condition): row.quantity for row in rows.select_related("product")}


def test_what_came_is_on_hold_and_nobody_can_use_it(hall, cast):
    truck = hall.write_down(hall.brushes(100), hall.brushes(4, came_as="damaged"))
    assert on_hand(cast.lone_star) == {("CH-BRUSH-SET", "on_hold"): 100, ("CH-BRUSH-SET", "damaged"): 4}
    assert str(truck) == "Unannounced truck 1"
    assert list(UnannouncedReceipt.objects.waiting()) == [truck]
    assert find_faults() == []


def test_what_nobody_knows_is_no_stock(hall, cast):
    hall.write_down(GoodsInput(text="Three blue boxes", units=3))
    assert on_hand(cast.lone_star) == {}
    assert find_faults() == []


@pytest.mark.parametrize("who", ["alice", "wes", "charlie"])
def test_only_staff_of_the_hall_writes_it_down(hall, cast, who):
    with pytest.raises(NotYours):
        hall.write_down(hall.brushes(), by=getattr(cast, who))
    assert not StockMove.objects.exists()


def test_nothing_and_tomorrow_are_refused(hall, cast):
    with pytest.raises(Refused, match="at least one unit"):
        hall.write_down()
    with pytest.raises(Refused, match="in the future"):
        hall.write_down(hall.brushes(), came_on=cast.lone_star.today() + timedelta(days=1))


def test_the_seller_is_told_as_long_as_it_waits(hall, cast):
    truck = hall.write_down(hall.brushes(100), GoodsInput(text="Blue boxes", units=3))
    told = Message.objects.filter(kind="unannounced-truck")
    assert {each.address for each in told} == {"alice@example.com", "bob@example.com"}
    one = told.first()
    assert one.subject == "A truck nobody announced at Lone Star Prep: 103 units · Acme Goods"
    assert "- 100 × CH-BRUSH-SET, good" in one.text
    assert "- 3 × Blue boxes, good" in one.text
    assert why_untrue(one) == ""
    hall.take_back(truck)
    assert why_untrue(one) == "Unannounced truck 1 was taken back meanwhile."


def test_assigned_it_is_received_there_as_of_the_day_it_came(hall, cast, truck):
    came = hall.write_down(
        hall.brushes(100),
        hall.brushes(4, came_as="damaged"),
        GoodsInput(product=hall.mugs, units=7),
        GoodsInput(product=hall.mugs, units=2, came_as="damaged"),
        came_on=cast.lone_star.today(),
    )
    ending = hall.assign(came, truck.work_order(), today=cast.lone_star.today())
    receipt = ending.goods_receipt
    assert [(line.product.sku, line.outcome, line.quantity, line.note) for line in receipt.lines.all()] == [
        ("CH-BRUSH-SET", "good", 100, "From unannounced truck 1"),
        ("CH-BRUSH-SET", "damaged", 4, "From unannounced truck 1"),
        ("KT-MUG", "wrong", 7, "From unannounced truck 1"),
        ("KT-MUG", "wrong", 2, "From unannounced truck 1, damaged"),
    ]
    assert on_hand(cast.lone_star) == {
        ("CH-BRUSH-SET", "good"): 100,
        ("CH-BRUSH-SET", "damaged"): 4,
        ("KT-MUG", "on_hold"): 9,
    }
    now = tallies_of(truck.work_order())[cast.brushes.pk]
    assert (now.good, now.damaged) == (100, 4)
    assert truck.work_order().status == "in_progress"
    assert find_faults() == []


def test_the_day_it_came_is_what_the_leg_is_told(hall, cast, truck):
    came = hall.write_down(hall.brushes(), came_on=cast.lone_star.today())
    hall.assign(came, truck.work_order(), today=cast.lone_star.today() + timedelta(days=3))
    change = truck.order.date_changes.get()
    assert truck.order.legs.get(kind="prep").actual_starts_on == cast.lone_star.today()
    assert (change.note, change.by) == ("First receipt of WO-1001-1", cast.dana)


def test_the_seller_assigns_too(hall, cast, truck):
    came = hall.write_down(hall.brushes())
    ending = hall.assign(came, truck.work_order(), by=cast.bob)
    assert (ending.by, ending.goods_receipt.by) == (cast.bob, cast.bob)


def test_lots_stay_what_they_were(hall, cast, truck):
    lot = LotInput("L-9", date(2030, 1, 31))
    came = hall.write_down(GoodsInput(product=hall.serum, units=12, lot=lot))
    ending = hall.assign(came, truck.work_order())
    line = ending.goods_receipt.lines.get()
    assert (line.outcome, line.lot.code, line.lot.expires_on) == ("wrong", "L-9", date(2030, 1, 31))
    assert find_faults() == []


def test_more_than_was_ordered_needs_a_reason_here_as_there(hall, cast, truck):
    came = hall.write_down(hall.brushes(2500))
    with pytest.raises(OverReceipt):
        hall.assign(came, truck.work_order())
    assert on_hand(cast.lone_star) == {("CH-BRUSH-SET", "on_hold"): 2500}
    ending = hall.assign(came, truck.work_order(), reason="The supplier sent more")
    assert ending.goods_receipt.reason == "The supplier sent more"


def test_a_work_order_that_takes_nothing_takes_this_neither(hall, cast, truck):
    came = hall.write_down(hall.brushes())
    unread = make_placed(cast).work_orders.get()
    with pytest.raises(Refused, match=r"Acknowledge .* before you receive"):
        hall.assign(came, unread)
    WorkOrder.objects.filter(pk=unread.pk).update(facility=cast.harbor)
    with pytest.raises(Refused, match="for another facility"):
        hall.assign(came, unread)
    assert on_hand(cast.lone_star) == {("CH-BRUSH-SET", "on_hold"): 100}


def test_put_into_stock_it_is_free(hall, cast):
    came = hall.write_down(hall.brushes(100), hall.brushes(4, came_as="damaged"))
    with pytest.raises(Refused, match="Say why"):
        hall.keep(came, reason=" ")
    ending = hall.keep(came)
    assert (ending.what, ending.reason) == ("kept", "Samples")
    assert on_hand(cast.lone_star) == {("CH-BRUSH-SET", "good"): 100, ("CH-BRUSH-SET", "damaged"): 4}
    assert find_faults() == []


def test_taken_back_it_is_gone(hall, cast):
    came = hall.write_down(
        hall.brushes(100), hall.brushes(4, came_as="damaged"), GoodsInput(text="Box", units=1)
    )
    hall.take_back(came)
    assert on_hand(cast.lone_star) == {}
    assert not UnannouncedReceipt.objects.waiting().exists()
    assert find_faults() == []


def test_what_has_no_name_keeps_it_from_being_assigned(hall, cast, truck):
    came = hall.write_down(hall.brushes(100), GoodsInput(text="Blue boxes", units=10))
    line = came.lines.get(product=None)
    with pytest.raises(Refused, match="Say first what “Blue boxes” is"):
        hall.assign(came, truck.work_order())
    with pytest.raises(Refused, match="Say first"):
        hall.keep(came)
    key = uuid.uuid4()
    for _ in range(2):  # the same form, twice
        name_line(came, line.pk, hall.brushes(6), by=cast.alice, key=key)
    assert on_hand(cast.lone_star) == {("CH-BRUSH-SET", "on_hold"): 106}
    with pytest.raises(Refused, match=r"4 units of “Blue boxes” can be named, not 5"):
        name_line(came, line.pk, hall.brushes(5), by=cast.alice, key=uuid.uuid4())
    name_line(came, line.pk, GoodsInput(text="The driver's own", units=4), by=cast.dana, key=uuid.uuid4())
    with pytest.raises(Refused, match="has a name already"):
        name_line(came, line.pk, hall.brushes(1), by=cast.dana, key=uuid.uuid4())
    hall.assign(came, truck.work_order())
    assert on_hand(cast.lone_star) == {("CH-BRUSH-SET", "good"): 106}
    assert find_faults() == []


def test_where_all_was_set_aside_only_taking_back_is_left(hall, cast, truck):
    came = hall.write_down(GoodsInput(text="Blue boxes", units=10))
    line = came.lines.get()
    name_line(came, line.pk, GoodsInput(text="Not ours", units=10), by=cast.dana, key=uuid.uuid4())
    with pytest.raises(Refused, match="Nothing on Unannounced truck 1 is a product"):
        hall.assign(came, truck.work_order())
    hall.take_back(came)


def test_the_database_names_no_more_than_came(hall, cast):
    came = hall.write_down(GoodsInput(text="Blue boxes", units=10))
    known = {"receipt": came, "came_as": "good", "by": cast.dana, "names": came.lines.get(), "text": "Gone"}
    with pytest.raises(IntegrityError, match="No more is named"), transaction.atomic():
        UnannouncedLine.objects.create(quantity=11, **known)


def test_whoever_is_second_is_told_who_was_first(hall, cast, truck):
    came = hall.write_down(hall.brushes())
    hall.assign(came, truck.work_order())
    with pytest.raises(Refused, match=r"Unannounced truck 1 was assigned to WO-1001-1 by Dana already\."):
        hall.keep(came)
    with pytest.raises(Refused, match="assigned to WO-1001-1 by Dana"):
        hall.take_back(came)


def test_units_that_somebody_moved_are_not_assigned(hall, cast, truck):
    came = hall.write_down(hall.brushes(100))
    moved = [UnitsInput(product=cast.brushes, condition="on_hold", units=1)]
    change_condition(
        cast.lone_star, what="release_good", units=moved, reason="Ok", by=cast.alice, key=uuid.uuid4()
    )
    with pytest.raises(NotEnough, match=r"100 on hold wanted at .*, 99 left"):
        hall.assign(came, truck.work_order())
    assert not Receipt.objects.exists()


def test_a_receipt_of_such_goods_is_corrected_like_any_other(hall, cast, truck):
    receipt = hall.assign(hall.write_down(hall.brushes(100)), truck.work_order()).goods_receipt
    correct(
        receipt, take_back={receipt.lines.get().pk: 30}, reason="Miscounted", by=cast.dana, key=uuid.uuid4()
    )
    assert on_hand(cast.lone_star) == {("CH-BRUSH-SET", "good"): 70}
    assert find_faults() == []


def test_the_work_order_that_waits_for_most_of_it_comes_first(hall, cast, truck, django_assert_num_queries):
    other = make_placed(cast)
    desk.acknowledge(other.work_orders.get(), by=cast.dana, revision=1)
    unread = make_placed(cast).work_orders.get()
    truck.receive(good=1980)
    came = hall.write_down(hall.brushes(100), GoodsInput(product=hall.mugs, units=5))
    with django_assert_num_queries(4):
        found = candidates_for(came)
    assert [(each.work_order, each.match.expected, bool(each.why_not)) for each in found] == [
        (other.work_orders.get(), 100, False),
        (unread, 100, True),
        (truck.work_order(), 20, False),
    ]
    assert found[0].words == "Waits for 100 units of this, 5 are not on it."


@pytest.mark.django_db(transaction=True)
def test_eight_threads_with_one_key_write_one_truck(hall, cast):
    key = uuid.uuid4()
    trucks = at_once(*[lambda: hall.write_down(hall.brushes(100), key=key)] * 8)
    assert len({each.pk for each in trucks}) == 1
    assert on_hand(cast.lone_star) == {("CH-BRUSH-SET", "on_hold"): 100}
    assert Message.objects.filter(kind="unannounced-truck").count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_assign_at_once_one_does_and_the_other_is_told(hall, cast, truck):
    other = make_placed(cast)
    desk.acknowledge(other.work_orders.get(), by=cast.dana, revision=1)
    came = hall.write_down(hall.brushes(100))
    results = at_once(
        lambda: hall.assign(came, truck.work_order()),
        lambda: hall.assign(came, other.work_orders.get(), by=cast.bob),
        lambda: hall.keep(came),
        lambda: hall.take_back(came),
    )
    assert sum(isinstance(each, UnannouncedEnding) for each in results) == 1
    assert all("already" in str(each) for each in results if isinstance(each, Refused))
    assert find_faults() == []


@pytest.mark.django_db(transaction=True)
def test_trucks_are_assigned_while_others_receive_the_same_products(hall, cast, truck):
    """Both take the same balances, in one order: nobody waits in a ring."""
    other = make_placed(cast).work_orders.get()
    desk.acknowledge(other, by=cast.dana, revision=1)
    trucks = [hall.write_down(hall.brushes(10), GoodsInput(product=hall.mugs, units=5)) for _ in range(4)]
    results = at_once(
        *[lambda each=each: hall.assign(each, truck.work_order()) for each in trucks],
        *[lambda: truck.receive(good=1, damaged=1) for _ in range(4)],
    )
    assert not [each for each in results if isinstance(each, Exception)]
    assert on_hand(cast.lone_star)[("CH-BRUSH-SET", "good")] == 44
    assert find_faults() == []

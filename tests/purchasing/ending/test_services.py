"""Rule X: close short and expect again. Scenarios S9, S11 and S20 to the unit."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from inventory.models import StockBalance
from inventory.stock.proof import find_faults
from purchasing import services as purchasing
from purchasing.ending import services as ending
from purchasing.ending.services import missing_of
from purchasing.models import OrderLine, PurchaseOrder, ShortClose
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused
from sostocked.foundation.records.history import acting
from tests.factories import ProductFactory, make_placed
from tests.house.test_concurrency import at_once
from tests.purchasing.ending.shorthand import complete, finish, receive_at, two_stops
from workorders import services as desk
from workorders.models import WorkOrder, WorkOrderLine
from workorders.receiving.services import CountInput, correct, finish_count
from workorders.spawning.reconcile import reconcile


def line_of(truck):
    line = truck.order.lines.get()
    return (line.quantity, line.short)


def work_line_of(truck):
    line = truck.work_order().lines.get()
    return (line.quantity, line.short)


def change(cast, truck, units, *more):
    order = PurchaseOrder.objects.get(pk=truck.order.pk)
    row = order.lines.filter(product=cast.brushes).first()
    lines = [purchasing.LineInput(cast.brushes, units, row.unit_cost, row.pk), *more]
    return purchasing.change_placed(order, version=order.version, lines=lines, notes="")


def test_s9_with_400_received_it_is_not_cancelled_but_closed_short_and_acknowledged_again(
    truck, cast, seller
):
    truck.receive(good=400)
    with pytest.raises(Refused) as refused:
        purchasing.cancel(seller.order(), reason="Nobody wants them")
    received = "400 of 2,000 of CH-BRUSH-SET were received at Lone Star Prep (Dallas)"
    assert str(refused.value) == f"PO-1001 can no longer be cancelled: {received}."
    assert [cut.words for cut in seller.close_short()] == ["CH-BRUSH-SET 400 instead of 2,000"]
    assert (line_of(truck), work_line_of(truck)) == ((400, 1600), (400, 1600))
    work_order = truck.work_order()
    assert (work_order.revision, work_order.awaits_acknowledgement) == (2, True)
    notice = Message.objects.order_by("pk").last()
    assert "400 instead of 2,000 units: please acknowledge again" in notice.subject
    assert "(2,000 were ordered, closed short: They made no more)" in notice.text
    assert desk.acknowledge(work_order, by=cast.dana, revision=2).content["lines"][0]["units"] == "400 units"
    note = ShortClose.objects.get()
    assert (note.units_before, note.units_after, note.by, note.line) == (
        2000,
        400,
        cast.alice,
        truck.order.lines.get(),
    )


def test_s11_the_15_that_are_short_are_waited_for_or_closed_short(truck, cast, seller):
    truck.receive(good=1200)
    truck.receive(good=760, damaged=25)
    finish_count(truck.work_order(), by=cast.dana)
    (cut,) = missing_of(seller.order()).cuts
    assert (cut.before, cut.after, cut.missing) == (2000, 1985, 15)  # to wait is to do nothing
    seller.close_short()
    line = truck.order.lines.get()
    on_hand = dict(StockBalance.objects.on_hand().values_list("condition", "quantity"))
    assert on_hand == {"good": 1960, "damaged": 25}
    assert line.ordered == 2000 == on_hand["good"] + on_hand["damaged"] + line.short
    assert missing_of(seller.order()).cuts == []
    assert find_faults() == []


def test_order_35_receive_10_reduce_to_20_then_10_remain(cast, truck):
    order = change(cast, truck, 35)
    desk.acknowledge(truck.work_order(), by=cast.dana, revision=2)
    truck.receive(good=10)
    order = change(cast, truck, 20)
    (cut,) = missing_of(order).cuts
    assert (cut.before, cut.after, cut.missing) == (20, 10, 10)
    assert work_line_of(truck) == (20, 0)
    with pytest.raises(Refused, match="below what came: CH-BRUSH-SET to 9, 10 were received"):
        change(cast, truck, 9)


def test_what_nothing_came_of_is_closed_short_to_nothing_and_stays_on_both_documents(cast, seller, truck):
    mats = ProductFactory(organization=cast.acme, sku="YG-MAT")
    change(cast, truck, 2000, purchasing.LineInput(mats, 300, 7))
    desk.acknowledge(truck.work_order(), by=cast.dana, revision=2)
    truck.receive(good=2000)
    seller.close_short()
    assert [*truck.order.lines.values_list("product__sku", "quantity", "short")] == [
        ("CH-BRUSH-SET", 2000, 0),
        ("YG-MAT", 0, 300),
    ]
    assert [*truck.work_order().lines.values_list("quantity", "short")] == [(2000, 0), (0, 300)]
    change(cast, truck, 2100)  # the form does not name it
    assert [*truck.order.lines.values_list("position", "quantity")] == [(1, 2100), (2, 0)]
    more = purchasing.LineInput(mats, 50, 7)
    change(cast, truck, 2100, more)  # it is ordered anew
    assert [*truck.order.lines.values_list("position", "quantity", "short")] == [
        (1, 2100, 0),
        (2, 50, 0),
        (3, 0, 300),
    ]
    assert [*truck.work_order().lines.values_list("quantity", "short")] == [(2100, 0), (50, 300)]


def test_one_line_is_closed_short_and_the_other_waits(cast, seller, truck):
    mats = ProductFactory(organization=cast.acme, sku="YG-MAT")
    change(cast, truck, 2000, purchasing.LineInput(mats, 300, 7))
    desk.acknowledge(truck.work_order(), by=cast.dana, revision=2)
    truck.receive(CountInput(product=mats, outcome="good", units=100), good=400)
    seller.close_short([truck.order.lines.get(product=mats).pk])
    assert [*truck.order.lines.values_list("quantity", "short")] == [(2000, 0), (100, 200)]


def test_what_came_over_is_not_touched(cast, seller, truck):
    truck.receive(good=2030)
    assert missing_of(seller.order()).cuts == []
    with pytest.raises(
        Refused, match="All that is expected of PO-1001 came: there is nothing to close short"
    ):
        ending.close_short(seller.order(), by=cast.alice, reason="Why not", seen="")


def test_two_lines_of_a_product_are_filled_one_after_the_other(cast, seller, truck):
    change(cast, truck, 1000, purchasing.LineInput(cast.brushes, 1000, 2))
    truck_line = truck.work_order().lines.get()
    assert truck_line.quantity == 2000
    truck.receive(good=400)
    seller.close_short()
    assert [*truck.order.lines.values_list("quantity", "short")] == [(400, 600), (0, 1000)]
    assert work_line_of(truck) == (400, 1600)


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_says_why(truck, seller, reason):
    truck.receive(good=400)
    with pytest.raises(Refused, match="Say why"):
        seller.close_short(reason=reason)
    assert line_of(truck) == (2000, 0)


def test_before_anything_came_there_is_nothing_to_close_short(cast, seller):
    with pytest.raises(Refused, match=r"Nothing of PO-1001 was received\. Cancel it, or change its lines\."):
        seller.close_short()


def test_what_came_since_the_page_was_opened_is_looked_at_again(cast, truck, seller):
    truck.receive(good=400)
    seen = missing_of(seller.order()).digest
    truck.receive(good=100)
    with pytest.raises(ChangedMeanwhile, match="What came of PO-1001 has changed"):
        ending.close_short(seller.order(), by=cast.alice, reason="Enough", seen=seen)
    assert line_of(truck) == (2000, 0)


def test_more_of_what_was_closed_short_needs_a_reason(truck, cast, seller):
    truck.receive(good=400)
    seller.close_short()
    desk.acknowledge(truck.work_order(), by=cast.dana, revision=2)
    truck.receive(good=8)
    with pytest.raises(Refused, match="CH-BRUSH-SET: 409 instead of 400"):
        truck.receive(good=1)
    assert missing_of(seller.order()).cuts == []


def test_a_correction_afterwards_is_short_again(truck, cast, seller):
    receipt = truck.receive(good=400)
    seller.close_short()
    desk.acknowledge(truck.work_order(), by=cast.dana, revision=2)
    back = {receipt.lines.get().pk: 10}
    correct(receipt, take_back=back, reason="Counted twice", by=cast.dana, key=uuid.uuid4())
    seller.close_short()
    assert line_of(truck) == (390, 1610)


def test_all_is_expected_again_as_long_as_the_order_is_open(truck, cast, seller):
    truck.receive(good=400)
    seller.close_short()
    desk.acknowledge(truck.work_order(), by=cast.dana, revision=2)
    seller.expect_again()
    assert (line_of(truck), work_line_of(truck)) == ((2000, 0), (2000, 0))
    assert truck.work_order().revision == 3
    assert [*ShortClose.objects.values_list("units_before", "units_after")] == [(2000, 400), (400, 2000)]
    with pytest.raises(Refused, match="Nothing of this line of PO-1001 is closed short"):
        seller.expect_again()


def test_a_line_that_was_closed_short_stays_so_whoever_edits_the_order(truck, cast, seller):
    truck.receive(good=400)
    seller.close_short()
    for units in (500, 400):
        row = truck.order.lines.get()
        product = cast.brushes if units == 500 else ProductFactory(organization=cast.acme)
        line = purchasing.LineInput(product, units, row.unit_cost, row.pk)
        order = seller.order()
        with pytest.raises(Refused):
            purchasing.change_placed(order, version=order.version, lines=[line], notes="")
    change(cast, truck, 400)
    assert line_of(truck) == (400, 1600)


def test_a_completed_work_order_stays_as_it_was(cast, seller, truck):
    work_order = complete(cast, truck, good=1985)
    seller.close_short()
    assert work_line_of(truck) == (2000, 0)
    assert truck.work_order().revision == work_order.revision
    reconcile(seller.order())
    assert purchasing.close(seller.order()).status == "closed"
    assert work_line_of(truck) == (2000, 0)
    with pytest.raises(Refused, match="can no longer be changed"):
        change(cast, truck, 1985)


def test_two_facilities_the_first_counts_and_both_shrink(cast):
    order, first, second = two_stops(cast)
    dock = receive_at(cast, first, 1990)
    assert dock.number == 1
    ending.close_short(order, by=cast.alice, reason="Lost at sea", seen=missing_of(order).digest)
    assert [*WorkOrderLine.objects.order_by("work_order").values_list("quantity", "short")] == [
        (1990, 10)
    ] * 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.awaits_acknowledgement, second.awaits_acknowledgement) == (True, True)
    assert (first.status, second.status) == ("in_progress", "acknowledged")


def test_the_stop_that_counted_most_is_what_came(cast):
    order, first, second = two_stops(cast)
    receive_at(cast, first, 1500)
    second.refresh_from_db()
    desk.acknowledge(second, by=cast.wes, revision=second.revision)  # the goods came on another day
    receive_at(cast, second, 1700, by=cast.wes)
    (cut,) = missing_of(order).cuts
    assert (cut.before, cut.after) == (2000, 1700)


def test_s20_nothing_received_it_stays_open_or_is_cancelled_with_its_work_order(cast):
    order = make_placed(cast)
    with pytest.raises(Refused, match="PO-1001 stays open while somebody is to work for it: WO-1001-1"):
        purchasing.close(order)
    purchasing.cancel(order, reason="Nobody wants it")
    assert WorkOrder.objects.get().status == "cancelled"


def test_s20_with_400_received_it_is_closed_short_and_closed_once_they_are_put_away(cast, truck, seller):
    truck.receive(good=400)
    with pytest.raises(Refused, match="PO-1001 stays open"):
        purchasing.close(seller.order())
    seller.close_short()
    desk.acknowledge(truck.work_order(), by=cast.dana, revision=2)
    finish(cast, truck)
    assert purchasing.close(seller.order()).status == "closed"
    assert not WorkOrder.objects.filter(order__status="closed").exclude(status="completed").exists()


def test_the_database_keeps_what_was_closed_short(truck, seller):
    truck.receive(good=400)
    seller.close_short()
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        ShortClose.objects.update(reason="Something else")
    with (
        pytest.raises(IntegrityError, match="a_line_expects_units_or_was_closed_short"),
        transaction.atomic(),
    ):
        OrderLine.objects.update(quantity=0, short=0)
    with pytest.raises(IntegrityError, match="or_was_closed_short"), transaction.atomic():
        WorkOrderLine.objects.update(quantity=0, short=0)


@pytest.mark.django_db(transaction=True)
def test_eight_who_close_short_at_once_do_it_once(truck, cast, seller):
    truck.receive(good=400)

    def close():
        with acting(cast.alice):
            return seller.close_short()

    results = at_once(*[close] * 8)
    assert sum(not isinstance(each, Refused) for each in results) == 1
    assert ShortClose.objects.count() == 1
    assert truck.work_order().revision == 2


@pytest.mark.django_db(transaction=True)
def test_a_receipt_and_closing_short_at_once_agree_on_what_came(truck, cast, seller):
    truck.receive(good=400)
    seen = missing_of(seller.order()).digest

    def close():
        with acting(cast.alice):
            return ending.close_short(seller.order(), by=cast.alice, reason="Enough", seen=seen)

    closed, received = at_once(close, lambda: truck.receive(good=100))
    assert isinstance(closed, Refused) != isinstance(received, Refused)
    assert line_of(truck) == ((2000, 0) if isinstance(closed, Refused) else (400, 1600))


@pytest.mark.parametrize("what", ["close_short", "expect_again"])
def test_as_many_queries_for_many_lines_as_for_one(cast, what):
    counts = []
    for lines in (1, 3, 50):
        products = ProductFactory.create_batch(lines, organization=cast.acme)
        order = make_placed(cast, lines=[(each, 100, "1") for each in products])
        work_order = order.work_orders.get()
        desk.acknowledge(work_order, by=cast.dana, revision=1)
        receive_at(cast, work_order, 5)
        seen = missing_of(order).digest
        with CaptureQueriesContext(connection) as queries:
            ending.close_short(order, by=cast.alice, reason="Enough", seen=seen)
        if what == "expect_again":
            line = order.lines.first()
            with CaptureQueriesContext(connection) as queries:
                ending.expect_again(order, line_id=line.pk, by=cast.alice, reason="Not enough")
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 25

"""Receiving goods: scenario S11 to the unit, and what is refused."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from inventory.adjusting.services import AdjustmentInput, adjust
from inventory.models import StockBalance, StockMove
from inventory.stock.places import LotInput
from inventory.stock.proof import find_faults
from inventory.stock.services import NotEnough
from leadtimes.rules.leg_reports import InvalidReport, LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing import services as purchasing
from purchasing.leg_reports import services as leg_reports
from sostocked.foundation.records.errors import NotYours, Refused
from tests.factories import ProductFactory, make_draft, make_placed, make_transfer
from tests.house.test_concurrency import at_once
from workorders import services as desk
from workorders.goods.received import tallies_of
from workorders.leg_reports import services as facility_reports
from workorders.models import Receipt, ReceiptLine
from workorders.receiving.services import (
    CountInput,
    OverReceipt,
    correct,
    finish_count,
    receive,
    reopen_count,
)


def on_hand(product, condition="good"):
    rows = StockBalance.objects.on_hand().filter(product=product, condition=condition)
    return sum(rows.values_list("quantity", flat=True))


def tally(truck, product):
    return tallies_of(truck.work_order())[product.pk]


def test_s11_two_receipts_damage_and_what_is_missing(truck, cast):
    truck.receive(good=1200)
    truck.receive(good=760, damaged=25, on=date(2026, 12, 15))
    assert (on_hand(cast.brushes), on_hand(cast.brushes, "damaged")) == (1960, 25)
    now = tally(truck, cast.brushes)
    assert (now.good, now.damaged, now.to_come, now.short) == (1960, 25, 15, 0)
    finish_count(truck.work_order(), by=cast.dana)
    assert (tally(truck, cast.brushes).to_come, tally(truck, cast.brushes).short) == (0, 15)
    assert find_faults() == []


def test_the_first_receipt_begins_the_work_and_witnesses_the_legs(truck, cast):
    truck.receive(good=1200, on=date(2026, 12, 14))
    work_order = truck.work_order()
    assert work_order.status == "in_progress"
    legs = {leg.name: leg for leg in truck.order.legs.all()}
    prep = next(leg for leg in legs.values() if leg.kind == "prep")
    assert prep.actual_starts_on == date(2026, 12, 14)
    change = truck.order.date_changes.get()
    assert (change.cause, change.note) == ("started", "First receipt of WO-1001-1")
    assert (change.by, change.said_by) == (cast.dana, cast.lone_star)
    assert work_order.revision == 1
    truck.receive(good=10, on=date(2026, 12, 16))
    assert truck.order.date_changes.count() == 1


def test_what_somebody_said_before_stands(truck, cast):
    leg = truck.order.legs.get(kind="prep")
    said = LegReport(ReportKind.STARTED, date(2026, 12, 12))
    leg_reports.report(
        truck.order, leg_id=leg.pk, leg_report=said, speaker=Speaker(cast.alice, date(2026, 12, 12))
    )
    truck.receive(good=1200, on=date(2026, 12, 14))
    leg.refresh_from_db()
    assert leg.actual_starts_on == date(2026, 12, 12)
    assert truck.order.date_changes.count() == 1


def test_goods_come_in_although_a_later_leg_was_reported_already(truck, cast):
    later = truck.order.legs.get(kind="fba")
    said = LegReport(ReportKind.STARTED, date(2026, 12, 10), sure=True)
    leg_reports.report(
        truck.order, leg_id=later.pk, leg_report=said, speaker=Speaker(cast.alice, date(2026, 12, 14))
    )
    work_order = truck.work_order()
    desk.acknowledge(work_order, by=cast.dana, revision=work_order.revision)
    truck.receive(good=1200, on=date(2026, 12, 14))
    assert truck.order.legs.get(kind="prep").actual_starts_on is None
    assert truck.work_order().status == "in_progress"


def test_who_received_goods_cannot_say_that_nothing_began(truck, cast):
    truck.receive(good=1200, on=date(2026, 12, 14))
    leg = truck.order.legs.get(kind="prep")
    said = LegReport(ReportKind.NOT_BEGUN, reason="mistake")
    with pytest.raises(InvalidReport, match="Goods were received on WO-1001-1"):
        facility_reports.report(
            truck.work_order(),
            leg_id=leg.pk,
            leg_report=said,
            speaker=Speaker(cast.dana, date(2026, 12, 14), cast.lone_star),
        )


def test_over_the_tolerance_needs_a_reason_over_all_receipts(truck, cast):
    for _ in range(20):
        truck.receive(good=102)
    assert on_hand(cast.brushes) == 2040
    with pytest.raises(OverReceipt, match="CH-BRUSH-SET: 2,041 instead of 2,000"):
        truck.receive(damaged=1)
    receipt = truck.receive(damaged=1, reason="The supplier sent samples along")
    assert receipt.reason == "The supplier sent samples along"
    assert tally(truck, cast.brushes).over == 41


def test_an_organization_has_its_own_tolerance(truck, cast):
    cast.acme.over_receipt_percent = 0
    cast.acme.save()
    with pytest.raises(OverReceipt):
        truck.receive(good=2001)
    assert not StockMove.objects.exists()


def test_a_wrong_item_is_on_hold_as_what_it_is(truck, cast):
    other = ProductFactory(organization=cast.acme, sku="BW-LUNCH-3")
    truck.receive(CountInput(product=other, outcome="wrong", units=12), good=100)
    assert (on_hand(other, "on_hold"), on_hand(other)) == (12, 0)
    assert tally(truck, cast.brushes).received == 100
    assert find_faults() == []


def test_wrong_is_only_what_is_not_on_the_work_order(truck, cast):
    other = ProductFactory(organization=cast.acme, sku="BW-LUNCH-3")
    with pytest.raises(Refused, match="CH-BRUSH-SET is on this work order: count it there"):
        truck.receive(CountInput(product=cast.brushes, outcome="wrong", units=1))
    with pytest.raises(Refused, match="BW-LUNCH-3 is not on it"):
        truck.receive(CountInput(product=other, outcome="good", units=1))


def test_a_product_of_another_seller_is_not_received(truck, cast):
    theirs = ProductFactory(organization=cast.stranger)
    with pytest.raises(IntegrityError, match="belong together"), transaction.atomic():
        truck.receive(CountInput(product=theirs, outcome="wrong", units=1))
    assert not Receipt.objects.exists()


def test_the_same_receipt_twice_is_one(truck, cast):
    key = uuid.uuid4()
    first = truck.receive(good=1200, key=key)
    assert truck.receive(good=1200, key=key) == first
    finish_count(truck.work_order(), by=cast.dana)
    assert truck.receive(good=1200, key=key) == first
    assert on_hand(cast.brushes) == 1200


def test_lots_come_in_apart(truck, cast):
    cast.brushes.tracks_expiry = True
    cast.brushes.save()
    lots = [LotInput("L-1", date(2027, 6, 30)), LotInput("L-2", date(2027, 7, 31))]
    counts = [CountInput(product=cast.brushes, outcome="good", units=60, lot=lot) for lot in lots]
    receipt = truck.receive(*counts)
    rows = StockBalance.objects.on_hand().order_by("lot__code")
    assert [(row.lot.code, row.quantity) for row in rows] == [("L-1", 60), ("L-2", 60)]
    line = receipt.lines.get(lot__code="L-2")
    correct(receipt, take_back={line.pk: 10}, reason="Miscounted", by=cast.dana, key=uuid.uuid4())
    assert StockBalance.objects.on_hand().get(lot__code="L-2").quantity == 50


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda truck, cast: desk.complete(truck.work_order(), by=cast.dana, sure=True), "is completed"),
        (lambda truck, cast: finish_count(truck.work_order(), by=cast.dana), "count of WO-1001-1 is final"),
    ],
)
def test_nothing_is_received_on_what_is_over(truck, cast, prepare, sentence):
    truck.receive(good=1200)
    for step in truck.work_order().steps.exclude(kind="receive"):
        desk.tick(truck.work_order(), step_id=step.pk, done=True, by=cast.dana)
    if "completed" in sentence:
        finish_count(truck.work_order(), by=cast.dana)
    prepare(truck, cast)
    with pytest.raises(Refused, match=sentence):
        truck.receive(good=1)


def test_nothing_is_received_unread_on_a_stand_alone_work_order_or_by_others(cast, truck):
    unread = make_placed(cast).work_orders.get()
    count = [CountInput(product=cast.brushes, outcome="good", units=1)]
    dana = Speaker(cast.dana, date(2026, 12, 13), cast.lone_star)
    with pytest.raises(Refused, match="Acknowledge WO-1002-1 before you receive its goods"):
        receive(unread, counts=count, speaker=dana, key=uuid.uuid4())
    with pytest.raises(Refused, match="goods that are here already"):
        receive(make_transfer(cast), counts=count, speaker=dana, key=uuid.uuid4())
    for person in (cast.wes, cast.alice, cast.charlie):
        with pytest.raises(NotYours):
            truck.receive(good=1, by=person)
    with pytest.raises(Refused, match="Count at least one unit"):
        truck.receive()


def test_a_correction_stands_beside_its_receipt(truck, cast):
    receipt = truck.receive(good=1200, damaged=5)
    good = receipt.lines.get(outcome="good")
    key = uuid.uuid4()
    beside = correct(receipt, take_back={good.pk: 200}, reason="Counted twice", by=cast.dana, key=key)
    assert correct(receipt, take_back={good.pk: 200}, reason="Counted twice", by=cast.dana, key=key) == beside
    assert (beside.number, beside.corrects, beside.lines.get().quantity) == (2, receipt, 200)
    assert (on_hand(cast.brushes), tally(truck, cast.brushes).good) == (1000, 1000)
    assert find_faults() == []


def test_an_undo_beyond_its_receipt_is_refused(truck, cast):
    receipt = truck.receive(good=1200)
    truck.receive(good=500)
    line = receipt.lines.get()
    correct(receipt, take_back={line.pk: 1000}, reason="Other goods", by=cast.dana, key=uuid.uuid4())
    with pytest.raises(Refused, match="CH-BRUSH-SET: 201 cannot be taken back, 200 are left of this receipt"):
        correct(receipt, take_back={line.pk: 201}, reason="Other goods", by=cast.dana, key=uuid.uuid4())
    for nothing in ({}, {line.pk: 0}, {line.pk: -1}, {0: 5}):
        with pytest.raises(Refused):
            correct(receipt, take_back=nothing, reason="Other goods", by=cast.dana, key=uuid.uuid4())
    with pytest.raises(Refused, match="Say why"):
        correct(receipt, take_back={line.pk: 1}, reason=" ", by=cast.dana, key=uuid.uuid4())
    assert on_hand(cast.brushes) == 700


def test_the_database_refuses_an_undo_beyond_its_receipt_too(truck, cast):
    truck.receive(good=20)
    receipt = truck.receive(good=10)
    line = receipt.lines.get()
    beside = correct(receipt, take_back={line.pk: 6}, reason="Miscounted", by=cast.dana, key=uuid.uuid4())
    move = StockMove.objects.latest("pk")
    move.pk = None
    move.save(force_insert=True)
    with pytest.raises(IntegrityError, match="no more than came"), transaction.atomic():
        ReceiptLine.objects.create(
            receipt=beside, product=cast.brushes, outcome="good", quantity=5, corrects=line, move=move
        )


def test_what_is_no_longer_there_is_not_taken_back(truck, cast):
    receipt = truck.receive(good=100)
    scrap = [AdjustmentInput(product=cast.brushes, condition="good", units=30)]
    adjust(cast.lone_star, kind="scrap", lines=scrap, reason="Wet", by=cast.alice, key=uuid.uuid4())
    with pytest.raises(NotEnough, match=r"100 good wanted at Lone Star Prep \(Dallas\), 70 left"):
        correct(
            receipt,
            take_back={receipt.lines.get().pk: 100},
            reason="Other goods",
            by=cast.dana,
            key=uuid.uuid4(),
        )


def test_a_final_count_ticks_the_step_and_can_be_opened_again(truck, cast):
    truck.receive(good=1200)
    step = truck.work_order().steps.get(kind="receive")
    with pytest.raises(Refused, match="whether the count is final"):
        desk.tick(truck.work_order(), step_id=step.pk, done=True, by=cast.dana)
    finish_count(truck.work_order(), by=cast.dana)
    step.refresh_from_db()
    assert (step.done_by, step.done_at is not None) == (cast.dana, True)
    with pytest.raises(Refused, match="final already"):
        finish_count(truck.work_order(), by=cast.dana)
    reopen_count(truck.work_order(), by=cast.dana)
    step.refresh_from_db()
    assert step.done_at is None
    truck.receive(good=100)
    assert tally(truck, cast.brushes).to_come == 700


def test_order_35_receive_10_reduce_to_20_leaves_10_to_come(cast):
    order = make_placed(cast, lines=[(cast.brushes, 35, "2.10")])
    work_order = order.work_orders.get()
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    receive(
        work_order,
        counts=[CountInput(product=cast.brushes, outcome="good", units=10)],
        speaker=Speaker(cast.dana, date(2026, 12, 13), cast.lone_star),
        key=uuid.uuid4(),
    )

    def change(units):
        order.refresh_from_db()
        line = purchasing.LineInput(cast.brushes, units, "2.10")
        purchasing.change_placed(order, version=order.version, lines=[line], notes="")

    with pytest.raises(Refused, match=r"CH-BRUSH-SET to 9, 10 were received"):
        change(9)
    change(20)
    work_order.refresh_from_db()
    now = tallies_of(work_order)[cast.brushes.pk]
    assert (now.ordered, now.received, now.to_come) == (20, 10, 10)
    assert work_order.revision == 2
    change(40)
    change(10)
    assert tallies_of(order.work_orders.get())[cast.brushes.pk].to_come == 0


def test_what_was_received_is_not_cancelled(truck, cast):
    truck.receive(good=400)
    with pytest.raises(Refused, match="400 of 2,000 of CH-BRUSH-SET were received at Lone Star Prep"):
        purchasing.cancel(truck.order, reason="Too late")
    assert truck.work_order().status == "in_progress"


def test_completing_before_anything_was_received_asks(truck, cast):
    desk.start(truck.work_order(), by=cast.dana)
    for step in truck.work_order().steps.all():
        desk.tick(truck.work_order(), step_id=step.pk, done=True, by=cast.dana)
    with pytest.raises(InvalidReport, match="Nobody has said that the goods came"):
        desk.complete(truck.work_order(), by=cast.dana)
    assert desk.complete(truck.work_order(), by=cast.dana, sure=True).status == "completed"


def test_a_receipt_of_many_lines_takes_as_many_queries_as_one(cast):
    counts = []
    for lines in (1, 3, 50):
        products = ProductFactory.create_batch(lines, organization=cast.acme)
        order = purchasing.place(
            make_draft(cast, lines=[(product, 100, "1") for product in products]), by=cast.alice
        )
        work_order = order.work_orders.get()
        desk.acknowledge(work_order, by=cast.dana, revision=1)
        said = [CountInput(product=product, outcome="good", units=90) for product in products]
        speaker = Speaker(cast.dana, date(2026, 12, 13), cast.lone_star)
        receive(work_order, counts=said[:1], speaker=speaker, key=uuid.uuid4(), reason="More")
        with CaptureQueriesContext(connection) as queries:
            receive(work_order, counts=said, speaker=speaker, key=uuid.uuid4(), reason="More")
        counts.append(len(queries))
    assert counts == [counts[0]] * 3


@pytest.mark.django_db(transaction=True)
def test_eight_receipts_of_one_remaining_line_are_one(truck, cast):
    cast.acme.over_receipt_percent = 0
    cast.acme.save()
    truck.receive(good=1999)
    results = at_once(*[lambda: truck.receive(good=1)] * 8)
    assert sum(isinstance(each, OverReceipt) for each in results) == 7
    assert on_hand(cast.brushes) == 2000


@pytest.mark.django_db(transaction=True)
def test_eight_posts_of_one_receipt_are_one(truck, cast):
    key = uuid.uuid4()
    results = at_once(*[lambda: truck.receive(good=250, key=key)] * 8)
    assert len({each.pk for each in results}) == 1
    assert on_hand(cast.brushes) == 250

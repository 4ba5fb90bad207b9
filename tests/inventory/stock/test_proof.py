"""`check_stock` names what is off: one row of each table is corrupted by the owner, who may."""

import logging
import uuid
from datetime import date
from io import StringIO

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from inventory.clock import check_stock
from inventory.shipping.check_ins import CheckInInput
from inventory.stock.places import LotInput
from inventory.stock.proof import find_faults
from leadtimes.speaker import Speaker
from purchasing.departures.check_ins import check_in
from sostocked.foundation.outbox.models import Message
from tests.factories import MembershipFactory, ProductFactory, make_lead_time, make_placed, make_stock
from tests.purchasing.departures.conftest import cartons_of, leave
from tests.workorders.bundling.conftest import make_bench
from workorders import services as desk
from workorders.receiving.services import CountInput, receive
from workorders.unannounced.services import GoodsInput, TruckInput, keep, write_down


@pytest.fixture
def stock(cast):
    """Forty brush sets at Lone Star, and serum by lot."""
    serum = ProductFactory(organization=cast.acme, sku="SK-SERUM", tracks_expiry=True)
    make_stock(cast.lone_star, cast.brushes, 40, by=cast.alice)
    make_stock(cast.lone_star, serum, 12, by=cast.alice, lot=LotInput("L-204", date(2027, 6, 30)))


def corrupt(statement, *values):
    """As the owner, past every trigger and constraint."""
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")


def check():
    said = StringIO()
    call_command("check_stock", stdout=said)
    return said.getvalue().strip()


def test_what_adds_up_says_so(stock):
    assert check() == "The stock adds up."
    assert check_stock() == Message.objects.count() == 0


BRUSHES = "(SELECT id FROM inventory_product WHERE sku = 'CH-BRUSH-SET')"
SERUM = "(SELECT id FROM inventory_product WHERE sku = 'SK-SERUM')"


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (
            f"UPDATE inventory_stockbalance SET quantity = 41 WHERE quantity > 0 AND product_id = {BRUSHES}",
            "CH-BRUSH-SET at Lone Star Prep (good): the balance says 41, the moves 40.",
        ),
        (
            f"UPDATE inventory_stockbalance SET quantity = 41 WHERE quantity > 0 AND product_id = {BRUSHES}",
            "CH-BRUSH-SET: all places together hold 1 instead of 0.",
        ),
        (
            f"DELETE FROM inventory_stockbalance WHERE quantity < 0 AND product_id = {BRUSHES}",
            "CH-BRUSH-SET at adjustment (good): the balance says 0, the moves -40.",
        ),
        (
            f"UPDATE inventory_stockmove SET quantity = 39 WHERE product_id = {BRUSHES}",
            "CH-BRUSH-SET at Lone Star Prep (good): the balance says 40, the moves 39.",
        ),
        (
            f"UPDATE inventory_stockmove SET quantity = 39 WHERE product_id = {BRUSHES}",
            "(CH-BRUSH-SET, from 0 to 40) and move",
        ),
        (
            "UPDATE inventory_adjustmentline SET units_after = 50 WHERE units_after = 40",
            "(CH-BRUSH-SET, from 0 to 50) and move",
        ),
        (
            "DELETE FROM inventory_adjustmentline WHERE units_after = 40",
            "(opening, 40 × CH-BRUSH-SET) belongs to no adjustment.",
        ),
        ("DELETE FROM inventory_adjustmentline WHERE units_after = 40", "has no lines."),
        ("UPDATE inventory_adjustment SET kind = 'count'", "(CH-BRUSH-SET, from 0 to 40) and move"),
        (
            "UPDATE inventory_place SET kind = 'outside', facility_id = NULL WHERE kind = 'facility'",
            "CH-BRUSH-SET at outside (good): the balance takes it for no door.",
        ),
        (
            "UPDATE inventory_place SET kind = 'fba' WHERE kind = 'adjustment'",
            "CH-BRUSH-SET at fba (good): -40 on hand.",
        ),
        (
            "UPDATE inventory_place SET organization_id ="
            " (SELECT id FROM people_organization WHERE slug = 'stranger') WHERE kind = 'facility'",
            "is not of the organization of Lone Star Prep.",
        ),
        (
            "UPDATE inventory_place SET organization_id ="
            " (SELECT id FROM people_organization WHERE slug = 'stranger') WHERE kind = 'adjustment'",
            "of CH-BRUSH-SET goes between organizations.",
        ),
        (
            f"UPDATE inventory_lot SET product_id = {BRUSHES}",
            "is of another product than SK-SERUM.",
        ),
    ],
)
def test_a_corrupted_row_is_named(stock, statement, named):
    corrupt(statement)
    said = StringIO()
    with pytest.raises(CommandError, match="The stock does not add up"):
        call_command("check_stock", stdout=said)
    assert [line for line in said.getvalue().splitlines() if named in line] != []


RECEIVED = [
    (
        "UPDATE workorders_receiptline SET quantity = 1199",
        "(CH-BRUSH-SET, 1199 good) and move",
    ),
    ("UPDATE workorders_receiptline SET outcome = 'damaged'", "(CH-BRUSH-SET, 1200 damaged) and move"),
    ("DELETE FROM workorders_receiptline", "(receipt, 1200 × CH-BRUSH-SET) belongs to no receipt."),
    ("DELETE FROM workorders_receiptline", "Receipt 1 of WO-1001-1 has no lines."),
    (
        "UPDATE workorders_receipt SET corrects_id = id, reason = 'x'",
        "(CH-BRUSH-SET, 1200 good) and move",
    ),
]


@pytest.mark.parametrize(("statement", "named"), RECEIVED)
def test_a_corrupted_receipt_is_named(cast, statement, named):
    work_order = make_placed(cast).work_orders.get()
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    receive(
        work_order,
        counts=[CountInput(product=cast.brushes, outcome="good", units=1200)],
        speaker=Speaker(cast.dana, date(2026, 12, 13), cast.lone_star),
        key=uuid.uuid4(),
    )
    assert find_faults() == []
    corrupt(statement)
    assert [fault.text for fault in find_faults() if named in fault.text] != []


BUILT = [
    ("UPDATE workorders_buildline SET quantity = 7 WHERE role = 'bundle'", "(KIT, 7 as bundle) and move"),
    ("UPDATE workorders_buildline SET quantity = 7 WHERE role = 'bundle'", "makes 10, its lines 7."),
    ("UPDATE workorders_buildline SET role = 'part' WHERE role = 'bundle'", "(KIT, 10 as part) and move"),
    ("DELETE FROM workorders_buildline WHERE role = 'bundle'", "(build, 10 × KIT) belongs to no build."),
    ("DELETE FROM workorders_buildline", "Build 1 of WO-1001-1 makes 10, its lines 0."),
    ("UPDATE workorders_build SET units = 11 WHERE units = 10", "makes 11, its lines 10."),
    ("UPDATE workorders_build SET kind = 'scrap', units = 0, reason = 'x'", "(CAP, 20 as part) and move"),
    (
        "UPDATE workorders_build SET reverses_id = NULL",
        "(KIT, 4 as bundle) reverses a line of another build.",
    ),
    (
        "UPDATE workorders_buildline SET quantity = 11 WHERE role = 'bundle' AND reverses_id IS NOT NULL",
        "(KIT, 10 as bundle): more was taken back than moved.",
    ),
    (
        "UPDATE inventory_stockmove SET cause = 'spoiled' WHERE cause = 'unbuild'",
        "(KIT, 4 as bundle) and move",
    ),
]


@pytest.mark.parametrize(("statement", "named"), BUILT)
def test_a_corrupted_build_is_named(cast, statement, named):
    bench = make_bench(cast)
    bench.receive(caps=100, lids=100)
    bench.take_apart(bench.build(10), 4)
    bench.scrap({bench.cap.pk: {None: 3}})
    assert find_faults() == []
    corrupt(statement)
    assert [fault.text for fault in find_faults() if named in fault.text] != []


COUNTED = [
    ("UPDATE inventory_checkinline SET units = 1190", "Amazon counted 1190 × CH-BRUSH-SET, and 1200 moved."),
    ("DELETE FROM inventory_checkinline", "Amazon counted 0 × CH-BRUSH-SET, and 1200 moved."),
    (
        "DELETE FROM inventory_shipmentline WHERE cause = 'checked_in'",
        "Amazon counted 1200 × CH-BRUSH-SET, and 0",
    ),
    (
        "UPDATE inventory_checkin SET is_closed = true",
        "Amazon is done, and 800 × CH-BRUSH-SET are still on the way",
    ),
    (
        "UPDATE inventory_shipment SET to_kind = 'facility', to_facility_id ="
        " (SELECT facility_id FROM inventory_place WHERE kind = 'facility')",
        "was counted by Amazon, and does not go there.",
    ),
    (
        "UPDATE inventory_shipmentline SET cause = 'lost' WHERE cause = 'checked_in'",
        "Amazon is not done, and 1200 × CH-BRUSH-SET are lost.",
    ),
    (
        "UPDATE purchasing_orderdeparture SET taken_back_at = now(), taken_back_why = 'x',"
        " taken_back_by_id = (SELECT min(id) FROM people_user)",
        "it was taken back, and its moves say otherwise",
    ),
    ("DELETE FROM purchasing_orderdeparture", "belongs to no document."),
    (
        "UPDATE inventory_shipment SET from_place_id = (SELECT id FROM inventory_place WHERE kind = 'adjustment')",
        "Departure 1 of PO-1001 did not leave from the supplier.",
    ),
    (
        "UPDATE inventory_carton SET count = 49",
        "1960 units of CH-BRUSH-SET are in its cartons, and 2000 left.",
    ),
]


@pytest.mark.parametrize(("statement", "named"), COUNTED)
def test_a_corrupted_departure_or_count_of_amazon_is_named(cast, statement, named):
    lead_time = make_lead_time(cast.acme, ("supplier", 30), ("freight/air", 6), ("fba", 7), name="By air")
    order = make_placed(cast, lead_time=lead_time)
    left = leave(order, cartons_of(cast.brushes, 50, 40), by=cast.alice, is_all=True)
    make_stock(cast.lone_star, cast.brushes, 1, by=cast.alice)  # so that there is a door for adjustments
    said = CheckInInput(units={cast.brushes: 1200}, counted_on=date(2026, 11, 25))
    check_in(left, said, speaker=Speaker(cast.bob, date(2026, 11, 25)), key=uuid.uuid4())
    assert find_faults() == []
    corrupt(statement)
    assert [fault.text for fault in find_faults() if named in fault.text] != []


ENDS_GO = "WITH gone AS (DELETE FROM workorders_unannouncedendingline)"
TRUCKS = [
    (
        "UPDATE workorders_unannouncedline SET quantity = 41 WHERE quantity = 40",
        "(CH-BRUSH-SET, 41 good) and move",
    ),
    (
        "UPDATE workorders_unannouncedline SET came_as = 'damaged' WHERE quantity = 40",
        "(CH-BRUSH-SET, 40 damaged) and move",
    ),
    (
        f"{ENDS_GO} DELETE FROM workorders_unannouncedline",
        "(unannounced, 40 × CH-BRUSH-SET) belongs to no unannounced truck.",
    ),
    (f"{ENDS_GO} DELETE FROM workorders_unannouncedline", "Unannounced truck 1 has no lines."),
    ("UPDATE workorders_unannouncedending SET what = 'taken_back'", "by which it was taken_back, disagree."),
    ("DELETE FROM workorders_unannouncedendingline", "(CH-BRUSH-SET) was kept without a move."),
    (
        "UPDATE workorders_unannouncedending SET what = 'assigned', goods_receipt_id = r.id"
        " FROM workorders_receipt r",
        "Unannounced truck 1 and receipt 1 of WO-1001-1, to which it was assigned, disagree.",
    ),
    (
        "UPDATE workorders_unannouncedreceipt SET facility_id = f.id FROM leadtimes_facility f"
        " WHERE f.name = 'Harbor Logistics'",
        "(CH-BRUSH-SET, 40 good) and move",
    ),
]


@pytest.mark.parametrize(("statement", "named"), TRUCKS)
def test_a_corrupted_truck_is_named(cast, truck_kept, statement, named):
    assert find_faults() == []
    corrupt(statement)
    assert [fault.text for fault in find_faults() if named in fault.text] != []


@pytest.fixture
def truck_kept(cast):
    """Forty brush sets that nobody announced, put into stock; and a receipt beside them."""
    order = make_placed(cast)
    desk.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
    receive(
        order.work_orders.get(),
        counts=[CountInput(product=cast.brushes, outcome="good", units=1200)],
        speaker=Speaker(cast.dana, date(2026, 12, 13), cast.lone_star),
        key=uuid.uuid4(),
    )
    truck = write_down(
        cast.lone_star,
        TruckInput(came_on=date(2020, 1, 6)),
        [GoodsInput(product=cast.brushes, units=40)],
        by=cast.dana,
        key=uuid.uuid4(),
    )
    keep(truck, reason="Samples", by=cast.alice, key=uuid.uuid4())


def test_at_night_the_owners_are_told_and_the_log_names_it(stock, cast, caplog):
    MembershipFactory(organization=cast.acme, role="admin")
    corrupt("UPDATE inventory_stockbalance SET quantity = 13 WHERE quantity = 12")
    with caplog.at_level(logging.ERROR):
        assert check_stock() == len(find_faults()) == 2
    assert "SK-SERUM at Lone Star Prep (good, lot" in caplog.text
    mail = Message.objects.get()
    assert mail.to == ["alice@example.com"]
    assert mail.subject == "Stock does not add up: 2 faults · Acme Goods"
    assert "SK-SERUM: all places together hold 1 instead of 0." in mail.text
    assert "SK-SERUM: all places together hold 1 instead of 0." in mail.html
    assert "/o/acme/stock/" in mail.text
    check_stock()
    assert Message.objects.count() == 1

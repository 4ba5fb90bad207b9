"""What lay at facilities before the first receipt was written here, and what was counted since."""

import uuid
from datetime import date, timedelta

from inventory.adjusting.services import AdjustmentInput, adjust
from inventory.bins.services import set_bin
from inventory.conditions.services import UnitsInput, change_condition
from inventory.rules.stock import COUNT, DAMAGED, GOOD, OPENING, SCRAP
from inventory.stock.places import NO_LOT, LotInput
from sostocked.foundation.people.models import User
from sostocked.site.demo.acts import Desk
from workorders.unannounced.services import GoodsInput, TruckInput, write_down

FIRST_DAY = date(2026, 11, 9)
"""Before the transfer order: what it asks for is there."""
BINS = [
    ("harbor", "BW-TABS-30", "Cool room, rack 2"),
    ("pacific", "KT-BOARD-L", "Aisle 7, bin 12"),
    ("shipright", "YG-MAT-6MM", "Mezzanine"),
]


def brightwater(desk: Desk) -> None:
    """Boards at Pacific for the transfer order, mats for the own shop, and tablets that expire."""
    today = desk.today
    lots = [LotInput("L-2609", today + timedelta(days=75)), LotInput("L-2611", today + timedelta(days=410))]
    enter(desk, FIRST_DAY, "pacific", OPENING, [("KT-BOARD-L", GOOD, 960), ("KT-SPAT-4", GOOD, 300)])
    enter(desk, FIRST_DAY, "shipright", OPENING, [("YG-MAT-6MM", GOOD, 214), ("YG-MAT-6MM", DAMAGED, 6)])
    tablets = [("BW-TABS-30", GOOD, units, lot) for units, lot in zip((1440, 2880), lots, strict=True)]
    enter(desk, FIRST_DAY, "harbor", OPENING, tablets)
    hold(desk, desk.ago(4), "harbor", "BW-TABS-30", 48, why="Seals of two cartons are open, photos follow")
    for place, sku, text in BINS:
        set_bin(desk.places[place], desk.goods[sku], text)
    counted = [("YG-MAT-6MM", GOOD, 211)]
    enter(desk, desk.ago(6), "shipright", COUNT, counted, why="Monthly count, three mats missing")
    enter(desk, desk.ago(3), "shipright", SCRAP, [("YG-MAT-6MM", DAMAGED, 4)], why="Torn, thrown away")


def hold(desk: Desk, day: date, place: str, sku: str, units: int, *, why: str) -> None:
    """Good units of the lot that expires first, put on hold by the buyer on `day`."""
    product = desk.goods[sku]
    said = UnitsInput(product=product, condition=GOOD, units=units, lot=product.lots.first())
    with desk.clock.act(desk.buyer, day):
        facility = desk.places[place]
        change_condition(facility, what="hold", units=[said], reason=why, by=desk.buyer, key=uuid.uuid4())


def unannounced(desk: Desk, day: date, place: str, person: User) -> None:
    """A truck that nobody announced, which still waits: one product, and boxes that nobody knows."""
    facility = desk.places[place]
    goods = [
        GoodsInput(product=desk.goods["KT-SPAT-4"], units=240),
        GoodsInput(product=desk.goods["KT-SPAT-4"], units=6, came_as=DAMAGED),
        GoodsInput(text="Three white cartons without a label, 20 pieces each", units=60),
    ]
    said = TruckInput(came_on=day, carrier="Old Dominion", reference="PRO 4471-883")
    with desk.clock.act(person, day):
        write_down(facility, said, goods, by=person, key=uuid.uuid4())


def enter(desk: Desk, day: date, place: str, kind: str, lines, *, why: str = "Opening stock") -> None:
    """A sheet that the buyer wrote on `day`; lines are (SKU, condition, units) or with a lot."""
    rows = [
        AdjustmentInput(
            product=desk.goods[sku], condition=condition, units=units, lot=lot[0] if lot else NO_LOT
        )
        for sku, condition, units, *lot in lines
    ]
    with desk.clock.act(desk.buyer, day):
        adjust(desk.places[place], kind=kind, lines=rows, reason=why, by=desk.buyer, key=uuid.uuid4())

"""The worked examples of the trade, with fixed dates and numbers, to look at."""

from datetime import date

from sostocked.site.demo.acts import Desk
from workorders.models import WorkOrder, WorkOrderLeg
from workorders.steps.services import StepInput
from workorders.transfers.services import LineInput, create_transfer, send

FIRST_DAY = date(2026, 10, 12)


def play(desk: Desk) -> None:
    """Place the examples in the order of their numbers, PO-1001 to PO-1006, and send the transfer order."""
    straight_to_fba(desk)
    one_prep_center(desk)
    desk.placed(date(2026, 10, 20), "ningbo", "direct", [("BW-LUNCH-3", 1800)])
    warehouse_only(desk)
    storage_and_prep_at_one_facility(desk)
    by_awd(desk)
    transfer_order(desk)


def straight_to_fba(desk: Desk) -> None:
    """PO-1001: no facility on the way, so no work order."""
    lines = [("BW-SHAKER-28-BLK", 1200, "3.85"), ("BW-SHAKER-28-PNK", 600, "3.85")]
    order = desk.placed(FIRST_DAY, "ningbo", "direct", lines)
    desk.confirm(order, date(2026, 10, 14))


def one_prep_center(desk: Desk) -> None:
    """PO-1002: production to drayage is the seller's, prep and all after it is WO-1002-1."""
    lines = [("CH-BRUSH-SET", 2000, "2.10")]
    order = desk.placed(FIRST_DAY, "yangzhou", "lone_star", lines)
    steps = [
        ("receive", "Count cartons and units: 50 cartons of 40 sets. Photograph anything damaged."),
        ("label", "Put FNSKU X00ABC1234 on every set and cover the original barcode.", "CH-BRUSH-SET", 2000),
        ("polybag", "One set per bag, with a suffocation warning.", "CH-BRUSH-SET", 2000),
        ("ship", "Ship to Amazon FBA, 40 sets per carton."),
    ]
    desk.instruct(order, FIRST_DAY, steps)
    desk.confirm(order, date(2026, 10, 15))
    desk.acknowledge(order, date(2026, 10, 20))


def warehouse_only(desk: Desk) -> None:
    """PO-1004: for the seller's own shop; nothing leaves the warehouse again."""
    order = desk.placed(date(2026, 11, 2), "foshan", "shipright", [("YG-MAT-6MM", 800, "7.25")])
    desk.acknowledge(order, date(2026, 11, 4))


def storage_and_prep_at_one_facility(desk: Desk) -> None:
    """PO-1005: two legs in a row at Harbor Logistics are one work order."""
    lines = [("LM-LAMP-DESK", 900), ("LM-STRIP-5M", 2000)]
    order = desk.placed(date(2026, 11, 2), "shenzhen", "harbor", lines)
    steps = [
        ("receive",),
        ("store", "Two weeks, dry, off the floor."),
        ("label", "Lamps: FNSKU X00LMLAMP1. Strips: FNSKU X00LMSTRIP."),
        ("ship", "Ship to Amazon FBA by LTL, one pallet label per side."),
    ]
    desk.instruct(order, date(2026, 11, 3), steps, note="Please keep lamps and strips on separate pallets.")


def by_awd(desk: Desk) -> None:
    """PO-1006: AWD is Amazon, so there is nobody to tell."""
    order = desk.placed(date(2026, 9, 1), "ningbo", "awd", [("BW-SHAKER-28-BLK", 4800), ("BW-LUNCH-3", 3600)])
    desk.confirm(order, date(2026, 9, 4))


def transfer_order(desk: Desk) -> WorkOrder:
    """WO-5001: 900 boards that lie at Pacific 3PL go to Amazon, without any purchase order."""
    pacific, day = desk.places["pacific"], date(2026, 11, 16)
    legs = [
        WorkOrderLeg(kind="warehouse", facility=pacific, label="Pick and label", days=2),
        WorkOrderLeg(kind="freight", mode="parcel", days=4),
        WorkOrderLeg(kind="fba", days=6),
    ]
    steps = [
        StepInput("other", "Pick 60 cartons from aisle 7, oldest first."),
        StepInput("label", "FNSKU X00KTBRDLG on every board.", desk.goods["KT-BOARD-L"], 900),
        StepInput("ship", "Hand over to the parcel carrier; labels are in the shipment folder."),
    ]
    with desk.clock.act(desk.buyer, day):
        work_order = create_transfer(
            pacific,
            by=desk.buyer,
            starts_on=day,
            lines=[LineInput(desk.goods["KT-BOARD-L"], 900)],
            steps=steps,
            legs=legs,
        )
    with desk.clock.act(desk.buyer, day):
        return send(work_order)

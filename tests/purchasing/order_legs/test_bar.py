"""The workflow bar of an order: which document each part of the way is named after. Nothing is saved."""

from datetime import date

import pytest

from leadtimes.models import Facility
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.order_legs.bar import draft_bar, lead_time_label, order_bar
from purchasing.rules.work_order_summary import WorkOrderSummary
from sostocked.foundation.pages.badges import Badge
from sostocked.foundation.people.models import Organization

TODAY = date(2026, 11, 22)
HARBOR = Facility(pk=1, name="Harbor", city="Long Beach")
LONE_STAR = Facility(pk=2, name="Lone Star", city="Dallas")


def leg(pk, kind, facility=None):
    return OrderLeg(pk=pk, kind=kind, facility=facility, days=5)


def document(number, leg_id, facility, *, cancelled=False):
    return WorkOrderSummary(
        order_id=9,
        leg_id=leg_id,
        number=number,
        url=f"/{number}/",
        facility_id=facility.pk,
        place=facility.place,
        badge=Badge("Sent", "warning", "send"),
        revision=1,
        expected_on=None,
        leave_on=None,
        cancelled=cancelled,
    )


THERE_AND_BACK = [
    leg(1, "supplier"),
    leg(2, "warehouse", HARBOR),
    leg(3, "prep", LONE_STAR),
    leg(4, "warehouse", HARBOR),
    leg(5, "fba"),
]
WORK_ORDERS = [
    document("WO-1", 2, HARBOR),
    document("WO-2", 3, LONE_STAR),
    document("WO-3", 4, HARBOR),
]


def titles(bar):
    return [portion.title for portion in bar.portions]


def draft(legs=THERE_AND_BACK, documents=WORK_ORDERS, **more):
    return draft_bar(legs, [], rows=THERE_AND_BACK, documents=documents, today=TODAY, **more)


def test_a_draft_names_each_work_order_on_its_own_leg_where_a_facility_comes_twice():
    assert titles(draft(number="PO-1")) == ["PO-1", "WO-1", "WO-2", "WO-3"]
    assert titles(draft(documents=WORK_ORDERS[::-1])) == ["New purchase order", "WO-1", "WO-2", "WO-3"]


def test_the_second_stay_keeps_its_number_when_the_first_one_goes():
    left = [each for each in THERE_AND_BACK if each.pk != 2]
    assert titles(draft(left)) == ["New purchase order", "WO-2", "WO-3"]


def test_a_work_order_does_not_go_along_to_another_facility():
    moved = [*THERE_AND_BACK[:2], leg(3, "prep", Facility(pk=3, name="Pacific")), *THERE_AND_BACK[3:]]
    bar = draft(moved)
    assert titles(bar) == ["New purchase order", "WO-1", "New work order", "WO-3"]
    assert [(each.owner, each.upcoming) for each in bar.portions][2] == ("Pacific", True)


def test_a_cancelled_work_order_names_nothing():
    gone = [document("WO-1", 2, HARBOR, cancelled=True), *WORK_ORDERS[1:]]
    assert titles(draft(documents=gone)) == ["New purchase order", "New work order", "WO-2", "WO-3"]


def test_an_order_that_is_not_saved_promises_all_its_work_orders():
    bar = draft_bar(THERE_AND_BACK, [], today=TODAY, label="Way")
    assert [(each.title, each.owner, each.upcoming, each.active) for each in bar.portions] == [
        ("New purchase order", "You", False, True),
        ("New work order", "Harbor", True, False),
        ("New work order", "Lone Star", True, False),
        ("New work order", "Harbor", True, False),
    ]
    assert bar.label == "Way"


def order(status="placed", **more):
    return PurchaseOrder(
        organization=Organization(name="Acme Goods"),
        number="PO-1",
        status=status,
        lead_time_as_said="Sea",
        **more,
    )


def saved(status="placed", documents=WORK_ORDERS, **more):
    return order_bar(order(status, **more), THERE_AND_BACK, documents, today=TODAY)


def test_a_saved_order_is_black_and_links_to_its_work_orders():
    assert [(each.title, each.owner, each.url, each.active) for each in saved().portions] == [
        ("PO-1", "Acme Goods", "", True),
        ("WO-1", "Harbor (Long Beach)", "/WO-1/", False),
        ("WO-2", "Lone Star (Dallas)", "/WO-2/", False),
        ("WO-3", "Harbor (Long Beach)", "/WO-3/", False),
    ]


def test_of_a_cancelled_order_everything_is_cancelled_and_nothing_is_promised():
    bar = saved("cancelled", documents=[])
    assert titles(bar) == ["PO-1", "Work order", "Work order", "Work order"]
    assert all(portion.cancelled for portion in bar.portions)
    assert bar.cancelled


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("draft", "planned"),
        ("placed", "assumed"),
        ("confirmed", "assumed"),
        ("closed", "assumed"),
        ("cancelled", "planned"),
    ],
)
def test_what_has_gone_by_is_assumed_of_orders_that_were_placed_only(status, state):
    over = OrderLeg(pk=1, kind="supplier", days=5, expected_starts_on=TODAY, expected_ends_on=TODAY)
    assert order_bar(order(status), [over], [], today=TODAY).legs[0].state == state


def test_legs_that_were_adjusted_are_no_longer_the_lead_times():
    assert lead_time_label("Sea", adjusted=False) == "Sea"
    assert lead_time_label("Sea", adjusted=True) == "Sea, adjusted for this order"
    assert (saved().label, saved(legs_adjusted=True).label) == ("Sea", "Sea, adjusted for this order")

"""What the page of an order says, as one value. Its parts are unsaved: nothing is read and nothing written."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from inventory.models import Product
from leadtimes.models import Facility, LeadTime
from purchasing.models import OrderLeg, OrderLine, PurchaseOrder
from purchasing.order_page.page import Compared, OrderPage
from purchasing.rules.work_order_summary import WorkOrderSummary
from sostocked.foundation.pages.badges import Badge
from sostocked.foundation.people.models import Organization

START = date(2026, 10, 12)
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def line(quantity=2000, cost="2.10", per_carton=40):
    product = Product(sku="CH-BRUSH", units_per_carton=per_carton)
    order = PurchaseOrder(currency="USD")
    return OrderLine(order=order, product=product, quantity=quantity, unit_cost=Decimal(cost))


def legs(days_late=0):
    """Thirty days of production and thirty at sea, the second so many days late."""
    sailed, landed = START + 30 * DAY, START + 60 * DAY
    return [
        OrderLeg(
            pk=1,
            kind="supplier",
            days=30,
            baseline_starts_on=START,
            baseline_ends_on=sailed,
            expected_starts_on=START,
            expected_ends_on=sailed,
        ),
        OrderLeg(
            pk=2,
            kind="freight",
            mode="ocean",
            days=30,
            baseline_starts_on=sailed,
            baseline_ends_on=landed,
            expected_starts_on=sailed,
            expected_ends_on=landed + days_late * DAY,
        ),
    ]


LEAD_TIME = [list(leg.values()) for leg in legs()]
SLOWER = [LEAD_TIME[0], ["freight", "ocean", "", None, 35, "calendar"]]


def page(*, status="placed", days_late=0, may_report=True, lead_time_now=LEAD_TIME, **more):
    order = PurchaseOrder(
        number="PO-1001",
        status=status,
        organization=Organization(slug="acme", name="Acme Goods"),
        currency="USD",
        lead_time=LeadTime(name="Sea"),
        lead_time_legs=more.pop("took", LEAD_TIME),
        baseline_available_on=more.pop("baseline", START + 60 * DAY),
    )
    plain = {
        "lines": [line()],
        "legs": legs(days_late),
        "documents": [],
        "history": [],
        "date_changes": [],
    }
    return OrderPage(
        order=order, lead_time_now=lead_time_now, today=TODAY, may_report=may_report, **(plain | more)
    )


def tiles(page):
    return {tile["label"]: tile for tile in page.tiles}


def test_units_cartons_and_amount_are_the_sums_of_the_lines():
    shown = tiles(page(lines=[line(2000, "2.10"), line(1001, "0.0333", 24)]))
    assert shown["Units"]["value"] == "3,001"
    assert (shown["Cartons"]["value"], shown["Cartons"]["hint"]) == ("92", "one of 17 units")
    assert (shown["Amount"]["value"], shown["Amount"]["unit"]) == ("4,233.33", "USD")


def test_an_order_of_nothing_amounts_to_nothing():
    shown = tiles(page(lines=[]))
    assert [shown[name]["value"] for name in ("Units", "Cartons", "Amount")] == ["0", "0", "0.00"]


@pytest.mark.parametrize(
    ("days_late", "hint", "tone", "value"),
    [
        (0, "as placed", None, "11 Dec 2026"),
        (9, "9 days late; 11 Dec 2026 as placed", "danger", "20 Dec 2026"),
        (-1, "1 day early; 11 Dec 2026 as placed", "", "10 Dec 2026"),
    ],
)
def test_the_day_it_is_available_says_how_far_that_is_from_what_was_placed(days_late, hint, tone, value):
    tile = tiles(page(days_late=days_late))["Available"]
    assert (tile["value"], tile["hint"], tile.get("tone")) == (value, hint, tone)


def test_a_draft_promises_no_day_and_a_cancelled_order_has_none():
    assert tiles(page(status="draft", baseline=None))["Available"] == {
        "label": "Available",
        "value": "11 Dec 2026",
    }
    cancelled = page(status="cancelled", days_late=9)
    assert tiles(cancelled)["Available"] == {"label": "Available", "value": "–", "hint": "cancelled"}
    assert cancelled.is_cancelled


def test_an_order_without_legs_is_not_dated():
    empty = page(legs=[])
    assert (empty.available_on, empty.days_late) == (None, 0)
    assert tiles(empty)["Available"]["value"] == "–"


@pytest.mark.parametrize(
    ("status", "may_report", "asks", "offers"),
    [
        ("placed", True, [1], True),
        ("confirmed", True, [1], True),
        ("placed", False, [1], False),
        ("draft", True, [], False),
        ("closed", True, [], False),
        ("cancelled", True, [], False),
    ],
)
def test_only_an_open_order_asks_and_only_who_may_is_offered_to_answer(status, may_report, asks, offers):
    shown = page(status=status, may_report=may_report)
    assert [row.leg.pk for row in shown.to_confirm] == asks
    to_report = [reverse("purchasing:report_leg", args=["acme", "PO-1001", pk]) for pk in (1, 2)]
    assert [row.url for row in shown.leg_rows] == (to_report if offers else ["", ""])


@pytest.mark.parametrize(
    ("status", "took", "now", "changed"),
    [
        ("placed", LEAD_TIME, LEAD_TIME, False),
        ("placed", LEAD_TIME, SLOWER, True),
        ("confirmed", LEAD_TIME, SLOWER, True),
        ("draft", LEAD_TIME, SLOWER, True),
        ("placed", SLOWER, SLOWER, False),
        ("placed", SLOWER, LEAD_TIME, False),
        ("closed", LEAD_TIME, SLOWER, False),
        ("cancelled", LEAD_TIME, SLOWER, False),
    ],
)
def test_a_lead_time_has_changed_since_only_if_into_something_else_than_the_orders_legs(
    status, took, now, changed
):
    assert page(status=status, took=took, lead_time_now=now).lead_time_has_changed is changed


def test_the_orders_legs_stand_beside_those_of_the_lead_time():
    assert page(lead_time_now=SLOWER).compared == [
        Compared(1, "Production, 30 days", "Production, 30 days"),
        Compared(2, "Ocean freight, 30 days", "Ocean freight, 35 days"),
    ]
    assert [each.differs for each in page(lead_time_now=SLOWER).compared] == [False, True]
    assert page(lead_time_now=LEAD_TIME[:1]).compared[1] == Compared(2, "Ocean freight, 30 days", "")


def test_whoever_compares_has_seen_these_legs_beside_this_lead_time():
    assert page().seen == page().seen
    assert len({page().seen, page(lead_time_now=SLOWER).seen, page(days_late=1).seen}) == 3


def test_goods_are_where_the_legs_say_and_nowhere_once_it_is_cancelled():
    assert (page().where.words, page().where.is_assumed) == ("Ocean freight", True)
    assert page(status="cancelled").where.words == "–"


def document(number, *, cancelled=False):
    return WorkOrderSummary(
        order_id=1,
        leg_id=None,
        number=number,
        url="",
        facility_id=Facility().pk,
        place="Lone Star",
        badge=Badge("Sent", "warning", "send"),
        revision=1,
        expected_on=None,
        leave_on=None,
        cancelled=cancelled,
    )


def test_work_orders_that_were_cancelled_are_no_live_ones():
    shown = page(documents=[document("WO-1"), document("WO-2", cancelled=True), document("WO-3")])
    assert [each.number for each in shown.live_work_orders] == ["WO-1", "WO-3"]

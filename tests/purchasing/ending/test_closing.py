"""S20 and rule X: an order is not closed while somebody is to work for it, nor cancelled once goods have come."""

from datetime import date

import pytest

from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing import services
from purchasing.leg_reports.services import report
from purchasing.models import OrderLeg, PurchaseOrder
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import Refused
from tests.factories import make_lead_time, make_placed
from tests.purchasing.conftest import ORDERS
from workorders import services as desk
from workorders.models import WorkOrder

PO = f"{ORDERS}PO-1001/"
SAID = (
    "Goods have come to Lone Star Prep: Dana (Lone Star Prep) said that Prep center started on 13 Dec 2026."
)


@pytest.fixture
def order(cast, time_machine):
    time_machine.move_to("2026-12-15T18:00:00Z")
    return make_placed(cast)


def goods_came(cast, order, *, at=3):
    """Dana says on 15 December that the goods came on the 13th."""
    speaker = Speaker(cast.dana, date(2026, 12, 15), cast.lone_star)
    leg = order.legs.all()[at]
    report(
        order, leg_id=leg.pk, leg_report=LegReport(ReportKind.STARTED, date(2026, 12, 13)), speaker=speaker
    )


def test_s20_closing_lists_the_work_order_and_offers_to_cancel_with_it(cast, sign_in, order):
    client = sign_in(cast.bob)
    page = client.get(f"{PO}close/")
    assert page.status_code == 200
    for words in ("PO-1001 cannot be closed yet", "Lone Star Prep (Dallas) · sent", "Keep it open"):
        assert words in page.text
    assert f'action="{PO}cancel/"' in page.text
    assert client.post(f"{PO}close/").status_code == 409
    assert PurchaseOrder.objects.get().status == "placed"
    client.post(f"{PO}cancel/", {"reason": "Nobody wants it"})
    assert PurchaseOrder.objects.get().status == WorkOrder.objects.get().status == "cancelled"


def test_where_goods_came_closing_says_why_it_cannot_be_cancelled_either(cast, sign_in, order):
    goods_came(cast, order)
    page = sign_in(cast.bob).get(f"{PO}close/")
    assert page.status_code == 409
    assert "WO-1001-1 for Lone Star Prep (Dallas): sent · waits to be acknowledged" in page.text
    assert f"It cannot be cancelled either. PO-1001 can no longer be cancelled. {SAID}" in page.text


def test_the_service_refuses_whoever_asks(order):
    with pytest.raises(Refused, match=r"stays open .*: WO-1001-1 \(Lone Star Prep \(Dallas\), sent\)\."):
        services.close(order)


def test_it_closes_once_its_work_orders_are_over(cast, order):
    WorkOrder.objects.get().delete()
    assert services.close(order).status == "closed"


def test_a_closed_order_spawns_nothing_whatever_a_script_does(cast):
    order = make_placed(cast, lead_time=make_lead_time(cast.acme, ("supplier", 9), ("fba", 7)))
    order = services.close(order)
    OrderLeg.objects.create(order=order, position=3, kind="prep", facility=cast.lone_star, days=5)
    order.save()
    assert not WorkOrder.objects.exists()
    assert not Message.objects.exists()


def test_an_order_is_not_cancelled_once_a_facility_said_that_goods_came(cast, sign_in, order):
    goods_came(cast, order)
    with pytest.raises(Refused) as refused:
        services.cancel(order, reason="Too late")
    assert str(refused.value) == f"PO-1001 can no longer be cancelled. {SAID}"
    answer = sign_in(cast.alice).get(f"{PO}cancel/")
    assert (answer.status_code, SAID in answer.text, "<textarea" in answer.text) == (409, True, False)


def test_nor_once_the_freight_behind_the_facility_is_under_way(cast, order):
    speaker = Speaker(cast.alice, date(2026, 12, 15))
    said = LegReport(ReportKind.STARTED, date(2026, 12, 15))
    report(order, leg_id=order.legs.all()[4].pk, leg_report=said, speaker=speaker)
    with pytest.raises(
        Refused, match="come to Lone Star Prep: Alice said that Ground freight started on 15 Dec"
    ):
        services.cancel(order, reason="Too late")


def test_freight_towards_the_facility_is_no_arrival(cast, order):
    speaker = Speaker(cast.alice, date(2026, 12, 15))
    said = LegReport(ReportKind.STARTED, date(2026, 12, 13))
    report(order, leg_id=order.legs.all()[2].pk, leg_report=said, speaker=speaker)
    assert services.cancel(order, reason="The ship sank").status == "cancelled"


def test_nor_is_it_ordered_less_than_came_though_more(cast, order):
    goods_came(cast, order)

    def change(units):
        line = services.LineInput(cast.brushes, units, order.lines.get().unit_cost)
        version = PurchaseOrder.objects.get().version
        services.change_placed(order, version=version, lines=[line], notes="")

    with pytest.raises(Refused) as refused:
        change(1)
    assert str(refused.value) == f"PO-1001 cannot be reduced: CH-BRUSH-SET from 2,000 to 1. {SAID}"
    change(2100)
    assert order.lines.get().quantity == 2100


def test_what_amazon_got_counts_without_a_facility_too(cast, time_machine):
    time_machine.move_to("2026-12-15T18:00:00Z")
    order = make_placed(cast, lead_time=make_lead_time(cast.acme, ("supplier", 30), ("fba", 60)))
    speaker = Speaker(cast.alice, date(2026, 12, 15))
    said = LegReport(ReportKind.STARTED, date(2026, 11, 11))
    report(order, leg_id=order.legs.last().pk, leg_report=said, speaker=speaker)
    with pytest.raises(Refused, match="Goods have come to FBA check-in: Alice said"):
        services.cancel(order, reason="Too late")


def test_a_script_cannot_cancel_it_either(cast, order):
    goods_came(cast, order)
    order = PurchaseOrder.objects.get()
    order.status, order.cancel_reason = "cancelled", "By a script"
    with pytest.raises(Refused, match=r"WO-1001-1 can no longer be cancelled\. Goods have come"):
        order.save()


def test_work_that_has_begun_names_the_day_and_the_person(cast, sign_in, order):
    work_order = order.work_orders.get()
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    sign_in(cast.dana).post(f"{work_order.get_absolute_url()}start/")
    answer = sign_in(cast.alice).get(f"{PO}cancel/")
    assert (
        "WO-1001-1: Lone Star Prep has begun the work (15 Dec 2026, Dana). It cannot be undone."
        in answer.text
    )

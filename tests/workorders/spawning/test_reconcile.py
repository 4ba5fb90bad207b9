"""Rule S and E: a saved order brings its work orders in line, and only as far as their state allows."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext

from purchasing import services as purchasing
from purchasing.models import OrderLeg, PurchaseOrder
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import Refused
from tests.factories import FacilityFactory, ProductFactory, make_draft, make_lead_time, make_placed
from workorders import services as desk
from workorders.models import WorkOrder


def lines(*rows):
    return [purchasing.LineInput(product, units, Decimal("2.10")) for product, units in rows]


def work_orders(order):
    return [(w.number, w.facility.name, w.status) for w in order.work_orders.order_by("pk")]


def steps(work_order):
    return [step.kind for step in work_order.steps.all()]


def test_s1_straight_to_fba_needs_none(cast):
    straight = make_lead_time(
        cast.acme, ("supplier", 15), ("freight/ocean", 25), ("freight/ground", 5), ("fba", 5), name="Straight"
    )
    order = make_placed(cast, lead_time=straight)
    assert work_orders(order) == []
    assert [leg.expected_ends_on for leg in order.legs.all()] == [
        date(2026, 10, 27),
        date(2026, 11, 21),
        date(2026, 11, 26),
        date(2026, 12, 1),
    ]


def test_s2_one_prep_center_gets_one(cast):
    order = make_placed(cast)
    work_order = order.work_orders.get()
    assert (work_order.number, work_order.facility, work_order.status) == (
        "WO-1001-1",
        cast.lone_star,
        "sent",
    )
    assert (work_order.expected_on, work_order.leave_on) == (date(2026, 12, 13), date(2026, 12, 18))
    assert [(line.product.sku, line.quantity, line.cartons) for line in work_order.lines.all()] == [
        ("CH-BRUSH-SET", 2000, 50)
    ]
    assert steps(work_order) == ["receive", "label", "ship"]
    assert order.legs.last().expected_ends_on == date(2026, 12, 31)


def test_s4_a_warehouse_at_the_end_receives_and_stores(cast):
    shop = make_lead_time(cast.acme, ("supplier", 20), ("freight/air", 8), (cast.harbor, 3), name="Own shop")
    work_order = make_placed(cast, lead_time=shop).work_orders.get()
    assert steps(work_order) == ["receive", "store"]


def test_s5_storage_and_prep_at_one_facility_are_one_work_order(cast):
    both = make_lead_time(
        cast.acme,
        ("supplier", 25),
        ("freight/ocean", 30),
        ("freight/ground", 3),
        (cast.harbor, 14),
        (cast.harbor, 4),
        ("freight/ground", 6),
        ("fba", 8),
        name="Stored and prepped",
    )
    work_order = make_placed(cast, lead_time=both, ordered_on=date(2026, 11, 2)).work_orders.get()
    assert (work_order.expected_on, work_order.leave_on) == (date(2026, 12, 30), date(2027, 1, 17))
    assert steps(work_order) == ["receive", "store", "ship"]


def test_s6_awd_is_amazon(cast):
    awd = make_lead_time(
        cast.acme, ("supplier", 25), ("freight/ocean", 30), ("awd", 7), ("fba", 14), name="AWD"
    )
    assert work_orders(make_placed(cast, lead_time=awd)) == []


def test_a_warehouse_before_a_prep_center_ships_there_and_each_has_its_own(cast):
    chain = make_lead_time(
        cast.acme,
        ("supplier", 1),
        (cast.harbor, 2),
        ("freight/ground", 1),
        (cast.lone_star, 3),
        ("fba", 1),
        name="Two",
    )
    order = make_placed(cast, lead_time=chain)
    first, second = order.work_orders.order_by("pk")
    assert work_orders(order) == [
        ("WO-1001-1", "Harbor Logistics", "sent"),
        ("WO-1001-2", "Lone Star Prep", "sent"),
    ]
    assert (steps(first), steps(second)) == (["receive", "store", "ship"], ["receive", "label", "ship"])


def test_there_and_back_again_is_three(cast):
    chain = make_lead_time(
        cast.acme,
        ("supplier", 1),
        (cast.harbor, 0),
        (cast.lone_star, 0),
        (cast.harbor, 0),
        name="There and back",
    )
    names = [name for _number, name, _status in work_orders(make_placed(cast, lead_time=chain))]
    assert names == ["Harbor Logistics", "Lone Star Prep", "Harbor Logistics"]


def test_a_freight_forwarders_consolidation_starts_none(cast):
    forwarder = FacilityFactory(organization=cast.acme, forwarder=True)
    chain = make_lead_time(cast.acme, ("supplier", 1), (forwarder, 3), ("fba", 1), name="Consolidated")
    assert work_orders(make_placed(cast, lead_time=chain)) == []


def test_any_other_business_gets_one(cast):
    printer = FacilityFactory(organization=cast.acme, name="Printworks", other=True)
    chain = make_lead_time(cast.acme, ("supplier", 1), (printer, 3), ("freight/parcel", 1), name="Printed")
    work_order = make_placed(cast, lead_time=chain).work_orders.get()
    assert steps(work_order) == ["receive", "inspect", "ship"]


def test_a_draft_plans_its_work_orders_and_tells_nobody(cast):
    order = make_draft(cast)
    assert work_orders(order) == [("WO-1001-1", "Lone Star Prep", "planned")]
    assert list(WorkOrder.objects.visible_to(cast.dana)) == []
    assert Message.objects.count() == 0


def test_placing_sends_them_and_posts_one_message_a_facility(cast):
    order = make_placed(cast)
    assert work_orders(order) == [("WO-1001-1", "Lone Star Prep", "sent")]
    assert [work_order.number for work_order in WorkOrder.objects.visible_to(cast.dana)] == ["WO-1001-1"]
    message = Message.objects.get()
    assert message.to == ["dana@example.com"]
    assert "/o/acme/work-orders/WO-1001-1/" in message.text
    for secret in ("2.10", "Ningbo", "China"):
        assert secret not in message.text + message.html + message.subject


def test_saving_again_changes_nothing(cast):
    order = make_placed(cast)
    before = list(WorkOrder.objects.values())
    for _ in range(3):
        PurchaseOrder.objects.get(pk=order.pk).save()
    assert list(WorkOrder.objects.values()) == before
    assert Message.objects.count() == 1


def test_the_signal_is_connected_once_and_ignores_fixtures(cast):
    order = make_draft(cast)
    WorkOrder.objects.all().delete()
    post_save.send(PurchaseOrder, instance=order, created=False, raw=True)
    assert WorkOrder.objects.count() == 0
    order.save()
    assert WorkOrder.objects.count() == 1


def test_two_lines_of_one_product_are_one_line_to_the_facility(cast):
    order = make_draft(cast, lines=[(cast.brushes, 100, "2"), (cast.brushes, 50, "1.90")])
    assert [line.quantity for line in order.work_orders.get().lines.all()] == [150]


def test_another_lead_time_on_a_draft_leaves_no_trace_of_what_nobody_has_seen(cast):
    order = make_draft(cast)
    stored = make_lead_time(cast.acme, ("supplier", 1), (cast.harbor, 3), name="Stored")
    head = purchasing.Head(cast.ningbo, stored, order.ordered_on, "USD")
    purchasing.change_draft(order, version=order.version, head=head, lines=lines((cast.brushes, 5)))
    assert work_orders(order) == [
        ("WO-1001-1", "Harbor Logistics", "planned"),
    ]
    assert Message.objects.count() == 0


def test_a_work_order_keeps_its_number_when_the_legs_before_it_change(cast):
    order = make_draft(cast)
    faster = make_lead_time(
        cast.acme, ("supplier", 30), ("freight/air", 8), (cast.lone_star, 5), ("fba", 7), name="By air"
    )
    head = purchasing.Head(cast.ningbo, faster, order.ordered_on, "USD")
    purchasing.change_draft(order, version=order.version, head=head, lines=lines((cast.brushes, 2000)))
    assert work_orders(order) == [("WO-1001-1", "Lone Star Prep", "planned")]
    assert order.work_orders.get().expected_on == date(2026, 11, 19)


def test_s10a_editing_the_lead_time_changes_no_order_but_the_next(cast):
    order = make_placed(cast)
    ocean = cast.lead_time.legs.get(mode="ocean")
    ocean.days = 35
    ocean.save()
    assert order.legs.last().expected_ends_on == date(2026, 12, 31)
    PurchaseOrder.objects.get(pk=order.pk).save()
    assert order.legs.last().expected_ends_on == date(2026, 12, 31)
    last = make_draft(cast).legs.last()
    assert (last.expected_ends_on - date(2026, 10, 12)).days == 87


def test_archiving_a_lead_time_changes_nothing_on_its_orders(cast):
    order = make_placed(cast)
    cast.lead_time.archived_at = order.placed_at
    cast.lead_time.save()
    before = list(order.legs.values())
    order.save()
    assert list(order.legs.values()) == before


def test_s13_a_factory_closure_moves_everything_after_it(cast):
    cast.ningbo.closures.create(
        starts_on=date(2027, 1, 25), ends_on=date(2027, 2, 20), reason="Chinese New Year"
    )
    order = make_draft(cast, ordered_on=date(2027, 1, 4))
    assert [leg.expected_ends_on.isoformat() for leg in order.legs.all()] == [
        "2027-03-02",
        "2027-03-30",
        "2027-04-03",
        "2027-04-08",
        "2027-04-14",
        "2027-04-21",
    ]


def test_placing_freezes_the_baseline(cast):
    for leg in make_placed(cast).legs.all():
        assert (leg.baseline_starts_on, leg.baseline_ends_on) == (
            leg.expected_starts_on,
            leg.expected_ends_on,
        )
        assert leg.actual_ends_on is None


def change_quantity(order, units, *more):
    order.refresh_from_db()
    product = order.lines.first().product
    return purchasing.change_placed(
        order, version=order.version, lines=lines((product, units), *more), notes=""
    )


def test_a_change_before_acknowledging_is_a_new_revision_and_a_new_message(cast):
    order = make_placed(cast)
    change_quantity(order, 2500)
    work_order = order.work_orders.get()
    assert (work_order.status, work_order.revision, work_order.lines.get().quantity) == ("sent", 2, 2500)
    assert Message.objects.count() == 2


def test_a_change_after_acknowledging_asks_for_it_again(cast):
    order = make_placed(cast)
    desk.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
    extra = ProductFactory(organization=cast.acme)
    change_quantity(order, 2500, (extra, 10))
    work_order = order.work_orders.get()
    assert (work_order.status, work_order.revision, work_order.awaits_acknowledgement) == (
        "acknowledged",
        2,
        True,
    )
    assert work_order.badge.label == "Changed: acknowledge again"
    assert [work_order.number for work_order in WorkOrder.objects.awaiting_acknowledgement()] == ["WO-1001-1"]


def test_the_notice_of_a_change_lists_the_lines_as_they_are_now(cast):
    order = make_placed(cast)
    tray = ProductFactory(organization=cast.acme, sku="TRAY", units_per_carton=10)
    change_quantity(order, 2500, (tray, 40))
    mail = Message.objects.last()
    assert mail.subject == "WO-1001-1: 2,540 instead of 2,000 units, waiting for you · Acme Goods"
    assert "2,540 units in 67 cartons" in mail.text
    assert "40 x TRAY" in mail.text
    assert "TRAY" in mail.html
    order.refresh_from_db()
    purchasing.change_placed(order, version=order.version, lines=lines((tray, 40)), notes="")
    mail = Message.objects.last()
    assert "40 units in 4 cartons" in mail.text
    assert "CH-BRUSH-SET" not in mail.text + mail.html


def under_way(cast):
    order = make_placed(cast)
    work_order = order.work_orders.get()
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    return order, desk.start(work_order, by=cast.dana)


def test_while_work_is_under_way_quantities_only_go_up(cast):
    order, _work_order = under_way(cast)
    with pytest.raises(Refused, match=r"CH-BRUSH-SET cannot go from 2,000 down to 1,500"):
        change_quantity(order, 1500)
    assert order.lines.get().quantity == 2000
    change_quantity(order, 2100)
    assert order.work_orders.get().lines.get().quantity == 2100


def finished(cast):
    order, work_order = under_way(cast)
    for step in work_order.steps.all():
        desk.tick(work_order, step_id=step.pk, done=True, by=cast.dana)
    desk.complete(work_order, by=cast.dana, sure=True)
    return order


def test_completed_work_stays_as_it_is(cast):
    order = finished(cast)
    with pytest.raises(Refused, match="has completed the work"):
        change_quantity(order, 2100)
    assert order.lines.get().quantity == 2000


def test_cancelling_an_order_cancels_its_work_orders_and_tells_who_was_told(cast):
    order = make_placed(cast)
    desk.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
    purchasing.cancel(order, reason="Factory burnt down")
    work_order = order.work_orders.get()
    assert (work_order.status, work_order.cancel_reason) == ("cancelled", "Factory burnt down")
    assert work_order.awaits_acknowledgement
    desk.acknowledge(work_order, by=cast.dana, revision=2)
    assert not order.work_orders.get().awaits_acknowledgement
    assert Message.objects.count() == 2


def test_a_cancellation_nobody_had_acknowledged_asks_for_nothing(cast):
    order = make_placed(cast)
    purchasing.cancel(order, reason="Typed twice")
    assert not order.work_orders.get().awaits_acknowledgement


def test_cancelling_is_refused_once_work_has_begun(cast):
    order, _work_order = under_way(cast)
    with pytest.raises(Refused, match="Lone Star Prep has begun the work"):
        purchasing.cancel(order, reason="Too late")
    order.refresh_from_db()
    assert order.status == "placed"
    assert order.work_orders.get().status == "in_progress"


def test_a_refused_change_leaves_nothing_half_written(cast):
    order = finished(cast)
    before = (
        list(order.lines.values()),
        list(order.legs.values()),
        PurchaseOrder.objects.get(pk=order.pk).version,
    )
    with pytest.raises(Refused):
        change_quantity(order, 9)
    assert (
        list(order.lines.values()),
        list(order.legs.values()),
        PurchaseOrder.objects.get(pk=order.pk).version,
    ) == before


def test_legs_of_this_order_alone_leave_the_lead_time_as_it_is(cast):
    own = [
        OrderLeg(kind="supplier", days=10),
        OrderLeg(kind="freight", mode="air", days=5),
        OrderLeg(kind="warehouse", facility=cast.harbor, days=2),
    ]
    order = make_draft(cast, legs=own)
    assert order.legs_adjusted
    assert work_orders(order) == [("WO-1001-1", "Harbor Logistics", "planned")]
    assert cast.lead_time.legs.count() == 6


def test_an_order_whose_facility_was_archived_cannot_be_placed(cast):
    order = make_draft(cast)
    cast.lone_star.archived_at = order.created_at
    cast.lone_star.save()
    with pytest.raises(Refused, match="Lone Star Prep is archived"):
        purchasing.place(order, by=cast.alice)
    assert order.work_orders.get().status == "planned"


def test_an_order_without_lines_cannot_be_placed(cast):
    order = make_draft(cast, lines=[])
    with pytest.raises(Refused, match="has no lines"):
        purchasing.place(order, by=cast.alice)


def test_work_orders_are_locked_by_pk_so_that_nobody_waits_in_a_ring(cast):
    order = make_placed(cast)
    with CaptureQueriesContext(connection) as queries:
        order.save()
    locks = [each["sql"] for each in queries if "FOR UPDATE" in each["sql"]]
    (lock,) = [sql for sql in locks if 'FROM "workorders_workorder"' in sql]
    assert 'ORDER BY "workorders_workorder"."id" ASC FOR UPDATE' in lock

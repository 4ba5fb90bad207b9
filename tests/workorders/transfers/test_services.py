"""Stand-alone work orders: work on what is at a facility already (S14)."""

from datetime import date

import pytest

from inventory.bundles.services import PartInput
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import Refused
from tests.factories import FacilityFactory, ProductFactory, make_stock
from workorders import services as desk
from workorders.content import read_content, work_order_bar
from workorders.models import WorkOrder, WorkOrderLeg
from workorders.steps.services import StepInput, write_steps
from workorders.transfers.services import LineInput, cancel_transfer, change_transfer, create_transfer, send


@pytest.fixture
def pacific(cast):
    facility = FacilityFactory(organization=cast.acme, name="Pacific 3PL")
    facility.staff.add(cast.wes)
    return facility


def transfer(cast, pacific, *, legs=None, **more):
    boards = ProductFactory(organization=cast.acme, sku="KT-BOARD-L")
    make_stock(pacific, boards, 900, by=cast.alice)
    legs = legs or [
        WorkOrderLeg(kind="warehouse", facility=pacific, label="Pick and label", days=2),
        WorkOrderLeg(kind="freight", mode="parcel", days=4),
        WorkOrderLeg(kind="fba", days=6),
    ]
    return create_transfer(
        pacific,
        by=cast.alice,
        starts_on=date(2026, 11, 16),
        lines=[LineInput(boards, 900)],
        steps=[StepInput("label"), StepInput("ship")],
        legs=legs,
        **more,
    )


def test_s14_holds_its_own_legs_all_black(cast, pacific):
    work_order = transfer(cast, pacific)
    bar = work_order_bar(read_content(work_order), today=date(2026, 11, 22), discreet=False)
    assert [(leg.name, leg.ends_on.isoformat(), leg.active) for leg in bar.legs] == [
        ("Pick and label", "2026-11-18", True),
        ("Parcel", "2026-11-22", True),
        ("FBA check-in", "2026-11-28", True),
    ]
    assert (work_order.expected_on, work_order.leave_on) == (date(2026, 11, 16), date(2026, 11, 18))


def test_it_has_a_run_of_its_own(cast, pacific):
    assert transfer(cast, pacific).number == "WO-5001"


def test_it_is_the_sellers_until_sent(cast, pacific):
    work_order = transfer(cast, pacific)
    assert list(WorkOrder.objects.visible_to(cast.wes)) == []
    send(work_order)
    assert [each.number for each in WorkOrder.objects.visible_to(cast.wes)] == ["WO-5001"]
    assert Message.objects.get().to == ["wes@example.com"]
    assert list(WorkOrder.objects.visible_to(cast.dana)) == []


def test_it_goes_its_whole_way(cast, pacific):
    work_order = send(transfer(cast, pacific))
    desk.acknowledge(work_order, by=cast.wes, revision=1)
    desk.start(work_order, by=cast.wes)
    for step in work_order.steps.all():
        desk.tick(work_order, step_id=step.pk, done=True, by=cast.wes)
    assert desk.complete(work_order, by=cast.wes, sure=True).status == "completed"


def test_another_facility_on_the_way_needs_a_work_order_of_its_own(cast, pacific):
    legs = [
        WorkOrderLeg(kind="warehouse", facility=pacific, days=2),
        WorkOrderLeg(kind="prep", facility=cast.lone_star, days=4),
    ]
    with pytest.raises(Refused, match="Lone Star Prep needs a work order of its own"):
        transfer(cast, pacific, legs=legs)
    assert WorkOrder.objects.count() == 0


def test_a_change_after_acknowledging_asks_for_it_again(cast, pacific):
    work_order = send(transfer(cast, pacific))
    desk.acknowledge(work_order, by=cast.wes, revision=1)
    changed = change_transfer(
        work_order,
        version=work_order.version,
        starts_on=date(2026, 11, 18),
        lines=[LineInput(work_order.lines.get().product, 800)],
        steps=[StepInput("ship")],
        legs=[WorkOrderLeg(kind="warehouse", facility=pacific, days=1)],
    )
    assert (changed.revision, changed.awaits_acknowledgement, changed.leave_on) == (
        2,
        True,
        date(2026, 11, 19),
    )


def test_goods_that_are_led_elsewhere_say_so_and_products_stay_as_they_were_said(cast, pacific):
    work_order = send(transfer(cast, pacific))
    boards = work_order.lines.get().product
    title, boards.title = boards.title, "Another board"
    boards.save()
    change_transfer(
        work_order,
        version=work_order.version,
        starts_on=date(2026, 11, 16),
        lines=[LineInput(boards, 900)],
        steps=[StepInput("ship")],
        legs=[
            WorkOrderLeg(kind="warehouse", facility=pacific, label="Pick and label", days=2),
            WorkOrderLeg(kind="awd", days=4),
        ],
    )
    work_order.refresh_from_db()
    content = read_content(work_order)
    assert (content.onward.name, content.lines[0].facts.title) == ("Amazon AWD", title)


def test_cancelling_needs_a_reason_and_tells_the_facility(cast, pacific):
    work_order = send(transfer(cast, pacific))
    with pytest.raises(Refused, match="Say why"):
        cancel_transfer(work_order, reason="  ")
    cancel_transfer(work_order, reason="Sold out")
    assert Message.objects.filter(subject__contains="was cancelled").count() == 1


def test_a_bundle_names_its_parts_and_what_they_become(cast, pacific):
    bundle, cup, lid = (ProductFactory(organization=cast.acme) for _ in range(3))
    step = StepInput("bundle", product=bundle, quantity=100, parts=[PartInput(cup, 2), PartInput(lid, 1)])
    work_order = transfer(cast, pacific)
    write_steps(work_order, version=work_order.version, steps=[step])
    written = work_order.steps.get()
    assert (written.product, written.quantity) == (bundle, 100)
    assert [(part.product, part.quantity) for part in written.parts.all()] == [(cup, 2), (lid, 1)]


def test_the_same_form_sent_twice_makes_one(cast, pacific):
    import_key = "7f1d9d0c-1f57-4d6a-9a7a-0d4b1a6f2c11"
    boards = ProductFactory(organization=cast.acme)
    rows = {
        "by": cast.alice,
        "starts_on": date(2026, 11, 16),
        "lines": [LineInput(boards, 1)],
        "steps": [StepInput("ship")],
        "creation_key": import_key,
    }
    for _ in range(2):
        create_transfer(pacific, legs=[WorkOrderLeg(kind="warehouse", facility=pacific, days=2)], **rows)
    assert WorkOrder.objects.count() == 1


def test_one_that_was_to_start_in_the_past_may_be_counted_from_today(cast, pacific):
    sent = send(transfer(cast, pacific), starts_on=date(2026, 11, 19))
    assert (sent.starts_on, sent.expected_on, sent.leave_on) == (
        date(2026, 11, 19),
        date(2026, 11, 19),
        date(2026, 11, 21),
    )
    legs = [
        (leg.baseline_starts_on, leg.baseline_ends_on) for leg in WorkOrderLeg.objects.order_by("position")
    ]
    assert legs[0] == (date(2026, 11, 19), date(2026, 11, 21))
    assert WorkOrder.objects.get().told_leave_on == date(2026, 11, 21)

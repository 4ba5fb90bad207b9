"""A stand-alone work order is about what is there, or about what comes, where it says so."""

from datetime import date

import pytest

from inventory.conditions.services import UnitsInput, change_condition
from sostocked.foundation.records.errors import Refused
from tests.factories import make_placed, make_stock, make_transfer
from tests.house.test_concurrency import at_once
from workorders.models import WorkOrder, WorkOrderLeg
from workorders.rules.stock_asked_for import Here
from workorders.steps.services import StepInput
from workorders.transfers.on_hand import here_at
from workorders.transfers.services import LineInput, change_transfer, create_transfer, send


def write(cast, units, **more):
    """A work order at Lone Star that asks for brush sets."""
    return create_transfer(
        cast.lone_star,
        by=cast.alice,
        starts_on=date(2026, 11, 16),
        lines=[LineInput(cast.brushes, units)],
        steps=[StepInput("ship")],
        legs=[WorkOrderLeg(kind="prep", facility=cast.lone_star, days=2)],
        **more,
    )


def test_it_says_what_is_there_by_condition_and_what_is_committed(cast):
    make_stock(cast.lone_star, cast.brushes, 900, by=cast.alice)
    line = UnitsInput(product=cast.brushes, condition="good", units=25)
    change_condition(
        cast.lone_star, what="damage", units=[line], reason="Wet", by=cast.alice, key="0" * 31 + "1"
    )
    mine = write(cast, 100)
    send(mine)
    assert here_at(cast.lone_star, [cast.brushes.pk])[cast.brushes.pk] == Here(875, 25, 0, 100)
    own = here_at(cast.lone_star, [cast.brushes.pk], work_order=mine)[cast.brushes.pk]
    assert (own.committed, own.free) == (0, 875)


def test_more_than_is_free_is_not_sent(cast):
    make_stock(cast.lone_star, cast.brushes, 900, by=cast.alice)
    work_order = write(cast, 901)
    with pytest.raises(Refused, match="CH-BRUSH-SET: 901 asked for, 900 on hand at Lone Star Prep"):
        send(work_order)
    work_order.refresh_from_db()
    assert work_order.status == "planned"


def test_it_waits_for_what_comes_only_where_it_says_so(cast):
    make_placed(cast)  # 2,000 expected on 13 Dec
    make_stock(cast.lone_star, cast.brushes, 400, by=cast.alice)
    with pytest.raises(
        Refused, match=r"400 on hand at .*; 2,000 expected with WO-1001-1 on 13 Dec. Tick that"
    ):
        send(write(cast, 900))
    assert send(write(cast, 900, waits_for_goods=True)).status == "sent"
    with pytest.raises(Refused, match="2,401 asked for"):
        send(write(cast, 2401, waits_for_goods=True))


@pytest.mark.django_db(transaction=True)
def test_the_last_stock_is_promised_once(cast):
    make_stock(cast.lone_star, cast.brushes, 900, by=cast.alice)
    both = [write(cast, 600), write(cast, 400)]
    at_once(*(lambda each=each: send(WorkOrder.objects.get(pk=each.pk)) for each in both))
    assert WorkOrder.objects.filter(status="sent").count() == 1


def test_one_that_was_sent_is_not_raised_above_what_is_there(cast):
    work_order = send(make_transfer(cast, units=10))
    same = {
        "starts_on": work_order.starts_on,
        "steps": [StepInput("ship")],
        "legs": [WorkOrderLeg(kind="prep", facility=cast.lone_star, days=2)],
    }
    with pytest.raises(Refused, match="11 asked for, 10 on hand"):
        change_transfer(work_order, version=work_order.version, lines=[LineInput(cast.brushes, 11)], **same)
    saved = change_transfer(
        work_order, version=work_order.version, lines=[LineInput(cast.brushes, 9)], **same
    )
    assert saved.lines.get().quantity == 9

"""Scenario S2 at the moment when the truck is there, and shorthand for what its facility says."""

import uuid
from datetime import date
from types import SimpleNamespace

import pytest

from leadtimes.speaker import Speaker
from tests.factories import make_placed
from workorders import services as desk
from workorders.models import WorkOrder
from workorders.receiving.services import CountInput, receive


@pytest.fixture
def truck(cast):
    """2,000 brush sets for Lone Star, acknowledged. `truck.receive(good=1200)` takes some in on 13 Dec 2026."""
    order = make_placed(cast)
    desk.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
    dock = SimpleNamespace(order=order, number=order.work_orders.get().number)

    def work_order():
        return WorkOrder.objects.get(order=order)

    def take_in(*more, good=0, damaged=0, on=date(2026, 12, 13), by=None, key=None, reason=""):
        units = {"good": good, "damaged": damaged}
        counts = [
            CountInput(product=cast.brushes, outcome=outcome, units=count)
            for outcome, count in units.items()
            if count
        ]
        return receive(
            work_order(),
            counts=[*counts, *more],
            speaker=Speaker(by or cast.dana, on, cast.lone_star),
            key=key or uuid.uuid4(),
            reason=reason,
        )

    dock.work_order, dock.receive = work_order, take_in
    return dock

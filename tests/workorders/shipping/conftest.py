"""Scenario S2 with what came, and shorthand for what leaves."""

import uuid
from datetime import date
from types import SimpleNamespace

import pytest

from inventory.rules.stock import FACILITY, FBA, OUTSIDE
from inventory.shipping.services import CartonContent, CartonInput, Destination, Papers
from leadtimes.models import Facility
from leadtimes.speaker import Speaker
from purchasing import services as purchasing
from tests.factories import make_draft, make_lead_time
from workorders import services as desk
from workorders.models import WorkOrder
from workorders.shipping.services import DepartureInput, depart

AMAZON = Destination(FBA, "Amazon FBA")


def cartons_of(product, count, each, lot=None):
    return CartonInput(count, [CartonContent(product, each, lot)])


def ship(work_order, *cartons, by, to=AMAZON, on=date(2026, 12, 17), key=None, **more):
    """Let these leave."""
    said = DepartureInput(to=to, cartons=cartons, left_on=on, **more)
    place = Facility.objects.get(pk=work_order.facility_id)
    return depart(work_order, said, speaker=Speaker(by, on, place), key=key or uuid.uuid4())


@pytest.fixture
def two_stops(cast):
    """2,000 brush sets to Harbor first, then to Lone Star; both acknowledged, 2,000 came to Harbor."""
    lead_time = make_lead_time(
        cast.acme, ("supplier", 30), ("freight/ocean", 28), (cast.harbor, 5), ("freight/ground", 3),
        (cast.lone_star, 5), ("freight/ground", 6), ("fba", 7), name="By Harbor",
    )  # fmt: skip
    order = make_draft(cast, lead_time=lead_time)
    purchasing.place(order, by=cast.alice)
    first, second = order.work_orders.order_by("leg__position")
    desk.acknowledge(first, by=cast.wes, revision=1)
    desk.acknowledge(second, by=cast.dana, revision=1)
    to_lone_star = Destination(FACILITY, cast.lone_star.place, facility=cast.lone_star)

    def again(work_order):
        return WorkOrder.objects.get(pk=work_order.pk)

    return SimpleNamespace(
        order=order,
        first=lambda: again(first),
        second=lambda: again(second),
        to_lone_star=to_lone_star,
        outside=Destination(OUTSIDE, "Jane Doe", "1 Main St"),
        papers=Papers(carrier="UPS", tracking="1Z999AA10123456784"),
    )

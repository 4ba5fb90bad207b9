"""2,000 brush sets by Harbor and Lone Star to Amazon, and shorthand for all that happens on their way."""

import uuid
from datetime import date
from types import SimpleNamespace

import pytest

from inventory.rules.stock import FACILITY, FBA
from inventory.shipping.services import Destination
from leadtimes.speaker import Speaker
from purchasing.models import PurchaseOrder
from tests.factories import make_lead_time, make_placed
from tests.purchasing.departures.conftest import leave
from tests.workorders.shipping.conftest import cartons_of, ship
from workorders import services as desk
from workorders.models import WorkOrder
from workorders.receiving.services import CountInput, receive


@pytest.fixture
def chain(cast):
    """`chain.leave(1200)` from the supplier, `receive`, `forward` to Lone Star, `arrive`, and `to_amazon`."""
    lead_time = make_lead_time(
        cast.acme, ("supplier", 30), ("freight/ocean", 28), (cast.harbor, 5), ("freight/ground", 3),
        (cast.lone_star, 5), ("freight/ground", 6), ("fba", 7), name="By Harbor",
    )  # fmt: skip
    order = make_placed(cast, lead_time=lead_time)
    harbor, lone_star = order.work_orders.order_by("leg__position")
    desk.acknowledge(harbor, by=cast.wes, revision=1)
    desk.acknowledge(lone_star, by=cast.dana, revision=1)

    def again(work_order):
        """It, with whatever changed read and acknowledged."""
        now = WorkOrder.objects.select_related("facility").get(pk=work_order.pk)
        if now.awaits_acknowledgement:
            desk.acknowledge(now, by=now.facility.staff.first(), revision=now.revision)
        return WorkOrder.objects.get(pk=work_order.pk)

    def let_go(units, **more):
        return leave(
            PurchaseOrder.objects.get(pk=order.pk), cartons_of(cast.brushes, 1, units), by=cast.bob, **more
        )

    def take_in(work_order, place, by, good, damaged):
        counts = [
            CountInput(product=cast.brushes, outcome=outcome, units=units)
            for outcome, units in (("good", good), ("damaged", damaged))
            if units
        ]
        return receive(
            again(work_order), counts=counts, speaker=Speaker(by, date(2026, 12, 13), place), key=uuid.uuid4()
        )

    def send(work_order, units, by, to):
        return ship(again(work_order), cartons_of(cast.brushes, 1, units), by=by, to=to)

    to_lone_star = Destination(FACILITY, cast.lone_star.place, facility=cast.lone_star)
    return SimpleNamespace(
        order=order,
        harbor=harbor,
        lone_star=lone_star,
        leave=let_go,
        receive=lambda good, damaged=0: take_in(harbor, cast.harbor, cast.wes, good, damaged),
        arrive=lambda good, damaged=0: take_in(lone_star, cast.lone_star, cast.dana, good, damaged),
        forward=lambda units: send(harbor, units, cast.wes, to_lone_star),
        to_amazon=lambda units: send(lone_star, units, cast.dana, Destination(FBA, "Amazon FBA")),
    )

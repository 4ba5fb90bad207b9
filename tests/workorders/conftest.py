"""Work orders in every state, made by the services as in life."""

import uuid
from datetime import date
from types import SimpleNamespace

import pytest

from leadtimes.speaker import Speaker
from tests.factories import FacilityFactory, ProductFactory, make_placed, make_stock
from workorders import services
from workorders.models import WorkOrder, WorkOrderLeg
from workorders.receiving.services import CountInput, receive
from workorders.steps.services import StepInput
from workorders.transfers.services import LineInput, create_transfer


@pytest.fixture
def sent(cast):
    """Scenario S2, placed: WO-1001-1 waits for Lone Star Prep."""
    return make_placed(cast).work_orders.get()


@pytest.fixture
def acknowledged(sent, cast):
    services.acknowledge(sent, by=cast.dana, revision=sent.revision)
    return WorkOrder.objects.get(pk=sent.pk)


@pytest.fixture
def started(acknowledged, cast):
    return services.start(acknowledged, by=cast.dana)


@pytest.fixture
def pacific(cast):
    """Scenario S14: Pacific 3PL, where Paolo's colleague Dana works too, and 900 boards lie."""
    facility = FacilityFactory(organization=cast.acme, name="Pacific 3PL", city="Tacoma")
    facility.staff.add(cast.dana)
    board = ProductFactory(
        organization=cast.acme, sku="KT-BOARD-L", title="Cutting board", units_per_carton=10
    )
    return SimpleNamespace(facility=facility, board=board)


def way_to_amazon(facility):
    return [
        WorkOrderLeg(kind="warehouse", facility=facility, days=2),
        WorkOrderLeg(kind="freight", mode="parcel", days=4),
        WorkOrderLeg(kind="fba", days=6),
    ]


def make_transfer(cast, place, **more):
    said = {"steps": [StepInput("label"), StepInput("ship")], **more}
    make_stock(place.facility, place.board, 900, by=cast.alice)
    return create_transfer(
        place.facility,
        by=cast.alice,
        starts_on=date(2026, 11, 16),
        lines=[LineInput(place.board, 900)],
        legs=way_to_amazon(place.facility),
        **said,
    )


@pytest.fixture
def planned(cast, pacific):
    """S14 as it was saved, not sent."""
    return make_transfer(cast, pacific)


def url_of(work_order, action=""):
    return work_order.get_absolute_url() + action


@pytest.fixture
def truck(cast):
    """2,000 brush sets for Lone Star, acknowledged. `truck.receive(good=1200)` takes some in on 13 Dec 2026."""
    order = make_placed(cast)
    services.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
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

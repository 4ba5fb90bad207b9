"""Orders of which goods leave the supplier, and shorthand for that."""

import uuid
from datetime import date
from types import SimpleNamespace

import pytest

from inventory.shipping.services import CartonContent, CartonInput
from leadtimes.speaker import Speaker
from purchasing.departed import destination_of
from purchasing.departures.services import DepartureInput, depart
from purchasing.models import PurchaseOrder
from tests.factories import make_lead_time, make_placed

LEFT_ON = date(2026, 11, 12)


def cartons_of(product, count, each):
    return CartonInput(count, [CartonContent(product, each)])


def leave(order, *cartons, by, on=LEFT_ON, today=None, key=None, **more):
    """Let these leave the supplier of `order`, for its first stop."""
    to = more.pop("to", None) or destination_of(order.legs.select_related("facility"))
    said = DepartureInput(to=to, cartons=cartons, left_on=on, **more)
    return depart(order, said, speaker=Speaker(by, today or on), key=key or uuid.uuid4())


@pytest.fixture
def placed(cast):
    """Scenario S2: 2,000 brush sets by Lone Star."""
    return make_placed(cast)


@pytest.fixture
def direct(cast):
    """2,000 brush sets straight to Amazon."""
    lead_time = make_lead_time(cast.acme, ("supplier", 30), ("freight/air", 6), ("fba", 7), name="By air")
    return make_placed(cast, lead_time=lead_time)


@pytest.fixture
def by_two(cast):
    """2,000 brush sets to Harbor first, then to Lone Star."""
    lead_time = make_lead_time(
        cast.acme, ("supplier", 30), ("freight/ocean", 28), (cast.harbor, 5), ("freight/ground", 3),
        (cast.lone_star, 5), ("freight/ground", 6), ("fba", 7), name="By Harbor",
    )  # fmt: skip
    order = make_placed(cast, lead_time=lead_time)
    first, second = order.work_orders.order_by("leg__position")
    return SimpleNamespace(order=order, first=first, second=second)


def again(order):
    return PurchaseOrder.objects.get(pk=order.pk)

"""A truck that nobody announced, written down at Lone Star by Dana."""

import uuid
from datetime import date
from types import SimpleNamespace

import pytest

from leadtimes.speaker import Speaker
from tests.factories import ProductFactory
from workorders.models import UnannouncedReceipt
from workorders.unannounced.services import GoodsInput, TruckInput, assign, keep, take_back, write_down

CAME_ON = date(2020, 1, 6)
"""In the past, whatever the clock says."""


@pytest.fixture
def hall(cast):
    """`hall.write_down(GoodsInput(…))` takes a truck in; `hall.assign(truck, work_order)` and so on settle it."""
    mugs = ProductFactory(organization=cast.acme, sku="KT-MUG", title="Mug", units_per_carton=12)
    serum = ProductFactory(organization=cast.acme, sku="SK-SERUM", title="Serum", tracks_expiry=True)
    made = SimpleNamespace(mugs=mugs, serum=serum)

    def take_in(*goods, by=None, key=None, came_on=CAME_ON):
        said = TruckInput(came_on=came_on, carrier="Old Dominion", reference="PRO-77")
        return write_down(cast.lone_star, said, list(goods), by=by or cast.dana, key=key or uuid.uuid4())

    def brushes(units=100, **more):
        return GoodsInput(product=cast.brushes, units=units, **more)

    def assign_to(truck, work_order, *, by=None, key=None, reason="", today=date(2026, 12, 20)):
        speaker = Speaker(by or cast.dana, today, None if by in (cast.alice, cast.bob) else cast.lone_star)
        return assign(truck, work_order, speaker=speaker, key=key or uuid.uuid4(), reason=reason)

    def keep_it(truck, *, reason="Samples", by=None, key=None):
        return keep(truck, reason=reason, by=by or cast.alice, key=key or uuid.uuid4())

    def back(truck, *, reason="Wrong door", by=None, key=None):
        return take_back(truck, reason=reason, by=by or cast.dana, key=key or uuid.uuid4())

    made.write_down, made.brushes, made.assign, made.keep, made.take_back = (
        take_in,
        brushes,
        assign_to,
        keep_it,
        back,
    )
    made.again = lambda truck: UnannouncedReceipt.objects.get(pk=truck.pk)
    return made

"""Sizes and weights on a work order are in what the seller measures in."""

from decimal import Decimal

import pytest

from tests.factories import make_placed
from tests.workorders.conftest import url_of
from workorders.models import WorkOrder


@pytest.mark.parametrize(
    ("units", "size", "weight"),
    [
        ("metric", "60.5 × 40 × 31.115 cm", "12.25 kg"),
        ("imperial", "23.819 × 15.748 × 12.25 in", "27.007 lb"),
    ],
)
def test_the_facility_reads_cartons_in_the_sellers_units(cast, client, units, size, weight):
    cast.acme.units = units
    cast.acme.save()
    brushes = cast.brushes
    brushes.carton_length_cm, brushes.carton_width_cm = Decimal("60.5"), Decimal(40)
    brushes.carton_height_cm, brushes.carton_weight_kg = Decimal("31.115"), Decimal("12.25")
    brushes.save()
    make_placed(cast)
    client.force_login(cast.dana)
    page = client.get(url_of(WorkOrder.objects.get()))
    assert size in page.text
    assert weight in page.text

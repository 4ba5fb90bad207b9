"""What is no longer used is archived and can come back."""

from datetime import UTC, datetime

import pytest

from inventory.models import Product
from sostocked.foundation.records.archiving import archive, restore
from tests.factories import ProductFactory

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def brush(db):
    return ProductFactory(title="Brush")


def stored():
    return Product.objects.values_list("archived_at", "title").get()


def test_archiving_twice_keeps_the_first_instant(brush, time_machine):
    time_machine.move_to(NOON, tick=False)
    archive(brush)
    time_machine.move_to(NOON.replace(hour=18), tick=False)
    assert archive(brush) is brush
    assert stored() == (NOON, "Brush")


def test_what_comes_back_is_as_it_was_and_nothing_else_is_saved(brush):
    brush.title = "unsaved"
    archive(brush)
    assert restore(brush) is brush
    assert stored() == (None, "Brush")
    assert restore(brush).archived_at is None

"""Whatever moves where: all places together hold nothing, balances are moves, and only doors are below zero."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.models import StockBalance
from inventory.stock.proof import find_faults
from inventory.stock.services import NotEnough, record

PLACES = ("supplier", "adjustment", "outside", "lone_star", "harbor", "fba")
DOORS = ("supplier", "adjustment", "outside")
CONDITIONS = ("good", "damaged", "on_hold")
SIDES = st.tuples(st.sampled_from(PLACES), st.sampled_from(CONDITIONS))
MOVES = st.tuples(st.integers(0, 2), st.integers(1, 20), SIDES, SIDES).filter(lambda move: move[2] != move[3])


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(MOVES, min_size=1, max_size=4), max_size=12))
def test_any_sequence_of_moves_adds_up(yard, deeds):
    with transaction.atomic():
        books = Counter()
        for deed in deeds:
            written = Counter(books)
            for product, units, origin, target in deed:
                written[product, *origin] -= units
                written[product, *target] += units
            may = all(units >= 0 or place in DOORS for (_p, place, _c), units in written.items())
            try:
                record([_move(yard, *move) for move in deed])
                assert may
                books = written
            except NotEnough:
                assert not may
        names = {place.pk: name for name, place in yard.places.items()}
        numbers = {product.pk: number for number, product in enumerate(yard.products)}
        found = {
            (numbers[row.product_id], names[row.place_id], row.condition): row.quantity
            for row in StockBalance.objects.exclude(quantity=0)
        }
        assert found == {key: units for key, units in books.items() if units}
        assert sum(found.values()) == 0
        # Only that no document of this test's making stands behind its moves.
        assert [each for each in find_faults() if "belongs to no adjustment" not in each.text] == []
        transaction.set_rollback(True)


def _move(yard, product, units, origin, target):
    return yard.move(
        units, origin[0], target[0], product=yard.products[product], was=origin[1], now=target[1]
    )

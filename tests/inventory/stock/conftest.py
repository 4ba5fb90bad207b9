"""Things to move about: Acme Goods has two facilities, its doors and three products."""

from types import SimpleNamespace

import pytest

from inventory.models import StockBalance, StockMove
from inventory.stock.places import door, place_at
from tests.factories import ProductFactory


@pytest.fixture
def yard(cast):
    """`yard.move(10, "supplier", "lone_star")` makes a move, unsaved: brushes, good unless said otherwise."""
    places = {
        "lone_star": place_at(cast.lone_star),
        "harbor": place_at(cast.harbor),
        **{kind: door(cast.acme, kind) for kind in ("supplier", "adjustment", "outside", "fba")},
    }
    products = [cast.brushes, *ProductFactory.create_batch(2, organization=cast.acme)]

    def move(units, origin, target, *, product=cast.brushes, was="good", now=None, lots=(None, None)):
        return StockMove(
            organization=cast.acme,
            product=product,
            quantity=units,
            from_place=places[origin],
            from_condition=was,
            from_lot=lots[0],
            to_place=places[target],
            to_condition=now or was,
            to_lot=lots[1],
            cause="count",
            by=cast.alice,
        )

    def units(place, *, product=cast.brushes, condition="good", lot=None):
        row = StockBalance.objects.filter(
            place=places[place], product=product, condition=condition, lot=lot
        ).first()
        return row.quantity if row else None

    return SimpleNamespace(places=places, products=products, move=move, units=units)

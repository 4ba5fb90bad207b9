"""Moves change balances, and nobody takes more than there is."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from inventory.models import Lot, Place, StockBalance, StockMove
from inventory.stock.places import LotInput, door, lots_of, place_at
from inventory.stock.services import NotEnough, record
from tests.factories import FacilityFactory, ProductFactory


def test_what_comes_in_is_there_and_is_missing_at_the_door(yard):
    record([yard.move(100, "supplier", "lone_star"), yard.move(20, "supplier", "lone_star", now="damaged")])
    assert yard.units("lone_star") == 100
    assert yard.units("lone_star", condition="damaged") == 20
    assert yard.units("supplier") == -120
    assert sum(StockBalance.objects.values_list("quantity", flat=True)) == 0


def test_units_change_their_condition_where_they_are(yard):
    record([yard.move(100, "supplier", "lone_star")])
    record([yard.move(7, "lone_star", "lone_star", now="on_hold")])
    assert (yard.units("lone_star"), yard.units("lone_star", condition="on_hold")) == (93, 7)


def test_more_than_there_is_is_refused_with_the_numbers(yard, cast):
    record([yard.move(300, "supplier", "lone_star")])
    with pytest.raises(NotEnough) as refusal:
        record([yard.move(600, "lone_star", "harbor")])
    assert str(refusal.value) == "CH-BRUSH-SET: 600 good wanted at Lone Star Prep (Dallas), 300 left."
    assert refusal.value.on_hand == 300
    assert StockMove.objects.count() == 1
    assert yard.units("lone_star") == 300


def test_moves_of_one_statement_are_added_up_before_anything_is_refused(yard):
    record(
        [
            yard.move(50, "lone_star", "outside"),
            yard.move(50, "supplier", "lone_star"),
        ]
    )
    assert yard.units("lone_star") == 0
    with pytest.raises(NotEnough, match="2 good wanted"):
        record([yard.move(1, "lone_star", "outside"), yard.move(1, "lone_star", "harbor")])


def test_one_refused_line_of_many_lets_none_through(yard):
    a, b, c = yard.products
    record([yard.move(10, "supplier", "lone_star", product=each) for each in (a, b)])
    with pytest.raises(NotEnough):
        record([yard.move(5, "lone_star", "harbor", product=each) for each in (a, b, c)])
    assert [yard.units("lone_star", product=each) for each in (a, b, c)] == [10, 10, None]


def test_a_lot_and_no_lot_are_two_things(yard, cast):
    lots = lots_of([(cast.brushes, LotInput("L-1"))])
    lot = next(iter(lots.values()))
    record([yard.move(10, "supplier", "lone_star", lots=(None, lot)), yard.move(5, "supplier", "lone_star")])
    record([yard.move(5, "supplier", "lone_star")])
    assert (yard.units("lone_star", lot=lot), yard.units("lone_star")) == (10, 10)
    with pytest.raises(NotEnough, match="11 good of lot L-1 wanted"):
        record([yard.move(11, "lone_star", "outside", lots=(lot, lot))])


def test_a_lot_is_found_again_whatever_its_capitals(cast, django_assert_num_queries):
    other = ProductFactory(organization=cast.acme)
    said = [(cast.brushes, LotInput("L-1")), (cast.brushes, LotInput("l-1")), (other, LotInput("L-1"))]
    first = lots_of([*said, (other, LotInput())])
    assert Lot.objects.count() == len(set(first.values())) == 2
    with django_assert_num_queries(1):
        assert lots_of(said) == first


def test_a_move_that_goes_nowhere_is_none(yard):
    with pytest.raises(IntegrityError, match="a_move_goes_somewhere"), transaction.atomic():
        StockMove.objects.bulk_create([yard.move(1, "lone_star", "lone_star")])
    with pytest.raises(IntegrityError, match="a_move_has_units"), transaction.atomic():
        StockMove.objects.bulk_create([yard.move(0, "supplier", "lone_star")])


def test_what_belongs_to_another_seller_does_not_move(yard, cast):
    theirs = ProductFactory(organization=cast.stranger)
    their_place = place_at(FacilityFactory(organization=cast.stranger))
    lot = next(iter(lots_of([(yard.products[1], LotInput("L-1"))]).values()))
    wrong = [
        yard.move(1, "supplier", "lone_star", product=theirs),
        yard.move(1, "supplier", "lone_star", lots=(None, lot)),
        yard.move(1, "supplier", "lone_star"),
    ]
    wrong[2].to_place = their_place
    for each in wrong:
        with pytest.raises(IntegrityError, match="belong together"), transaction.atomic():
            StockMove.objects.bulk_create([each])


def test_a_place_stays_what_it_is(yard, cast):
    place = yard.places["lone_star"]
    assert place == place_at(cast.lone_star)
    place.kind, place.facility = "outside", None
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        place.save()
    with pytest.raises(IntegrityError, match="one_door_of_each_kind"), transaction.atomic():
        Place.objects.create(organization=cast.acme, kind="supplier")
    new = FacilityFactory(organization=cast.acme)
    with pytest.raises(IntegrityError, match="organization of its facility"), transaction.atomic():
        Place.objects.create(organization=cast.stranger, kind="facility", facility=new)
    assert door(cast.stranger, "supplier") != door(cast.acme, "supplier")


def test_many_moves_take_as_many_statements_as_one(yard, cast):
    counts = []
    for lines in (1, 3, 50):
        products = ProductFactory.create_batch(lines, organization=cast.acme)
        moves = [yard.move(5, "supplier", "lone_star", product=each) for each in products]
        with CaptureQueriesContext(connection) as queries:
            record(moves)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3

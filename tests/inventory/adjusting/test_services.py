"""Opening stock, counts and scrap."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from inventory.adjusting.services import AdjustmentInput, adjust
from inventory.models import Adjustment, AdjustmentLine, Lot, StockBalance, StockMove
from inventory.stock.places import LotInput
from inventory.stock.proof import find_faults
from inventory.stock.services import NotEnough
from sostocked.foundation.records.errors import Refused
from tests.factories import ProductFactory, make_stock
from tests.house.test_concurrency import at_once


def write(cast, kind, *lines, reason="Said by Alice", key=None):
    """A sheet at Lone Star; lines are (product, condition, units) or with a lot."""
    lines = [
        AdjustmentInput(product=product, condition=condition, units=units, lot=lot[0] if lot else LotInput())
        for product, condition, units, *lot in lines
    ]
    return adjust(
        cast.lone_star, kind=kind, lines=lines, reason=reason, by=cast.alice, key=key or uuid.uuid4()
    )


def on_hand(product, condition="good"):
    rows = StockBalance.objects.on_hand().filter(product=product, condition=condition)
    return sum(rows.values_list("quantity", flat=True))


def test_opening_stock_comes_on_top(cast):
    sheet = write(cast, "opening", (cast.brushes, "good", 400), (cast.brushes, "damaged", 3))
    write(cast, "opening", (cast.brushes, "good", 100))
    assert (on_hand(cast.brushes), on_hand(cast.brushes, "damaged")) == (500, 3)
    assert [(line.units_before, line.units_after) for line in sheet.lines.all()] == [(0, 400), (0, 3)]
    move = sheet.lines.first().move
    assert (move.cause, move.by, move.quantity) == ("opening", cast.alice, 400)
    assert find_faults() == []


@pytest.mark.parametrize(("counted", "moved"), [(95, -5), (104, 4), (0, -100)])
def test_a_count_moves_the_difference(cast, counted, moved):
    write(cast, "opening", (cast.brushes, "good", 100))
    line = write(cast, "count", (cast.brushes, "good", counted)).lines.get()
    assert on_hand(cast.brushes) == counted
    assert (line.units_before, line.units_after, line.move.quantity) == (100, counted, abs(moved))
    assert (line.move.to_place == line.adjustment.place) == (moved > 0)
    assert find_faults() == []


def test_a_count_that_agrees_is_kept_and_moves_nothing(cast):
    write(cast, "opening", (cast.brushes, "good", 100))
    line = write(cast, "count", (cast.brushes, "good", 100)).lines.get()
    assert (line.units_before, line.units_after, line.move) == (100, 100, None)
    assert StockMove.objects.count() == 1


def test_more_scrap_than_there_is_is_refused(cast):
    write(cast, "opening", (cast.brushes, "damaged", 10))
    write(cast, "scrap", (cast.brushes, "damaged", 4))
    with pytest.raises(NotEnough, match="CH-BRUSH-SET: 7 cannot go, 6 are there"):
        write(cast, "scrap", (cast.brushes, "damaged", 7))
    assert on_hand(cast.brushes, "damaged") == 6
    assert Adjustment.objects.count() == 2


def test_lots_are_counted_apart(cast):
    serum = ProductFactory(organization=cast.acme, tracks_expiry=True)
    june, july = (LotInput("L-1", date(2027, month, 1)) for month in (6, 7))
    write(cast, "opening", (serum, "good", 10, june), (serum, "good", 20, july))
    write(cast, "count", (serum, "good", 8, june))
    rows = StockBalance.objects.on_hand().order_by("lot__expires_on")
    assert [(row.lot.expires_on.month, row.quantity) for row in rows] == [(6, 8), (7, 20)]
    assert Lot.objects.count() == 2
    assert find_faults() == []


def test_the_same_sheet_twice_is_one(cast):
    key = uuid.uuid4()
    first = write(cast, "opening", (cast.brushes, "good", 400), key=key)
    assert write(cast, "opening", (cast.brushes, "good", 400), key=key) == first
    assert on_hand(cast.brushes) == 400


@pytest.mark.parametrize(
    ("lines", "reason", "sentence"),
    [
        ([("good", 4)], "  ", "Say why"),
        ([], "Because", "Add at least one product"),
        ([("good", 4), ("good", 5)], "Because", "twice on this sheet"),
    ],
)
def test_a_sheet_without_reason_lines_or_sense_is_refused(cast, lines, reason, sentence):
    with pytest.raises(Refused, match=sentence):
        write(cast, "opening", *[(cast.brushes, *line) for line in lines], reason=reason)
    assert not StockMove.objects.exists()


def test_a_difference_without_its_move_is_refused_by_the_database(cast):
    sheet = write(cast, "opening", (cast.brushes, "good", 400))
    with pytest.raises(IntegrityError, match="a_difference_has_its_move"), transaction.atomic():
        AdjustmentLine.objects.create(
            adjustment=sheet, product=cast.brushes, condition="damaged", units_before=0, units_after=1
        )


def test_a_sheet_of_many_lines_takes_as_many_queries_as_one(cast):
    counts = []
    make_stock(cast.lone_star, cast.brushes, 1, by=cast.alice)
    for lines in (1, 3, 50):
        products = ProductFactory.create_batch(lines, organization=cast.acme)
        with CaptureQueriesContext(connection) as queries:
            write(cast, "opening", *[(product, "good", 5) for product in products])
        counts.append(len(queries))
    assert counts == [counts[0]] * 3


@pytest.mark.django_db(transaction=True)
def test_of_two_counts_at_once_the_second_starts_from_the_first(cast):
    make_stock(cast.lone_star, cast.brushes, 100, by=cast.alice)
    at_once(*[lambda: write(cast, "count", (cast.brushes, "good", 95))] * 4)
    assert on_hand(cast.brushes) == 95
    assert sorted(AdjustmentLine.objects.values_list("units_before", flat=True)) == [0, 95, 95, 95, 100]


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_enter_opening_stock_once(cast):
    key = uuid.uuid4()
    sheets = at_once(*[lambda: write(cast, "opening", (cast.brushes, "good", 400), key=key)] * 8)
    assert len(set(sheets)) == 1
    assert on_hand(cast.brushes) == 400

"""The moves of what came unannounced: on hold when it comes, and where it goes from there."""

from collections.abc import Sequence
from typing import cast

from django.utils import timezone

from inventory.models import Place, Product, StockMove
from inventory.rules.stock import GOOD, SUPPLIER, UNANNOUNCED
from inventory.stock.places import LotInput, door, lots_of
from inventory.stock.services import record
from sostocked.foundation.people.models import User
from workorders.models import UnannouncedLine, UnannouncedReceipt
from workorders.rules.unannounced import LIES_AS


def write_lines(
    truck: UnannouncedReceipt, rows: Sequence[tuple[UnannouncedLine, LotInput]], place: Place
) -> list[UnannouncedLine]:
    """Write lines, and what is known among them into stock: on hold, or damaged, from the supplier's door."""
    outer = door(truck.organization, SUPPLIER)
    known = [(line, lot) for line, lot in rows if line.product_id]
    lots = lots_of((cast(Product, line.product), lot) for line, lot in known)
    for line, lot in known:
        line.lot = lots.get((cast(int, line.product_id), *lot.key))
    moves = record([_coming(line, outer, place) for line, _lot in known])
    for (line, _lot), move in zip(known, moves, strict=True):
        line.move = move
    return UnannouncedLine.objects.bulk_create([line for line, _lot in rows])


def _coming(line: UnannouncedLine, outer: Place, place: Place) -> StockMove:
    condition = LIES_AS[line.came_as]
    return StockMove(
        organization=line.receipt.organization,
        product=line.product,
        quantity=line.quantity,
        from_place=outer,
        from_condition=condition,
        from_lot=line.lot,
        to_place=place,
        to_condition=condition,
        to_lot=line.lot,
        cause=UNANNOUNCED,
        by=line.by,
        moved_at=line.at,
    )


def back_moves(lines: Sequence[UnannouncedLine], *, cause: str, by: User) -> list[StockMove]:
    """The moves that brought `lines`, the other way round, not yet recorded."""
    return [_back(cast(StockMove, line.move), cause, by) for line in lines]


def _back(move: StockMove, cause: str, by: User) -> StockMove:
    return StockMove(
        organization_id=move.organization_id,
        product_id=move.product_id,
        quantity=move.quantity,
        from_place=move.to_place,
        from_condition=move.to_condition,
        from_lot=move.to_lot,
        to_place=move.from_place,
        to_condition=move.from_condition,
        to_lot=move.from_lot,
        cause=cause,
        by=by,
        moved_at=timezone.now(),
    )


def kept_moves(lines: Sequence[UnannouncedLine], *, cause: str, by: User) -> list[StockMove]:
    """What lies on hold becomes good where it is; not yet recorded."""
    moves = back_moves(lines, cause=cause, by=by)
    for move in moves:
        move.to_place, move.to_condition, move.to_lot = move.from_place, GOOD, move.from_lot
    return moves

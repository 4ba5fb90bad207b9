"""Writing receipts: their lines, each with the move of stock that it is."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone

from inventory.models import Lot, Place, Product, StockMove
from inventory.rules.stock import CORRECTION, GOOD, RECEIPT, SUPPLIER
from inventory.stock.places import NO_LOT, LotInput, door, lots_of, place_at
from inventory.stock.services import record
from sostocked.foundation.people.models import User
from workorders.goods.arrivals import Way, way_to
from workorders.models import Receipt, ReceiptLine, WorkOrder
from workorders.rules.receiving import CONDITION_OF


@dataclass(frozen=True, slots=True, kw_only=True)
class CountInput:
    """So many units of a product came so: good, damaged, or wrong because the work order does not name it.

    The photos in `album` show them.
    """

    product: Product
    outcome: str
    units: int
    lot: LotInput = NO_LOT
    note: str = ""
    album: uuid.UUID | None = None


def write_receipt(
    work_order: WorkOrder,
    counts: Sequence[CountInput],
    *,
    by: User,
    key: uuid.UUID,
    reason: str,
    beside: Sequence[StockMove] = (),
) -> Receipt:
    """What came, as a receipt; the moves `beside` it are written in the same statement (see `record`)."""
    receipt = _new_receipt(work_order, by=by, key=key, reason=reason)
    lots = lots_of((count.product, count.lot) for count in counts)
    here, outer, way = (
        place_at(work_order.facility),
        door(work_order.organization, SUPPLIER),
        way_to(work_order),
    )
    _move(
        RECEIPT,
        [
            _Coming(line, origin, here)
            for count in counts
            for line, origin in _sources(
                receipt, count, lots.get((count.product.pk, *count.lot.key)), way, outer
            )
        ],
        beside=beside,
    )
    return receipt


def _sources(
    receipt: Receipt, count: CountInput, lot: Lot | None, way: Way, outer: Place
) -> Iterator[tuple[ReceiptLine, "_Side"]]:
    """Where counted units come from: what is on its way here, then (no departure was told) the supplier."""
    left = count.units
    for place, sent_as, units in way.take(count.product.pk, lot, left):
        left -= units
        yield _line(receipt, count, lot, units), _Side(place, GOOD, sent_as)
    if left:
        yield _line(receipt, count, lot, left), _Side(outer, CONDITION_OF[count.outcome], lot)


def _line(receipt: Receipt, count: CountInput, lot: Lot | None, units: int) -> ReceiptLine:
    return ReceiptLine(
        receipt=receipt,
        product=count.product,
        outcome=count.outcome,
        quantity=units,
        lot=lot,
        note=count.note,
        album=count.album,
    )


def write_back(
    work_order: WorkOrder,
    receipt: Receipt,
    lines: Sequence[ReceiptLine],
    take_back: Mapping[int, int],
    *,
    by: User,
    key: uuid.UUID,
    reason: str,
) -> Receipt:
    """What is taken back of a receipt, as another beside it."""
    beside = _new_receipt(work_order, by=by, key=key, reason=reason, corrects=receipt)
    _move(
        CORRECTION,
        [
            _Coming(
                ReceiptLine(
                    receipt=beside,
                    product=line.product,
                    outcome=line.outcome,
                    quantity=take_back[line.pk],
                    lot=line.lot,
                    corrects=line,
                ),
                _Side(line.move.from_place, line.move.from_condition, line.move.from_lot),
                line.move.to_place,
            )
            for line in lines
        ],
    )
    return beside


def _new_receipt(work_order: WorkOrder, **fields: Any) -> Receipt:
    number = work_order.receipts.count() + 1
    return Receipt.objects.create(work_order=work_order, number=number, at=timezone.now(), **fields)


class _Side(NamedTuple):
    """One end of a move that is not the facility: where units come from, and as what."""

    place: Place
    condition: str
    lot: Lot | None


class _Coming(NamedTuple):
    """A line of a receipt, and whence its units come (or, in a correction, whither they go back)."""

    line: ReceiptLine
    other: _Side
    here: Place


def _move(cause: str, rows: Sequence[_Coming], *, beside: Sequence[StockMove] = ()) -> None:
    """Write the lines with their moves: good as good, damaged as damaged, a wrong item on hold."""
    moves = [_move_of(cause, row) for row in rows]
    record([*beside, *moves])
    for row, move in zip(rows, moves, strict=True):
        row.line.move = move
    ReceiptLine.objects.bulk_create(row.line for row in rows)


def _move_of(cause: str, row: _Coming) -> StockMove:
    line, here = row.line, _Side(row.here, CONDITION_OF[row.line.outcome], row.line.lot)
    origin, target = (row.other, here) if cause == RECEIPT else (here, row.other)
    return StockMove(
        organization=line.receipt.work_order.organization,
        product=line.product,
        quantity=line.quantity,
        from_place=origin.place,
        from_condition=origin.condition,
        from_lot=origin.lot,
        to_place=target.place,
        to_condition=target.condition,
        to_lot=target.lot,
        cause=cause,
        by=line.receipt.by,
        moved_at=line.receipt.at,
    )

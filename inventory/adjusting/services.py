"""Opening stock, counts and scrap: what a seller enters by hand, with a reason."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from inventory.models import Adjustment, AdjustmentLine, Lot, Place, Product, StockBalance, StockMove
from inventory.rules.stock import ADJUSTMENT, units_after
from inventory.stock.places import NO_LOT, LotInput, door, lots_of, place_at
from inventory.stock.services import NotEnough, record
from leadtimes.models import Facility
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentInput:
    """One line of a sheet. By its kind, `units` are those that come, that were counted, or that go.

    `books`: what its writer saw the books say; where they say otherwise by now, nothing is changed.
    """

    product: Product
    condition: str
    units: int
    lot: LotInput = NO_LOT
    books: int | None = None

    @property
    def books_key(self) -> tuple[int, str, str, date | None]:
        """Which units it is about."""
        return self.product.pk, self.condition, *self.lot.key


class BooksChanged(Refused):
    """Stock moved between a count being compared with the books and its saving."""


@transaction.atomic
def adjust(
    facility: Facility, *, kind: str, lines: Sequence[AdjustmentInput], reason: str, by: User, key: uuid.UUID
) -> Adjustment:
    """Enter stock, a count or scrap at a facility; the sheet of the same `key` is the one there is already.

    Locks the place, so that of two counts the second starts from what the first said. Raises Refused without a
    reason or lines, NotEnough where more is scrapped than is there, and BooksChanged where a line was compared
    with books that say otherwise by now.
    """
    # No key: moves made at once refer to the place, and theirs would wait for this lock with their balances held.
    place = Place.objects.select_for_update(of=("self",), no_key=True).get(pk=place_at(facility).pk)
    twin = Adjustment.objects.filter(organization=facility.organization_id, key=key).first()
    if twin:
        return twin
    _require(lines, reason)
    sheet = Adjustment.objects.create(
        organization=facility.organization,
        place=place,
        kind=kind,
        reason=reason.strip(),
        key=key,
        by=by,
        at=timezone.now(),
    )
    lots = lots_of((line.product, line.lot) for line in lines)
    before = _on_hand(place, lines)
    rows = [_row(sheet, line, lots.get((line.product.pk, *line.lot.key)), before) for line in lines]
    _require_same_books(lines, rows)
    outer = door(facility.organization, ADJUSTMENT)
    moves = {id(row): _move(row, place, outer) for row in rows if row.units_before != row.units_after}
    record(list(moves.values()))
    for row in rows:
        row.move = moves.get(id(row))
    AdjustmentLine.objects.bulk_create(rows)
    return sheet


def _require(lines: Sequence[AdjustmentInput], reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why: everybody who looks at the stock later will ask.")
    if not lines:
        raise Refused("Add at least one product.")
    twice = [key for key, times in Counter(line.books_key for line in lines).items() if times > 1]
    if twice:
        raise Refused("A product stands twice on this sheet in one condition and lot. Write it once.")


def _require_same_books(lines: Sequence[AdjustmentInput], rows: Sequence[AdjustmentLine]) -> None:
    moved = [
        f"{line.product.sku} from {line.books:,} to {row.units_before:,}"
        for line, row in zip(lines, rows, strict=True)
        if line.books is not None and line.books != row.units_before
    ]
    if moved:
        raise BooksChanged(f"The books changed since you looked: {'; '.join(moved)}.")


def _on_hand(place: Place, lines: Sequence[AdjustmentInput]) -> dict[tuple[int, str, int | None], int]:
    rows = StockBalance.objects.filter(place=place, product__in={line.product.pk for line in lines})
    return {(row.product_id, row.condition, row.lot_id): row.quantity for row in rows}


def _row(
    sheet: Adjustment, line: AdjustmentInput, lot: Lot | None, on_hand: dict[tuple[int, str, int | None], int]
) -> AdjustmentLine:
    before = on_hand.get((line.product.pk, line.condition, lot.pk if lot else None), 0)
    after = units_after(sheet.kind, before, line.units)
    if after < 0:
        raise NotEnough(
            f"{line.product.sku}: {line.units:,} cannot go, {before:,} are there.", on_hand=before
        )
    return AdjustmentLine(
        adjustment=sheet,
        product=line.product,
        condition=line.condition,
        lot=lot,
        units_before=before,
        units_after=after,
    )


def _move(row: AdjustmentLine, place: Place, outer: Place) -> StockMove:
    """In through the door, or out of it: always in the condition and lot that the line says."""
    more = row.units_after > row.units_before
    sheet = row.adjustment
    return StockMove(
        organization=sheet.organization,
        product=row.product,
        quantity=abs(row.units_after - row.units_before),
        from_place=outer if more else place,
        from_condition=row.condition,
        from_lot=row.lot,
        to_place=place if more else outer,
        to_condition=row.condition,
        to_lot=row.lot,
        cause=sheet.kind,
        by=sheet.by,
        moved_at=sheet.at,
    )

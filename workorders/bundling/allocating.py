"""Which lots the parts of a build are taken from, and to which they go back."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from inventory.models import Lot, Product
from inventory.stock.queries import lot_in_words
from inventory.stock.services import NotEnough
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of
from workorders.goods.built import PartStock, usable
from workorders.models import Build, BuildLine
from workorders.rules.bundling import buildable, take_in_order

Chosen = Mapping[int, Mapping[int | None, int]]
"""Units by product and by lot (None: of no lot), as somebody chose them."""

Stock = Mapping[int, Sequence[PartStock]]
"""What is there of each product, in the order in which it is taken."""


class Taken(NamedTuple):
    """Units of a part, of one lot."""

    product: Product
    units: int
    lot: Lot | None


def require_enough(parts: Mapping[Product, int], units: int, stock: Stock) -> None:
    """Raise NotEnough, with what can be built and which part is short, where the parts do not make `units`."""
    if not parts:
        raise Refused("Nothing is said to go into this bundle.")
    can = buildable(
        {part.pk: each for part, each in parts.items()},
        {part.pk: usable(stock[part.pk]) for part in parts},
    )
    if units <= can.units:
        return
    part, each = next((part, each) for part, each in parts.items() if part.pk == can.limiting)
    there = usable(stock[part.pk])
    expired = sum(each.units for each in stock[part.pk]) - there
    more = f" {count_of(expired, 'unit')} more of it expired." if expired else ""
    raise NotEnough(
        f"Can build {can.units:,}: {there:,} of {part.sku} left, {each:,} each.{more}", on_hand=can.units
    )


def allocate(parts: Mapping[Product, int], units: int, stock: Stock, chosen: Chosen) -> list[Taken]:
    """What is taken of which lot for `units` bundles: as chosen, otherwise the first to expire first."""
    return [
        taken
        for part, each in parts.items()
        for taken in _of_part(part, each * units, stock[part.pk], chosen.get(part.pk, {}))
    ]


def _of_part(
    part: Product, wanted: int, stock: Sequence[PartStock], chosen: Mapping[int | None, int]
) -> list[Taken]:
    if any(chosen.values()):
        if (total := sum(chosen.values())) != wanted:
            raise Refused(f"{part.sku}: {total:,} chosen from its lots, {wanted:,} needed.")
        return require_within_stock(part, chosen, [each for each in stock if not each.is_expired])
    usable_stock = [(each.lot_id, each.units) for each in stock if not each.is_expired]
    lots = {each.lot_id: each.lot for each in stock}
    return [Taken(part, took, lots[lot]) for lot, took in take_in_order(usable_stock, wanted).items()]


def require_within_stock(
    part: Product, chosen: Mapping[int | None, int], stock: Sequence[PartStock]
) -> list[Taken]:
    """What was chosen of each lot, or NotEnough where that is more than there is of it."""
    here = {each.lot_id: each for each in stock}
    taken = []
    for lot_id, wanted in chosen.items():
        there = here.get(lot_id)
        if wanted > (there.units if there else 0):
            left = there.units if there else 0
            lot = f" of {lot_in_words(there.lot)}" if there and there.lot else ""
            raise NotEnough(f"{part.sku}: {wanted:,}{lot} wanted, {left:,} left.", on_hand=left)
        if wanted and there:
            taken.append(Taken(part, wanted, there.lot))
    return taken


def back_from(done: Build, units: int) -> list[tuple[BuildLine, int]]:
    """What goes back of each line when `units` bundles of a build are taken apart: the last lot goes first."""
    left = {line.pk: line.quantity for line in done.lines.all()}
    returned = BuildLine.objects.filter(build__reverses=done).values_list("reverses", "quantity")
    for line_id, quantity in returned:
        if line_id:
            left[line_id] -= quantity
    totals: dict[tuple[int, str], int] = {}
    for line in done.lines.all():
        key = (line.product_id, line.role)
        totals[key] = totals.get(key, 0) + line.quantity
    found = []
    for (product, role), total in totals.items():
        lines = [each for each in done.lines.all() if (each.product_id, each.role) == (product, role)]
        order = [(each, left[each.pk]) for each in reversed(lines)]
        found += list(take_in_order(order, total // done.units * units).items())
    return [(line, back) for line, back in found if back]

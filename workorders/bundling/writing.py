"""Lines of builds, each with its move of stock."""

from collections.abc import Sequence

from inventory.models import Lot, Product, StockMove
from inventory.rules.stock import GOOD
from inventory.stock.places import door, place_at
from inventory.stock.services import record
from workorders.models import Build, BuildLine
from workorders.rules.bundling import BUNDLE


def new_line(
    build: Build,
    role: str,
    product: Product,
    units: int,
    lot: Lot | None,
    *,
    reverses: BuildLine | None = None,
) -> BuildLine:
    """A line, unsaved and without its move."""
    return BuildLine(build=build, role=role, product=product, quantity=units, lot=lot, reverses=reverses)


def move_all(lines: Sequence[BuildLine], *, cause: str, door_kind: str) -> None:
    """Write the lines of one build with their moves, in one statement each: good units, between here and a door.

    Bundles come in and parts go out; reversed, it is the other way round.
    """
    work_order = lines[0].build.work_order
    here, outer = place_at(work_order.facility), door(work_order.organization, door_kind)
    moves = []
    for line in lines:
        comes = (line.role == BUNDLE) != bool(line.build.reverses_id)
        moves.append(
            StockMove(
                organization=work_order.organization,
                product=line.product,
                quantity=line.quantity,
                from_place=outer if comes else here,
                from_condition=GOOD,
                from_lot=line.lot,
                to_place=here if comes else outer,
                to_condition=GOOD,
                to_lot=line.lot,
                cause=cause,
                by=line.build.by,
                moved_at=line.build.at,
            )
        )
    for line, move in zip(lines, record(moves), strict=True):
        line.move = move
    BuildLine.objects.bulk_create(lines)

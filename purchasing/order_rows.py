"""The rows of a purchase order, lines and legs, written as somebody wants them: on the rows that are there."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from inventory.models import Product
from leadtimes.dating import date_chain, remembered, set_expected
from leadtimes.models import LEG_FIELDS, AbstractLeg
from leadtimes.rules.legs import EXPECTED
from leadtimes.rules.schedule import LegDates
from purchasing.models import OrderLeg, OrderLine, PurchaseOrder
from purchasing.rules.row_matching import match_rows, rows_by_id
from sostocked.foundation.records.errors import Refused

_LINE = ("position", "product_id", "quantity", "unit_cost", "as_said")
Remembered = list[list[Any]]
"""The legs of a lead time as an order remembers them (`leadtimes.dating.remembered`)."""


class LineInput(NamedTuple):
    """A line as a person typed it; `row_id` is the line of the order that it was made from, if it was."""

    product: Product
    quantity: int
    unit_cost: Decimal
    row_id: int | None = None


def dates_of(order: PurchaseOrder, legs: Sequence[OrderLeg]) -> tuple[LegDates, ...]:
    return date_chain(order.ordered_on, legs, supplier_id=order.supplier_id)


def write_lines(order: PurchaseOrder, lines: Sequence[LineInput], *, rows: list[OrderLine]) -> None:
    """Make the order's `rows` these lines. A row is known by its id, so the history shows what changed.

    What a sent order says of a product goes with the product, whichever row it is on.
    """
    said = {row.product_id: row.as_said for row in rows}
    wanted = [
        OrderLine(
            order=order,
            position=position,
            product=line.product,
            quantity=line.quantity,
            unit_cost=line.unit_cost,
            as_said=said.get(line.product.pk),
        )
        for position, line in enumerate(lines, start=1)
    ]
    own, gone = rows_by_id(rows, [line.row_id for line in lines])
    _write_rows(OrderLine, [*own, *gone], wanted, _LINE)


def require_closed_short_kept(rows: Iterable[OrderLine], lines: Sequence[LineInput]) -> None:
    """Refuse other units, or another product, on a line that was closed short: what was said of it stays true.

    Lines of which nothing is expected are not written by hand.
    """
    wanted = {line.row_id: line for line in lines}
    for row in rows:
        line = wanted.get(row.pk)
        is_kept = line and (line.product.pk, line.quantity) == (row.product_id, row.quantity)
        if row.short and row.quantity and not is_kept:
            raise Refused(
                f"{row.facts.sku} was closed short at {row.quantity:,} of {row.ordered:,} and stays so. Expect "
                "all of it again on the order's page, or add a line for what is ordered anew."
            )


def put_last(order: PurchaseOrder, rows: Sequence[OrderLine]) -> None:
    """Put lines of which nothing is expected behind the others, so that these may be written from the first on."""
    if rows:
        listed = order.lines.exclude(pk__in=[row.pk for row in rows]).count()
        for position, row in enumerate(rows, start=listed + 1):
            row.position = position
        OrderLine.objects.bulk_update(rows, ["position"])


def write_legs(
    order: PurchaseOrder,
    legs: Sequence[OrderLeg] | None,
    *,
    rows: list[OrderLeg],
    departed_from: Remembered | None = None,
) -> None:
    """Make the order's `rows` these legs, or the lead time's when None, and date them from the PO date.

    Legs of its own departed from the lead time as it was (`departed_from`), else as it is now: the order remembers
    it, to tell later whether it has changed since.

    Rows stay the legs that they were as far as they can be (`match_rows`), because a planned work order hangs on
    the row of its leg: were all rows written anew, saving a draft would cancel its work orders and plan new ones.
    """
    template = list(order.lead_time.legs.all())
    order.legs_adjusted = legs is not None
    departed = departed_from if order.legs_adjusted else None
    order.lead_time_legs = remembered(template) if departed is None else departed
    wanted = copies_of(template) if legs is None else list(legs)
    if not wanted:
        raise Refused("A purchase order needs at least one leg.")
    for position, leg in enumerate(wanted, start=1):
        leg.order, leg.position = order, position
    set_expected(wanted, dates_of(order, wanted))
    _write_rows(OrderLeg, _on_rows(rows, wanted), wanted, ("position", *LEG_FIELDS, *EXPECTED))


def copies_of(legs: Iterable[AbstractLeg]) -> list[OrderLeg]:
    """Fresh, unsaved legs of an order, like `legs` of a lead time."""
    return [
        OrderLeg(position=leg.position, **{name: getattr(leg, name) for name in LEG_FIELDS}) for leg in legs
    ]


def _on_rows(rows: list[OrderLeg], wanted: Sequence[OrderLeg]) -> list[OrderLeg | None]:
    """For each wanted leg the row that becomes it (see `match_rows`), then the rows that are left over and go."""
    claimed = [pair.row for pair in match_rows(rows, wanted)]
    return [*claimed, *(row for row in rows if row not in claimed)]


def _write_rows(model: Any, rows: Sequence[Any], wanted: Sequence[Any], fields: Sequence[str]) -> None:
    """Turn the rows (paired by index, None where there is none) into the wanted ones, in three queries at most."""
    changed = []
    for row, target in zip(rows, wanted, strict=False):
        if row and any(getattr(row, name) != getattr(target, name) for name in fields):
            for name in fields:
                setattr(row, name, getattr(target, name))
            changed.append(row)
    surplus = [row.pk for row in rows[len(wanted) :]]
    new = [target for n, target in enumerate(wanted) if n >= len(rows) or rows[n] is None]
    if surplus:
        model.objects.filter(pk__in=surplus).delete()
    if changed:
        model.objects.bulk_update(changed, fields)
    if new:
        model.objects.bulk_create(new)

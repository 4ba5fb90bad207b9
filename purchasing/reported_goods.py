"""Where goods came by somebody's word, in a sentence that names the place, the day and who said so."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from leadtimes.models import AbstractDateChange, DatedLeg
from purchasing.models import OrderLine, PurchaseOrder
from purchasing.rules.closing_short import ExpectedLine, received_in_words
from purchasing.rules.goods_reported import reported_leg, stop_of
from purchasing.rules.received_lines import first_stop
from purchasing.rules.work_order_summary import Came, WorkOrderSummary
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import day_of


def why_goods_came(legs: Sequence[DatedLeg], since: int = 0) -> str:
    """What was reported of goods at a stop from leg number `since` on; empty if nothing was.

    `legs` are rows, with their facilities. Asks the database only where there is something to say.
    """
    at = reported_leg(legs, since)
    if at is None:
        return ""
    stop = legs[stop_of(legs, at)]
    place = stop.facility.name if stop.facility else stop.name
    return f"Goods have come to {place}: {who_reported(legs[at])}."


def expected_lines(rows: Iterable[OrderLine]) -> list[ExpectedLine]:
    """What rows of an order, read with their products, expect."""
    return [
        ExpectedLine(row.pk, row.product_id, row.facts.sku, units=row.quantity, ordered=row.ordered)
        for row in rows
    ]


def why_goods_were_received(order: PurchaseOrder, documents: Iterable[WorkOrderSummary]) -> str:
    """How much of what an order asked for was received, where, without a full stop; empty if nothing was."""
    stop = first_stop(documents)
    if stop is None:
        return ""
    lines = expected_lines(order.lines.select_related("product"))
    return received_in_words(lines, {pk: came.units for pk, came in stop.came.items()}, stop.place)


def who_reported(leg: DatedLeg) -> str:
    """Who said that `leg`, of which that was reported, began or ended, and on which day; asks the database."""
    what, on = ("started", leg.actual_starts_on) if leg.actual_starts_on else ("finished", leg.actual_ends_on)
    if on is None:
        return f"part of them left with {leg.name} on {day_of(leg.begun_in_part_on)}"
    said = cast(Any, leg).date_changes.filter(cause=what).select_related("by", "said_by").last()
    return f"{_who(said)} that {leg.name} {what} on {day_of(on)}"


def require_no_less(
    order: PurchaseOrder,
    rows: Iterable[OrderLine],
    wanted: Mapping[int, int],
    find_received: Callable[[], Mapping[int, Came]],
) -> None:
    """Refuse less of a product than in `rows`, once goods came by somebody's word. `wanted`: units by product.

    Where they were counted, `find_received` says how many of each product: then anything down to that will do. It
    is asked only where there is less of something.
    """
    now: Counter[int] = Counter()
    row_of: dict[int, OrderLine] = {}
    for row in rows:
        now[row.product_id] += row.quantity
        row_of[row.product_id] = row
    fewer = [pk for pk, units in now.items() if wanted.get(pk, 0) < units]
    if not fewer:
        return
    if came := find_received():
        _require_what_came(order, {pk: row_of[pk].product.sku for pk in fewer}, wanted, came)
    elif why := why_goods_came(list(order.legs.select_related("facility"))):
        less = [f"{row_of[pk].product.sku} from {now[pk]:,} to {wanted.get(pk, 0):,}" for pk in fewer]
        raise Refused(f"{order.number} cannot be reduced: {', '.join(less)}. {why}")


def _require_what_came(
    order: PurchaseOrder, skus: Mapping[int, str], wanted: Mapping[int, int], came: Mapping[int, Came]
) -> None:
    """Refuse less of these products than was received."""
    less = [
        f"{sku} to {wanted.get(pk, 0):,}, {came[pk].units:,} were received"
        for pk, sku in skus.items()
        if pk in came and wanted.get(pk, 0) < came[pk].units
    ]
    if less:
        raise Refused(f"{order.number} cannot be reduced below what came: {'; '.join(less)}.")


def _who(said: AbstractDateChange | None) -> str:
    if said is None or said.by is None:
        return "it was reported"
    return f"{said.by} ({said.said_by}) said" if said.said_by else f"{said.by} said"

"""What lies at the facility of a stand-alone work order of the products that it asks for, and what still comes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from django.db.models import F, Sum

from inventory.models import Place, StockBalance
from inventory.rules.stock import DAMAGED, GOOD, ON_HOLD
from inventory.stock.places import place_at
from leadtimes.models import Facility
from sostocked.foundation.records.errors import Refused
from workorders.goods.claims import claimed_by_others
from workorders.goods.expected import lines_to_come
from workorders.models import WorkOrder
from workorders.rules.stock_asked_for import Coming, Here, why_lacking


def here_at(
    facility: Facility, products: Collection[int], *, work_order: WorkOrder | None = None
) -> dict[int, Here]:
    """By product what is there for `work_order`, which is not written yet where it is None; a few queries."""
    units: dict[int, dict[str, int]] = defaultdict(dict)
    rows = StockBalance.objects.on_hand().filter(place__facility=facility, product__in=products).order_by()
    for pk, condition, total in rows.values_list("product", "condition").annotate(Sum("quantity")):
        units[pk][condition] = total
    claimed = claimed_by_others(facility.pk, products, work_order)
    coming = _coming(facility, products)
    return {
        pk: Here(
            good=units[pk].get(GOOD, 0),
            damaged=units[pk].get(DAMAGED, 0),
            on_hold=units[pk].get(ON_HOLD, 0),
            committed=claimed.get(pk, 0),
            coming=coming.get(pk, ()),
        )
        for pk in products
    }


def _coming(facility: Facility, products: Collection[int]) -> Mapping[int, Sequence[Coming]]:
    found: dict[int, list[Coming]] = defaultdict(list)
    rows = lines_to_come(facility).filter(product__in=products).select_related("work_order")
    for line in rows.order_by(F("work_order__expected_on").asc(nulls_last=True), "work_order", "position"):
        found[line.product_id].append(
            Coming(cast(Any, line).to_come, line.work_order.number, line.work_order.expected_on)
        )
    return found


def require_stock(work_order: WorkOrder) -> None:
    """Refuse, with the numbers, what is more than free at its facility, or than comes where it waits for that.

    The place is locked, so that the last stock is promised once. Whoever calls has locked the work order.
    """
    place = place_at(work_order.facility)
    Place.objects.select_for_update(of=("self",), no_key=True).get(pk=place.pk)
    lines = list(work_order.lines.select_related("product"))
    there = here_at(work_order.facility, [line.product_id for line in lines], work_order=work_order)
    waits = work_order.waits_for_goods
    sentences = [
        why_lacking(
            line.facts.sku,
            line.quantity,
            there[line.product_id],
            place=work_order.facility.place,
            waits=waits,
        )
        for line in lines
        if there[line.product_id].lacks(line.quantity, waits=waits)
    ]
    if sentences:
        raise Refused(" ".join(sentences))

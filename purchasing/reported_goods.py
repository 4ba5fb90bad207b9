"""Where goods came by somebody's word, in a sentence that names the place, the day and who said so."""

from collections.abc import Mapping, Sequence

from django.db.models import Sum

from leadtimes.models import AbstractDateChange, DatedLeg
from purchasing.models import PurchaseOrder
from purchasing.rules.goods_reported import reported_leg, stop_before
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import day_of


def why_goods_came(legs: Sequence[DatedLeg], since: int = 0) -> str:
    """What was reported of goods at a stop from leg number `since` on; empty if nothing was.

    `legs` are rows, with their facilities. Asks the database only where there is something to say.
    """
    at = reported_leg(legs, since)
    if at is None:
        return ""
    leg, stop = legs[at], legs[stop_before(legs, at)]
    what, on = ("started", leg.actual_starts_on) if leg.actual_starts_on else ("finished", leg.actual_ends_on)
    place = stop.facility.name if stop.facility else stop.name
    said = leg.date_changes.filter(cause=what).select_related("by", "said_by").last()
    return f"Goods have come to {place}: {_who(said)} that {leg.name} {what} on {day_of(on)}."


def require_no_less(order: PurchaseOrder, wanted: Mapping[int, int]) -> None:
    """Once goods came by somebody's word, no product is ordered less; `wanted` are units by product."""
    rows = order.lines.order_by("product_id").values_list("product_id", "product__sku")
    now = rows.annotate(units=Sum("quantity"))
    less = [
        f"{sku} from {units:,} to {wanted.get(pk, 0):,}"
        for pk, sku, units in now
        if wanted.get(pk, 0) < units
    ]
    if less and (came := why_goods_came(list(order.legs.select_related("facility")))):
        raise Refused(f"{order.number} cannot be reduced: {', '.join(less)}. {came}")


def _who(said: AbstractDateChange | None) -> str:
    if said is None or said.by is None:
        return "it was reported"
    return f"{said.by} ({said.said_by}) said" if said.said_by else f"{said.by} said"

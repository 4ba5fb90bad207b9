"""What is a work order's own at its facility, and what is free there: stock, less what open work orders claim."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Case, F, Q, Sum, When

from inventory.models import Lot, Product, ShipmentLine, StockBalance
from inventory.rules.shipping import summed
from inventory.rules.stock import GOOD, SHIPPED, TAKEN_BACK
from workorders.goods.built import built_net
from workorders.models import ReceiptLine, WorkOrder, WorkOrderLine
from workorders.models.receipts import NET_UNITS
from workorders.rules.claims import Share, share
from workorders.workflow import AT_WORK


@dataclass
class Claim:
    """What a work order claims at its facility, by product: by its list, or because it came on it."""

    stands_alone: bool
    units: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def claimed(self) -> list[tuple[int, int]]:
        return [(product, max(units, 0)) for product, units in self.units.items()]


Claims = dict[int, Claim]
"""By work order."""


def shares_of(work_order: WorkOrder, products: Collection[int] | None = None) -> dict[int, Share]:
    """Own and free good units of each of `products` at its facility; of all that lie there if none are named."""
    on_hand = good_on_hand(work_order.facility_id, products)
    claims = _claims_at(work_order.facility_id, on_hand)
    mine = claims.pop(work_order.pk, None) or _claims([work_order], on_hand)[work_order.pk]
    received, listed = (
        summed(pair for each in claims.values() if each.stands_alone is alone for pair in each.claimed)
        for alone in (False, True)
    )
    return {
        pk: share(
            units,
            mine.units.get(pk, 0),
            received=received.get(pk, 0),
            listed=listed.get(pk, 0),
            stands_alone=mine.stands_alone,
        )
        for pk, units in on_hand.items()
    }


def claimed_by_others(
    facility_id: int, products: Collection[int], work_order: WorkOrder | None = None
) -> dict[int, int]:
    """Units of each of `products` that open work orders at a facility claim, those of `work_order` left out."""
    claims = _claims_at(facility_id, products)
    if work_order is not None:
        claims.pop(work_order.pk, None)
    return summed(pair for each in claims.values() for pair in each.claimed)


def good_on_hand(facility_id: int, products: Collection[int] | None = None) -> dict[int, int]:
    """Good units of each product that lies there; of those that are named, also nought."""
    rows = _good_at(facility_id)
    if products is not None:
        rows = rows.filter(product__in=products)
    found = dict(rows.order_by().values_list("product").annotate(Sum("quantity")))
    return {pk: found.get(pk, 0) for pk in (products if products is not None else found)}


def good_lots(facility_id: int, products: Collection[int]) -> list[tuple[Product, Lot | None, int]]:
    """Good units by product and lot, first what expires first."""
    rows = _good_at(facility_id).filter(product__in=products).select_related("product", "lot")
    return [
        (row.product, row.lot, row.quantity)
        for row in rows.order_by("product__sku", F("lot__expires_on").asc(nulls_last=True), "pk")
    ]


def _good_at(facility_id: int):
    return StockBalance.objects.on_hand().filter(place__facility=facility_id, condition=GOOD)


def _claims_at(facility_id: int, products: Iterable[int]) -> Claims:
    products = list(products)
    if not products:
        return {}
    touched = (
        Q(lines__product__in=products)
        | Q(receipts__lines__product__in=products)
        | Q(builds__lines__product__in=products)
    )
    is_open = WorkOrder.objects.filter(facility=facility_id, status__in=AT_WORK)
    return _claims(is_open.filter(touched).distinct().only("pk", "order_id"), products)


def _claims(work_orders: Iterable[WorkOrder], products: Iterable[int]) -> Claims:
    """What they claim: of an order what it received, built and has not shipped; standing alone what it lists."""
    products = list(products)
    claims = {each.pk: Claim(stands_alone=each.order_id is None) for each in work_orders}
    for pk, product, units in [*_listed(claims, products), *_received(claims, products)]:
        claims[pk].units[product] += units
    for pk, net in built_net(claims).items():
        for product, units in net.items():
            claims[pk].units[product] += units
    for pk, product, units in _shipped(claims, products):
        claims[pk].units[product] -= units
    return claims


def _listed(claims: Claims, products: list[int]):
    own = [pk for pk, claim in claims.items() if claim.stands_alone]
    rows = WorkOrderLine.objects.filter(work_order__in=own, product__in=products)
    return rows.values_list("work_order", "product", "quantity") if own else []


def _received(claims: Claims, products: list[int]):
    rows = ReceiptLine.objects.filter(receipt__work_order__in=claims, product__in=products, outcome="good")
    return rows.order_by().values_list("receipt__work_order", "product").annotate(units=NET_UNITS)


NET_SHIPPED = Sum(Case(When(cause=SHIPPED, then=F("quantity")), default=-F("quantity")))
"""Of shipment lines that left or were taken back: what left for good."""


def _shipped(claims: Claims, products: list[int]):
    rows = ShipmentLine.objects.filter(
        shipment__workorders_departure__work_order__in=claims,
        product__in=products,
        cause__in=(SHIPPED, TAKEN_BACK),
    )
    named = rows.order_by().values_list("shipment__workorders_departure__work_order", "product")
    return named.annotate(units=NET_SHIPPED)


def shipped_of(work_order: WorkOrder) -> dict[int, int]:
    """Units of each product that left on it, what was taken back taken off."""
    rows = ShipmentLine.objects.filter(
        shipment__workorders_departure__work_order=work_order, cause__in=(SHIPPED, TAKEN_BACK)
    )
    return dict(rows.order_by().values_list("product").annotate(units=NET_SHIPPED))

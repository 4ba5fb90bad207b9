"""What is read of shipments: what is still on the way, what was counted, what a shipment is in all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Case, F, Prefetch, QuerySet, Sum, When

from inventory.models import Carton, CartonLine, Lot, Product, Shipment, ShipmentLine, StockBalance
from inventory.rules.shipping import Packed
from inventory.rules.stock import CHECK_IN_CORRECTED, CHECKED_IN, FOUND, LOST, SHIPPED, TAKEN_BACK


def on_the_way(shipments: Iterable[Shipment]) -> dict[int, list[StockBalance]]:
    """What is still in transit of these, by shipment; one query. First what expires first."""
    found: dict[int, list[StockBalance]] = {shipment.pk: [] for shipment in shipments}
    rows = StockBalance.objects.filter(place__shipment__in=found, quantity__gt=0)
    for row in rows.select_related("place__shipment", "product", "lot").order_by("lot__expires_on", "pk"):
        found[row.place.shipment.pk].append(row)
    return found


def units_on_the_way(shipments: QuerySet[Shipment]) -> dict[int, int]:
    """Units of each product in transit of `shipments`; one query."""
    rows = StockBalance.objects.filter(place__shipment__in=shipments.values("pk"), quantity__gt=0).order_by()
    return dict(rows.values_list("product").annotate(Sum("quantity")))


def checked_in_units(*shipments: Shipment) -> dict[int, int]:
    """Units of each product that Amazon counted of these, corrections taken off; one query."""
    return _net(ShipmentLine.objects.filter(shipment__in=shipments), CHECKED_IN, CHECK_IN_CORRECTED)


def units_at_amazon(shipments: QuerySet[Shipment]) -> dict[int, int]:
    """The same of many."""
    rows = ShipmentLine.objects.filter(shipment__in=shipments.values("pk"))
    return _net(rows, CHECKED_IN, CHECK_IN_CORRECTED)


def shipped_units(shipments: QuerySet[Shipment]) -> dict[int, int]:
    """Units of each product that left by these, what was taken back taken off; one query."""
    return _net(ShipmentLine.objects.filter(shipment__in=shipments.values("pk")), SHIPPED, TAKEN_BACK)


def lost_units(shipments: QuerySet[Shipment]) -> dict[int, int]:
    """Units of each product that were written off on the way and did not turn up."""
    return _net(ShipmentLine.objects.filter(shipment__in=shipments.values("pk")), LOST, FOUND)


def _net(rows: QuerySet[ShipmentLine], more: str, less: str) -> dict[int, int]:
    units = Sum(Case(When(cause=more, then=F("quantity")), default=-F("quantity")))
    own = rows.filter(cause__in=(more, less)).order_by()
    return dict(own.values_list("product").annotate(units=units))


def shipped_of(shipment: Shipment) -> dict[Product, int]:
    """Units of each product that left by it, in the order in which they were packed; one query."""
    found: dict[Product, int] = defaultdict(int)
    for line in shipment.lines.filter(cause=SHIPPED).select_related("product"):
        found[line.product] += line.quantity
    return dict(found)


def written_off(shipment: Shipment) -> list[tuple[Product, Lot | None, int]]:
    """What was lost of it and did not turn up again."""
    net: dict[tuple[Product, Lot | None], int] = defaultdict(int)
    for line in shipment.lines.filter(cause__in=(LOST, FOUND)).select_related("product", "lot"):
        net[line.product, line.lot] += line.quantity if line.cause == LOST else -line.quantity
    return [(product, lot, units) for (product, lot), units in net.items() if units]


def with_cartons(shipments: QuerySet[Shipment]) -> QuerySet[Shipment]:
    """`shipments` with all that is printed of their cartons; two queries for all of them."""
    lines = CartonLine.objects.select_related("product", "lot")
    return shipments.prefetch_related(
        Prefetch("cartons", Carton.objects.prefetch_related(Prefetch("lines", lines)))
    )


def packed(cartons: Sequence[Carton]) -> Packed:
    """How much these are, by cartons read with their lines."""
    weights = [carton.weight_kg and carton.weight_kg * carton.count for carton in cartons]
    known = [weight for weight in weights if weight]
    return Packed(
        cartons=sum(carton.count for carton in cartons),
        units=sum(carton.count * line.quantity for carton in cartons for line in carton.lines.all()),
        weight_kg=sum(known, Decimal(0)) if known and len(known) == len(weights) else None,
    )

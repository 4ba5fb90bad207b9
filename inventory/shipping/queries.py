"""What is read of shipments: what is still on the way, what was counted, what a shipment is in all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Prefetch, QuerySet, Subquery, Sum, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf

from inventory.models import Carton, CartonLine, CheckIn, Lot, Product, Shipment, ShipmentLine, StockBalance
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


def in_short(rows: QuerySet, shipment: str = "pk") -> QuerySet:
    """`rows` with what a list says of their shipments (at the path `shipment`), read with them in one query.

    `packed_list` are identical cartons, `way` the units still in transit.
    """
    its_place = "transit" if shipment == "pk" else f"{shipment}__transit"
    units = CartonLine.objects.filter(carton=OuterRef("pk")).order_by()
    cartons = Carton.objects.filter(shipment=OuterRef(shipment)).order_by("position")
    carton = JSONObject(
        count="count",
        weight=Cast("weight_kg", TextField()),
        units=Subquery(units.values("carton").values_list(Sum("quantity"))),
    )
    way = StockBalance.objects.filter(place=OuterRef(its_place)).order_by()
    return rows.annotate(
        packed_list=ArraySubquery(cartons.values(carton=carton)),
        way=Subquery(way.values("place").values_list(Sum("quantity"))),
    )


def with_units(departures: QuerySet) -> QuerySet:
    """`departures` with `units_list`: how many units of each product left by them."""
    lines = ShipmentLine.objects.filter(shipment=OuterRef("shipment"), cause=SHIPPED).order_by()
    units = JSONObject(product="product", units=Sum("quantity"))
    return departures.annotate(units_list=ArraySubquery(lines.values("product").values(told=units)))


def with_counts(departures: QuerySet) -> QuerySet:
    """`departures` with what left by them, what Amazon has of it, what is on the way, and the last count."""
    lines = ShipmentLine.objects.filter(shipment=OuterRef("shipment")).order_by()
    way = StockBalance.objects.filter(place=OuterRef("shipment__transit")).order_by()
    counts = CheckIn.objects.filter(shipment=OuterRef("shipment")).order_by("-pk")
    address = Coalesce(NullIf("by__claimed_email", Value("")), "by__email")
    told = JSONObject(on="counted_on", done="is_closed", by=Coalesce(NullIf("by__name", Value("")), address))
    return departures.annotate(
        units_left=_total(lines, SHIPPED, TAKEN_BACK),
        units_there=_total(lines, CHECKED_IN, CHECK_IN_CORRECTED),
        units_on_the_way=Subquery(way.values("place").values_list(Sum("quantity"))),
        last_count=Subquery(counts.values(told=told)[:1]),
    )


def _total(lines: QuerySet[ShipmentLine], more: str, less: str) -> Subquery:
    units = Sum(Case(When(cause=more, then=F("quantity")), default=-F("quantity")))
    return Subquery(lines.filter(cause__in=(more, less)).values("shipment").values(units=units))


def packed(cartons: Sequence[Carton]) -> Packed:
    """How much these are, by cartons read with their lines."""
    weights = [carton.weight_kg and carton.weight_kg * carton.count for carton in cartons]
    known = [weight for weight in weights if weight]
    return Packed(
        cartons=sum(carton.count for carton in cartons),
        units=sum(carton.count * line.quantity for carton in cartons for line in carton.lines.all()),
        weight_kg=sum(known, Decimal(0)) if known and len(known) == len(weights) else None,
    )


def packed_in_short(cartons: Sequence[dict[str, Any]]) -> Packed:
    """How much these are, by `packed_list` (`in_short`)."""
    weights = [Decimal(each["weight"]) * each["count"] if each["weight"] else None for each in cartons]
    known = [weight for weight in weights if weight]
    return Packed(
        cartons=sum(each["count"] for each in cartons),
        units=sum(each["count"] * (each["units"] or 0) for each in cartons),
        weight_kg=sum(known, Decimal(0)) if known and len(known) == len(weights) else None,
    )

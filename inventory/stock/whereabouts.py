"""Where a product is: at which facilities, in which lots, on the way and at Amazon."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from inventory.models import Lot, Product, StockBalance
from inventory.rules.stock import AWD, FACILITY, FBA, IN_TRANSIT, PLACE_KINDS
from inventory.stock.outlook import outlook
from inventory.stock.queries import ProductStock, Units, lot_in_words
from leadtimes.models import Facility


@dataclass
class Whereabouts:
    """A product's units: at each facility (by its id) and at all of them, in transit, and at Amazon by kind."""

    together: ProductStock
    facilities: dict[int, ProductStock] = field(default_factory=dict)
    in_transit: int = 0
    at_amazon: dict[str, Units] = field(default_factory=dict)

    @property
    def is_anywhere(self) -> bool:
        return bool(self.facilities or self.in_transit or self.at_amazon)


def whereabouts(product: Product) -> Whereabouts:
    """Where it is; two queries."""
    found = Whereabouts(ProductStock(product=product, committed=0))
    for row in _rows(product):
        kind, units = row["place__kind"], row["units"]
        if kind == FACILITY:
            own = found.facilities.setdefault(row["place__facility"], _at(row, product))
            _add(own, row)
            found.together.add(row["condition"], units)
        elif kind == IN_TRANSIT:
            found.in_transit += units
        elif kind in (FBA, AWD):
            found.at_amazon.setdefault(kind, _at_amazon(kind, product)).add(row["condition"], units)
    _commit(found, product)
    return found


def _commit(found: Whereabouts, product: Product) -> None:
    """Say what of it is committed at each facility where some of it is, and at all of them."""
    if not found.facilities:
        return
    committed = outlook().committed(found.facilities, [product.pk])
    for facility, stock in found.facilities.items():
        stock.committed = committed.get((facility, product.pk), 0)
    found.together.committed = sum(committed.values())


def _rows(product: Product) -> Iterable[dict[str, Any]]:
    rows = StockBalance.objects.somewhere().filter(
        product=product, place__organization=product.organization_id
    )
    place = ("place__kind", "place__facility", "place__facility__name", "place__facility__city")
    named = rows.values(*place, "condition", "lot", "lot__code", "lot__expires_on")
    order = ("place__facility__name", "place__facility", "place__kind", "lot__expires_on", "lot__code")
    return named.annotate(units=Sum("quantity")).order_by(*order)


def _at(row: dict[str, Any], product: Product) -> ProductStock:
    facility = Facility(name=row["place__facility__name"], city=row["place__facility__city"])
    where = [product.organization.slug, row["place__facility"]]
    return ProductStock(
        label=facility.place,
        url=reverse("inventory:facility_stock", args=where),
        moves_url=f"{reverse('inventory:facility_movements', args=where)}?product={product.pk}",
        here_url=reverse("inventory:product_here", args=[*where, product.pk]),
        product=product,
        committed=0,
    )


def _at_amazon(kind: str, product: Product) -> Units:
    moves = reverse("inventory:stock_movements", args=[product.organization.slug])
    return Units(label=PLACE_KINDS[kind], moves_url=f"{moves}?product={product.pk}&at={kind}")


def _add(stock: ProductStock, row: dict[str, Any]) -> None:
    """So many units more, and of which lot."""
    stock.add(row["condition"], row["units"])
    key, lot = row["lot"], Lot(code=row["lot__code"] or "", expires_on=row["lot__expires_on"])
    part = stock.parts.setdefault(key, Units(lot_in_words(lot) if key else ""))
    part.moves_url = f"{stock.moves_url}&lot={key}" if key else stock.moves_url
    part.add(row["condition"], row["units"])

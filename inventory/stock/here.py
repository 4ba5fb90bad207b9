"""One product at one facility: what is there, to which work orders it is committed, and what is expected."""

from dataclasses import dataclass

from django.urls import reverse

from inventory.models import Product, StockBalance, StockMove
from inventory.stock.outlook import OutlookRows, outlook
from inventory.stock.queries import ProductStock, by_lot, by_lot_with_pages, stock_of
from leadtimes.models import Facility


@dataclass(frozen=True, slots=True)
class ProductHere:
    """Units by condition and lot (`stock.parts`), the work orders that hold them, and those that wait for more."""

    stock: ProductStock
    committing: OutlookRows
    expected: OutlookRows


def stock_here(facility: Facility, product: Product, *, discreet: bool, most: int) -> ProductHere:
    """All of it; the lists with their first `most` rows."""
    on_hand = StockBalance.objects.on_hand().filter(place__facility=facility)
    (stock,) = stock_of([product], on_hand, by_lot if discreet else by_lot_with_pages)
    committing = outlook().committing(facility, product.pk, most=most)
    stock.committed = committing.units
    moves = reverse("inventory:facility_movements", args=[facility.organization.slug, facility.pk])
    stock.moves_url = f"{moves}?product={product.pk}"
    for lot, part in stock.parts.items():
        part.moves_url = f"{stock.moves_url}&lot={lot}" if lot else stock.moves_url
    expected = outlook().expected(facility, product=product.pk, discreet=discreet, most=most)
    return ProductHere(stock, committing, expected)


def may_see_here(facility: Facility, product: Product) -> bool:
    """Whether its staff have to do with a product: some of it moved here, or is committed or expected."""
    place = getattr(facility, "stock_place", None)
    return (
        (place is not None and StockMove.objects.touching(place).filter(product=product).exists())
        or outlook().committing(facility, product.pk, most=1).count > 0
        or outlook().expected(facility, product=product.pk, discreet=True, most=1).count > 0
    )

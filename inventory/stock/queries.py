"""What is read of the stock: how much of each product is where, in which condition and lot."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.urls import reverse

from inventory.models import Lot, Product, StockBalance
from inventory.rules.stock import CONDITIONS, DAMAGED, GOOD, ON_HOLD
from leadtimes.models import Facility
from sostocked.foundation.people.models import User
from sostocked.foundation.words import day_of


@dataclass
class Units:
    """Units by condition, the page of where they are, and that of the moves that made them."""

    label: str = ""
    url: str = ""
    moves_url: str = ""
    by_condition: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CONDITIONS, 0))

    def add(self, condition: str, units: int) -> None:
        self.by_condition[condition] += units

    @property
    def good(self) -> int:
        return self.by_condition[GOOD]

    @property
    def damaged(self) -> int:
        return self.by_condition[DAMAGED]

    @property
    def on_hold(self) -> int:
        return self.by_condition[ON_HOLD]

    @property
    def total(self) -> int:
        return sum(self.by_condition.values())


@dataclass
class ProductStock(Units):
    """The stock of one product, and how it divides: `parts` are its places, or its lots at one place.

    `committed`: good units that open work orders hold or ask for; None where that was not asked.
    """

    product: Product | None = None
    committed: int | None = None
    here_url: str = ""
    change_url: str = ""
    bin: str = ""
    bin_url: str = ""
    parts: dict[Any, Units] = field(default_factory=dict)

    @property
    def free(self) -> int:
        """Good units that nobody holds or asks for."""
        return max(self.good - (self.committed or 0), 0)

    @property
    def lacking(self) -> int:
        """Units that are asked for and are not there."""
        return max((self.committed or 0) - self.good, 0)

    @property
    def is_divided(self) -> bool:
        """Whether its parts tell more than the whole."""
        return len(self.parts) > 1 or any(part.label for part in self.parts.values())


Divide = Callable[[StockBalance], tuple[Any, str, str]]
"""By what the rows of a product are divided: a key, what it is called, and its page."""


def by_place(row: StockBalance) -> tuple[Any, str, str]:
    """Facilities, and whatever else holds stock."""
    facility = row.place.facility
    if facility is None:
        return row.place_id, str(row.place), ""
    url = reverse("inventory:facility_stock", args=[facility.organization.slug, facility.pk])
    return row.place_id, facility.place, url


def by_lot(row: StockBalance) -> tuple[Any, str, str]:
    """Lots, first expired first, as a facility's staff see them."""
    return row.lot_id, lot_in_words(row.lot) if row.lot else "", ""


def by_lot_with_pages(row: StockBalance) -> tuple[Any, str, str]:
    """The same for the seller, with the page of each lot."""
    key, label, url = by_lot(row)
    slug = row.place.facility.organization.slug if row.lot and row.place.facility else ""
    return key, label, reverse("inventory:lot", args=[slug, row.lot_id]) if slug else url


def lot_in_words(lot: Lot) -> str:
    """ "L-204, expires 13 Dec 2026"."""
    expires = f"expires {day_of(lot.expires_on)}" if lot.expires_on else ""
    return ", ".join(filter(None, [lot.code and f"Lot {lot.code}", expires]))


def with_stock(products: QuerySet[Product], rows: QuerySet[StockBalance]) -> QuerySet[Product]:
    """Those of `products` of which there is something among `rows`."""
    return products.filter(Exists(rows.filter(product=OuterRef("pk"))))


def stock_of(products: Sequence[Product], rows: QuerySet[StockBalance], divide: Divide) -> list[ProductStock]:
    """How much of each of `products` there is among `rows`; one query for all."""
    found = {product.pk: ProductStock(product=product) for product in products}
    own = rows.filter(product__in=found).select_related("place__facility__organization", "lot")
    for row in own.order_by("place__facility__name", "lot__expires_on", "lot__code", "pk"):
        stock, (key, label, url) = found[row.product_id], divide(row)
        stock.add(row.condition, row.quantity)
        stock.parts.setdefault(key, Units(label, url)).add(row.condition, row.quantity)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class PlaceStock:
    """A facility at a glance: what lies there, of how many products."""

    facility: Facility
    products: int
    units: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.units.values())


def stock_at(facilities: Iterable[Facility]) -> list[PlaceStock]:
    """How much lies at each of these facilities; two queries for all."""
    facilities = list(facilities)
    rows = StockBalance.objects.on_hand().filter(place__facility__in=facilities)
    units: dict[int, dict[str, int]] = {each.pk: dict.fromkeys(CONDITIONS, 0) for each in facilities}
    for pk, condition, total in rows.values_list("place__facility", "condition").annotate(Sum("quantity")):
        units[pk][condition] = total
    counts = dict(rows.values_list("place__facility").annotate(Count("product", distinct=True)))
    return [PlaceStock(each, counts.get(each.pk, 0), units[each.pk]) for each in facilities]


def staffed_facilities(user: User) -> QuerySet[Facility]:
    """Where `user` does the work, with whose stock it is."""
    rows = Facility.objects.staffed_by(user).working().select_related("organization")
    return rows.order_by("organization__name", "name")

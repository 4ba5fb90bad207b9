"""What is read for a count: the sheet to take along, and what the books say of what was counted."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F

from inventory.models import StockBalance, bin_at
from leadtimes.models import Facility

MOST_ON_A_SHEET = 2000
"""Lines of one printed sheet."""

BooksKey = tuple[int, str, str, date | None]
"""A product (its id) in one condition and lot, by which balances are told apart."""


def sheet_rows(organization_id: int, facility_id: int, *, most: int) -> list[StockBalance]:
    """What lies at a facility, as one walks along it: by the place in the hall; the first `most` rows.

    The sheet that is printed and the one that is filled in have their lines in the same order.
    """
    here = StockBalance.objects.on_hand().filter(
        place__facility=facility_id, place__organization=organization_id
    )
    walk = (F("bin").asc(nulls_last=True), "product__sku", "lot__expires_on", "lot__code", "condition", "pk")
    rows = here.select_related("product", "lot").annotate(bin=bin_at(facility_id))
    return list(rows.order_by(*walk)[:most])


def books_of(facility: Facility, products: Iterable[int]) -> dict[BooksKey, int]:
    """What the books say of these products at a facility; one query."""
    rows = StockBalance.objects.on_hand().filter(place__facility=facility, product__in=set(products))
    return {key_of(row): row.quantity for row in rows.select_related("lot")}


def key_of(row: StockBalance) -> BooksKey:
    """Which units a balance, read with its lot, is about."""
    lot = row.lot
    return row.product_id, row.condition, lot.code_key if lot else "", lot.expires_on if lot else None

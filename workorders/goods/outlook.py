"""What purchase orders and work orders say of stock, as the pages of the stock ask it."""

from collections.abc import Collection

from inventory.stock.outlook import OutlookRows
from leadtimes.models import Facility
from workorders.goods import coming, committed, expected


class DocumentsOutlook:
    """See `inventory.stock.outlook.Outlook`."""

    def committed(self, facilities: Collection[int], products: Collection[int]) -> dict[tuple[int, int], int]:
        return committed.committed(facilities, products)

    def committing(self, facility: Facility, product: int, *, most: int) -> OutlookRows:
        return committed.committing(facility, product, most=most)

    def expected(self, facility: Facility, *, product: int | None, discreet: bool, most: int) -> OutlookRows:
        return expected.expected(facility, product=product, discreet=discreet, most=most)

    def on_the_way(self, facility: Facility, *, discreet: bool, most: int) -> OutlookRows:
        return expected.on_the_way(facility, discreet=discreet, most=most)

    def coming(self, product: int, *, most: int) -> dict[str, OutlookRows]:
        return coming.coming(product, most=most)

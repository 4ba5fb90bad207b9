"""Which lead time a new order should use, and why."""

from collections.abc import Sequence
from typing import NamedTuple

from inventory.models import Product
from leadtimes.models import Facility, LeadTime


class Proposal(NamedTuple):
    """A lead time and the sentence that says why it was chosen."""

    lead_time: LeadTime
    why: str


def propose_lead_time(supplier: Facility | None, products: Sequence[Product] = ()) -> Proposal | None:
    """A product's own lead time goes before the supplier's default; of several the longest wins."""
    usable = LeadTime.objects.usable().with_days()
    asked = {product.lead_time_id: product for product in products if product.lead_time_id}
    if asked:
        lead_time = usable.filter(pk__in=asked).order_by("-total_days", "name").first()
        if lead_time:
            return Proposal(lead_time, _why(asked[lead_time.pk], len(asked)))
    if supplier and supplier.default_lead_time_id:
        lead_time = usable.filter(pk=supplier.default_lead_time_id).first()
        return Proposal(lead_time, f"the default of {supplier.name}") if lead_time else None
    return None


def _why(product: Product, how_many: int) -> str:
    if how_many == 1:
        return f"{product.sku} asks for it"
    return f"{product.sku} asks for it, the longest of {how_many} that your products ask for"

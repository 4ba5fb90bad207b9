"""The work orders that a truck which nobody announced may be for, the best match first."""

from collections import Counter
from dataclasses import dataclass

from sostocked.foundation.words import count_of
from workorders.goods.received import units_by_outcome, why_not_receive
from workorders.models import UnannouncedReceipt, WorkOrder
from workorders.rules.receiving import RECEIVED
from workorders.rules.unannounced import Match, match
from workorders.workflow import AT_WORK

MOST = 200
"""So many open work orders are looked at, the nearest expected first."""

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work order, how well it matches, and why nothing can be received on it now (empty where it can)."""

    work_order: WorkOrder
    match: Match
    why_not: str

    @property
    def words(self) -> str:
        """How well it matches, in a sentence."""
        if not self.match.expected:
            return "Waits for nothing of this."
        fits = f"Waits for {count_of(self.match.expected, 'unit')} of this"
        return f"{fits}, {self.match.strange:,} are not on it." if self.match.strange else f"{fits}."


def candidates_for(truck: UnannouncedReceipt) -> list[Candidate]:
    """Open work orders of orders at the truck's facility; a constant number of queries."""
    came: Counter[int] = Counter()
    for product, units in truck.lines.exclude(product=None).values_list("product", "quantity"):
        came[product] += units
    rows = WorkOrder.objects.filter(facility=truck.facility_id, status__in=AT_WORK, order__isnull=False)
    rows = rows.select_related("order", "organization", "facility").prefetch_related("lines")
    open_ones = list(rows.order_by("expected_on", "pk")[:MOST])
    received = units_by_outcome(each.pk for each in open_ones)
    found = [
        Candidate(each, match(came, _missing(each, received[each.pk])), why_not_receive(each))
        for each in open_ones
    ]
    return sorted(found, key=lambda each: (*each.match.rank, bool(each.why_not)))[:SHOWN]


def _missing(work_order: WorkOrder, received: dict[int, dict[str, int]]) -> dict[int, int]:
    here = {pk: sum(units.get(each, 0) for each in RECEIVED) for pk, units in received.items()}
    return {
        line.product_id: max(line.quantity - here.get(line.product_id, 0), 0)
        for line in work_order.lines.all()
    }

"""What is on its way to the facility of a work order, for that work order."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from inventory.models import Lot, Place, Shipment, StockBalance
from inventory.rules.shipping import draw
from inventory.rules.stock import FACILITY
from inventory.shipping.queries import on_the_way, units_on_the_way
from sostocked.foundation.words import count_of
from workorders.models import WorkOrder
from workorders.workflow import Status


def shipments_towards(work_order: WorkOrder) -> QuerySet[Shipment]:
    """What left for it: from the facility before it on its way, and from the supplier where goods come there."""
    named = Q(workorders_departure__towards=work_order, workorders_departure__taken_back_at=None)
    if is_first_here(work_order):
        named |= Q(
            purchasing_departure__order=work_order.order_id,
            purchasing_departure__taken_back_at=None,
            to_kind=FACILITY,
            to_facility=work_order.facility_id,
        )
    return Shipment.objects.filter(named).order_by("left_on", "pk")


def why_goods_come(work_order: WorkOrder) -> str:
    """That goods are on their way to its facility for its order, in a sentence; empty where none are."""
    from_supplier = Q(
        purchasing_departure__order=work_order.order_id,
        purchasing_departure__taken_back_at=None,
        to_facility=work_order.facility_id,
    )
    here = Q(workorders_departure__towards=work_order, workorders_departure__taken_back_at=None)
    named = here | from_supplier if work_order.order_id else here
    units = sum(units_on_the_way(Shipment.objects.filter(named)).values())
    return f"{count_of(units, 'unit')} are on the way to {work_order.facility.name}." if units else ""


def is_first_here(work_order: WorkOrder) -> bool:
    """Whether what the supplier sent to its facility is for it: no other of the order's comes there before."""
    if work_order.order_id is None or work_order.leg_id is None:
        return False
    here = WorkOrder.objects.filter(order=work_order.order_id, facility=work_order.facility_id)
    live = here.exclude(status=Status.CANCELLED)
    return live.order_by("leg__position").values_list("pk", flat=True).first() == work_order.pk


@dataclass
class Way:
    """What is in transit towards a work order, of which units are taken one after the other."""

    rows: list[StockBalance] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, product_id: int, lot: Lot | None, units: int) -> list[tuple[Place, Lot | None, int]]:
        """So many units of a product from where they are in transit, as far as they go."""
        rows = {row.pk: row for row in self.rows if row.product_id == product_id}
        stores = [(pk, {row.lot_id: row.quantity - self.taken[pk]}) for pk, row in rows.items()]
        drawn = draw(stores, lot.pk if lot else None, units)
        for each in drawn:
            self.taken[each.key] += each.units
        return [(rows[each.key].place, rows[each.key].lot, each.units) for each in drawn]


def way_to(work_order: WorkOrder) -> Way:
    """All that is in transit towards it now; two queries."""
    rows = on_the_way(shipments_towards(work_order))
    return Way([row for each in rows.values() for row in each])


def units_coming(rows: Iterable[StockBalance]) -> dict[int, int]:
    """Units by product."""
    found: dict[int, int] = defaultdict(int)
    for row in rows:
        found[row.product_id] += row.quantity
    return dict(found)

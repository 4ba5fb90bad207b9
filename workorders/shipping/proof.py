"""What departures of work orders say of their shipments: which is whose, and where goods leave."""

from collections.abc import Mapping, Sequence

from inventory.shipping.proof import DepartureKind
from inventory.stock.documents import Explanation
from workorders.models import Departure


def _name(shipments: Sequence[int]) -> Mapping[int, Explanation]:
    rows = Departure.objects.filter(shipment__in=shipments).select_related("work_order__organization")
    return {each.shipment_id: Explanation(str(each), each.get_absolute_url()) for each in rows}


DEPARTURES = DepartureKind(
    table="workorders_departure",
    document="workorders_workorder",
    owner="work_order_id",
    leaves_from="origin.facility_id IS NOT DISTINCT FROM document.facility_id",
    otherwise="left from somewhere else than its facility",
    name=_name,
)
"""What left a facility."""

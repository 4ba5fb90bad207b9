"""Where the goods of a work order go, as a shipment names it."""

from inventory.rules.shipping import AMAZON, destination_kind
from inventory.rules.stock import FACILITY
from inventory.shipping.services import Destination
from leadtimes.models import Facility
from workorders.content import WorkOrderContent


def destination_of(content: WorkOrderContent) -> Destination | None:
    """The next stop as a shipment names it."""
    onward = content.onward
    if not onward:
        return None
    kind = destination_kind(onward.kind)
    facility = Facility.objects.filter(pk=onward.facility_id).first() if onward.facility_id else None
    if kind == FACILITY and facility is None:
        return None
    return Destination(kind, onward.name, onward.address, facility if kind in (FACILITY, *AMAZON) else None)

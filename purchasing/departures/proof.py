"""What departures of orders say of their shipments: which is whose, and where goods leave."""

from collections.abc import Mapping, Sequence

from inventory.shipping.proof import DepartureKind
from inventory.stock.documents import Explanation
from purchasing.models import OrderDeparture


def _name(shipments: Sequence[int]) -> Mapping[int, Explanation]:
    rows = OrderDeparture.objects.filter(shipment__in=shipments).select_related("order__organization")
    return {each.shipment_id: Explanation(str(each), each.get_absolute_url()) for each in rows}


DEPARTURES = DepartureKind(
    table="purchasing_orderdeparture",
    document="purchasing_purchaseorder",
    owner="order_id",
    leaves_from="origin.kind = 'supplier' AND origin.organization_id = document.organization_id",
    otherwise="did not leave from the supplier",
    name=_name,
)
"""What left a supplier."""

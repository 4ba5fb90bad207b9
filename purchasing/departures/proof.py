"""What departures of orders say of their shipments: which is whose, and whether what was taken back is back."""

from collections.abc import Mapping, Sequence

from inventory.stock.documents import Explanation, MoveDocument
from purchasing.models import OrderDeparture

_FAULTS = """
    SELECT ordered.organization_id, 'Departure ' || departure.number || ' of ' || ordered.number
        || ': it was ' || CASE WHEN departure.taken_back_at IS NULL THEN 'not ' ELSE '' END
        || 'taken back, and its moves say otherwise.'
    FROM purchasing_orderdeparture departure
    JOIN purchasing_purchaseorder ordered ON ordered.id = departure.order_id
    WHERE (departure.taken_back_at IS NOT NULL) <> EXISTS (
        SELECT 1 FROM inventory_shipmentline line
        WHERE line.shipment_id = departure.shipment_id AND line.cause = 'shipment_undone'
    )
    UNION ALL
    SELECT ordered.organization_id, 'Departure ' || departure.number || ' of ' || ordered.number
        || ' did not leave from the supplier.'
    FROM purchasing_orderdeparture departure
    JOIN purchasing_purchaseorder ordered ON ordered.id = departure.order_id
    JOIN inventory_shipment shipment ON shipment.id = departure.shipment_id
    JOIN inventory_place origin ON origin.id = shipment.from_place_id
    WHERE (origin.kind <> 'supplier' OR origin.organization_id <> ordered.organization_id)
    AND %s::text[] IS NOT NULL
"""


def _explain(_moves: Sequence[int]) -> Mapping[int, Explanation]:
    return {}


def name_departures(shipments: Sequence[int]) -> Mapping[int, Explanation]:
    """Which departures these shipments are, by shipment."""
    rows = OrderDeparture.objects.filter(shipment__in=shipments).select_related("order__organization")
    return {each.shipment_id: Explanation(str(each), each.get_absolute_url()) for each in rows}


DEPARTURES = MoveDocument(frozenset(), _explain, _FAULTS)
"""What left a supplier; its moves are those of its shipment."""

"""What departures say of their shipments: which is whose, and whether what was taken back is back."""

from collections.abc import Mapping, Sequence

from inventory.stock.documents import Explanation, MoveDocument
from workorders.models import Departure

_FAULTS = """
    SELECT work_order.organization_id, 'Departure ' || departure.number || ' of ' || work_order.number
        || ': it was ' || CASE WHEN departure.taken_back_at IS NULL THEN 'not ' ELSE '' END
        || 'taken back, and its moves say otherwise.'
    FROM workorders_departure departure
    JOIN workorders_workorder work_order ON work_order.id = departure.work_order_id
    WHERE (departure.taken_back_at IS NOT NULL) <> EXISTS (
        SELECT 1 FROM inventory_shipmentline line
        WHERE line.shipment_id = departure.shipment_id AND line.cause = 'shipment_undone'
    )
    UNION ALL
    SELECT work_order.organization_id, 'Departure ' || departure.number || ' of ' || work_order.number
        || ' left from somewhere else than its facility.'
    FROM workorders_departure departure
    JOIN workorders_workorder work_order ON work_order.id = departure.work_order_id
    JOIN inventory_shipment shipment ON shipment.id = departure.shipment_id
    JOIN inventory_place origin ON origin.id = shipment.from_place_id
    WHERE origin.facility_id IS DISTINCT FROM work_order.facility_id
    UNION ALL
    SELECT shipment.organization_id, 'Shipment ' || shipment.id || ' to ' || shipment.to_name
        || ' belongs to no document.'
    FROM inventory_shipment shipment
    WHERE NOT EXISTS (SELECT 1 FROM workorders_departure WHERE shipment_id = shipment.id)
    AND NOT EXISTS (SELECT 1 FROM purchasing_orderdeparture WHERE shipment_id = shipment.id)
    AND %s::text[] IS NOT NULL
"""


def _explain(_moves: Sequence[int]) -> Mapping[int, Explanation]:
    return {}


def name_departures(shipments: Sequence[int]) -> Mapping[int, Explanation]:
    """Which departures these shipments are, by shipment."""
    rows = Departure.objects.filter(shipment__in=shipments).select_related("work_order__organization")
    return {each.shipment_id: Explanation(str(each), each.get_absolute_url()) for each in rows}


DEPARTURES = MoveDocument(frozenset(), _explain, _FAULTS)
"""What left a facility; its moves are those of its shipment."""

"""What shipments say of their moves: whose they were, and whether each line and its move agree."""

from collections.abc import Callable, Mapping, Sequence

from inventory.models import ShipmentLine
from inventory.rules.shipping import SHIPMENT_CAUSES
from inventory.stock.documents import Explanation, MoveDocument

_FAULTS = """
    SELECT shipment.organization_id, 'Shipment line ' || line.id || ' (' || line.cause || ', ' || line.quantity
        || ' × ' || product.sku || ') and move ' || move.id || ' disagree.'
    FROM inventory_shipmentline line
    JOIN inventory_shipment shipment ON shipment.id = line.shipment_id
    JOIN inventory_product product ON product.id = line.product_id
    JOIN inventory_stockmove move ON move.id = line.move_id
    JOIN inventory_place origin ON origin.id = move.from_place_id
    JOIN inventory_place target ON target.id = move.to_place_id
    WHERE (move.product_id, move.quantity, move.cause, move.organization_id, move.from_lot_id, move.to_lot_id)
        IS DISTINCT FROM
        (line.product_id, line.quantity, line.cause, shipment.organization_id, line.lot_id, line.lot_id)
    OR move.from_condition <> 'good' OR move.to_condition <> 'good'
    OR CASE line.cause
        WHEN 'shipped' THEN origin.id <> shipment.from_place_id
            OR (target.id IS DISTINCT FROM shipment.transit_id AND target.kind <> 'outside')
        WHEN 'shipment_undone' THEN target.id <> shipment.from_place_id
            OR (origin.id IS DISTINCT FROM shipment.transit_id AND origin.kind <> 'outside')
        WHEN 'checked_in' THEN target.kind <> shipment.to_kind
            OR (origin.id IS DISTINCT FROM shipment.transit_id AND origin.kind <> 'adjustment')
        WHEN 'check_in_corrected' THEN origin.kind <> shipment.to_kind
            OR (target.id IS DISTINCT FROM shipment.transit_id AND target.kind <> 'adjustment')
        WHEN 'lost' THEN origin.id IS DISTINCT FROM shipment.transit_id OR target.kind <> 'adjustment'
        ELSE target.id IS DISTINCT FROM shipment.transit_id OR origin.kind <> 'adjustment' END
    UNION ALL
    SELECT move.organization_id, 'Move ' || move.id || ' (' || move.cause || ', ' || move.quantity || ' × '
        || product.sku || ') belongs to no shipment.'
    FROM inventory_stockmove move
    JOIN inventory_product product ON product.id = move.product_id
    WHERE move.cause = ANY(%s)
    AND NOT EXISTS (SELECT 1 FROM inventory_shipmentline line WHERE line.move_id = move.id)
    UNION ALL
    SELECT shipment.organization_id,
        'Shipment ' || shipment.id || ' to ' || shipment.to_name || ': ' || COALESCE(packed.units, 0)
        || ' units of ' || product.sku || ' are in its cartons, and ' || COALESCE(line.units, 0) || ' left.'
    FROM (
        SELECT carton.shipment_id, content.product_id, SUM(content.quantity * carton.count) AS units
        FROM inventory_carton carton JOIN inventory_cartonline content ON content.carton_id = carton.id
        GROUP BY 1, 2
    ) packed
    FULL JOIN (
        SELECT shipment_id, product_id, SUM(quantity) AS units
        FROM inventory_shipmentline WHERE cause = 'shipped' GROUP BY 1, 2
    ) line ON line.shipment_id = packed.shipment_id AND line.product_id = packed.product_id
    JOIN inventory_shipment shipment ON shipment.id = COALESCE(packed.shipment_id, line.shipment_id)
    JOIN inventory_product product ON product.id = COALESCE(packed.product_id, line.product_id)
    WHERE packed.units IS DISTINCT FROM line.units
    UNION ALL
    SELECT shipment.organization_id, 'Shipment ' || shipment.id || ' to ' || shipment.to_name || ' has no lines.'
    FROM inventory_shipment shipment
    WHERE NOT EXISTS (SELECT 1 FROM inventory_shipmentline line WHERE line.shipment_id = shipment.id)
"""

Naming = Callable[[Sequence[int]], Mapping[int, Explanation]]
"""By shipment: the departure that it is, and its page."""

_namings: list[Naming] = []


def register_departures(naming: Naming) -> None:
    """Let a kind of document name the shipments that are its own; called once, when its app is ready."""
    if naming not in _namings:
        _namings.append(naming)


def departures_of(shipments: Sequence[int]) -> dict[int, Explanation]:
    """Which documents these shipments belong to; one query for each kind of those."""
    found: dict[int, Explanation] = {}
    for naming in _namings:
        found |= naming(shipments)
    return found


def _explain(moves: Sequence[int]) -> Mapping[int, Explanation]:
    lines = list(ShipmentLine.objects.filter(move__in=moves).values_list("move", "shipment", "note"))
    named = departures_of([shipment for _move, shipment, _note in lines])
    found = {}
    for move, shipment, note in lines:
        document = named.get(shipment, Explanation(""))
        found[move] = Explanation(" · ".join(filter(None, [document.text, note])), document.url)
    return found


SHIPMENT_MOVES = MoveDocument(frozenset(SHIPMENT_CAUSES), _explain, _FAULTS)
"""What left by shipments, was counted, was lost and turned up."""

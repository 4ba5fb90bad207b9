"""What shipments say of their moves: whose they were, and whether each line and its move agree."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

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


class DepartureKind(NamedTuple):
    """A kind of document by whose departures goods leave.

    `table` holds the departures; their column `owner` names a row of the table `document`. `leaves_from` is an SQL
    condition about that row and the place `origin`, and `otherwise` what is said of a departure for which it is
    not true. `name` says by shipment which departure it is, and its page.
    """

    table: str
    document: str
    owner: str
    leaves_from: str
    otherwise: str
    name: Callable[[Sequence[int]], Mapping[int, Explanation]]


_kinds: list[DepartureKind] = []


def register_departures(kind: DepartureKind) -> None:
    """Let a kind of document name and prove the shipments that are its own; called once, when its app is ready."""
    if kind not in _kinds:
        _kinds.append(kind)


def departures_of(shipments: Sequence[int]) -> dict[int, Explanation]:
    """Which documents these shipments belong to; one query for each kind of those."""
    found: dict[int, Explanation] = {}
    for kind in _kinds:
        found |= kind.name(shipments)
    return found


def departure_faults() -> str:
    """SQL that selects departures that disagree with their shipments, and shipments that are nobody's."""
    nobodys = " AND ".join(f"shipment.id NOT IN (SELECT shipment_id FROM {kind.table})" for kind in _kinds)  # noqa: S608
    return " UNION ALL ".join([*map(_faults_of, _kinds), _NOBODYS.format(nobodys)])


_NOBODYS = """
    SELECT shipment.organization_id, 'Shipment ' || shipment.id || ' to ' || shipment.to_name
        || ' belongs to no document.'
    FROM inventory_shipment shipment WHERE {}
"""


def _faults_of(kind: DepartureKind) -> str:
    rows = (
        f"FROM {kind.table} departure JOIN {kind.document} document ON document.id = departure.{kind.owner}"
    )
    it = "document.organization_id, 'Departure ' || departure.number || ' of ' || document.number"
    return f"""
        SELECT {it} || ': it was ' || CASE WHEN departure.taken_back_at IS NULL THEN 'not ' ELSE '' END
            || 'taken back, and its moves say otherwise.'
        {rows}
        WHERE (departure.taken_back_at IS NOT NULL) <> EXISTS (
            SELECT 1 FROM inventory_shipmentline line
            WHERE line.shipment_id = departure.shipment_id AND line.cause = 'shipment_undone'
        )
        UNION ALL
        SELECT {it} || ' {kind.otherwise}.'
        {rows}
        JOIN inventory_shipment shipment ON shipment.id = departure.shipment_id
        JOIN inventory_place origin ON origin.id = shipment.from_place_id
        WHERE NOT ({kind.leaves_from})
    """  # noqa: S608 (names of our own tables)


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

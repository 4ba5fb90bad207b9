"""What unannounced trucks say of their moves, and whether each line, its end and their moves agree."""

from collections.abc import Mapping, Sequence

from inventory.rules.stock import UNANNOUNCED_GOODS
from inventory.stock.documents import Explanation, MoveDocument
from workorders.models import UnannouncedEndingLine, UnannouncedLine

_FAULTS = """
    SELECT truck.organization_id, 'Line ' || line.id || ' of unannounced truck ' || truck.number || ' ('
        || product.sku || ', ' || line.quantity || ' ' || line.came_as || ') and move ' || move.id || ' disagree.'
    FROM workorders_unannouncedline line
    JOIN workorders_unannouncedreceipt truck ON truck.id = line.receipt_id
    JOIN inventory_product product ON product.id = line.product_id
    JOIN inventory_stockmove move ON move.id = line.move_id
    JOIN inventory_place origin ON origin.id = move.from_place_id
    JOIN inventory_place target ON target.id = move.to_place_id
    WHERE (move.organization_id, move.cause, move.product_id, move.quantity, move.from_lot_id, move.to_lot_id,
            origin.kind, target.facility_id, move.to_condition)
        IS DISTINCT FROM
        (truck.organization_id, 'unannounced', line.product_id, line.quantity, line.lot_id, line.lot_id,
            'supplier', truck.facility_id, CASE line.came_as WHEN 'good' THEN 'on_hold' ELSE 'damaged' END)
    UNION ALL
    SELECT truck.organization_id, 'Line ' || line.id || ' of unannounced truck ' || truck.number || ' ('
        || product.sku || ') and move ' || move.id || ', by which it was ' || ending.what || ', disagree.'
    FROM workorders_unannouncedendingline last
    JOIN workorders_unannouncedending ending ON ending.id = last.ending_id
    JOIN workorders_unannouncedline line ON line.id = last.line_id
    JOIN workorders_unannouncedreceipt truck ON truck.id = line.receipt_id
    JOIN inventory_product product ON product.id = line.product_id
    JOIN inventory_stockmove move ON move.id = last.move_id
    JOIN inventory_stockmove came ON came.id = line.move_id
    WHERE ending.receipt_id <> line.receipt_id
    OR (move.organization_id, move.product_id, move.quantity, move.from_place_id, move.from_condition,
            move.from_lot_id, move.to_lot_id)
        IS DISTINCT FROM
        (truck.organization_id, line.product_id, line.quantity, came.to_place_id, came.to_condition,
            line.lot_id, line.lot_id)
    OR move.cause <> CASE ending.what
        WHEN 'kept' THEN 'unannounced_kept' WHEN 'assigned' THEN 'unannounced_assigned'
        ELSE 'unannounced_back' END
    OR move.to_place_id <> CASE ending.what WHEN 'kept' THEN came.to_place_id ELSE came.from_place_id END
    OR move.to_condition <> CASE ending.what WHEN 'kept' THEN 'good' ELSE came.from_condition END
    UNION ALL
    SELECT truck.organization_id, 'Line ' || line.id || ' of unannounced truck ' || truck.number || ' ('
        || product.sku || ') was ' || ending.what || ' without a move.'
    FROM workorders_unannouncedending ending
    JOIN workorders_unannouncedreceipt truck ON truck.id = ending.receipt_id
    JOIN workorders_unannouncedline line ON line.receipt_id = truck.id
    JOIN inventory_product product ON product.id = line.product_id
    WHERE (ending.what <> 'kept' OR line.came_as = 'good')
    AND NOT EXISTS (SELECT 1 FROM workorders_unannouncedendingline last WHERE last.line_id = line.id)
    UNION ALL
    SELECT truck.organization_id, 'Unannounced truck ' || truck.number || ' and receipt ' || receipt.number
        || ' of ' || work_order.number || ', to which it was assigned, disagree.'
    FROM workorders_unannouncedending ending
    JOIN workorders_unannouncedreceipt truck ON truck.id = ending.receipt_id
    JOIN workorders_receipt receipt ON receipt.id = ending.goods_receipt_id
    JOIN workorders_workorder work_order ON work_order.id = receipt.work_order_id
    WHERE work_order.facility_id <> truck.facility_id
    OR (SELECT SUM(quantity) FROM workorders_receiptline WHERE receipt_id = receipt.id)
        IS DISTINCT FROM
        (SELECT SUM(quantity) FROM workorders_unannouncedline
            WHERE receipt_id = truck.id AND product_id IS NOT NULL)
    UNION ALL
    SELECT truck.organization_id, 'Unannounced truck ' || truck.number || ' has no lines.'
    FROM workorders_unannouncedreceipt truck
    WHERE NOT EXISTS (SELECT 1 FROM workorders_unannouncedline line WHERE line.receipt_id = truck.id)
    UNION ALL
    SELECT move.organization_id, 'Move ' || move.id || ' (' || move.cause || ', ' || move.quantity || ' × '
        || product.sku || ') belongs to no unannounced truck.'
    FROM inventory_stockmove move
    JOIN inventory_product product ON product.id = move.product_id
    WHERE move.cause = ANY(%s)
    AND NOT EXISTS (SELECT 1 FROM workorders_unannouncedline line WHERE line.move_id = move.id)
    AND NOT EXISTS (SELECT 1 FROM workorders_unannouncedendingline last WHERE last.move_id = move.id)
"""


def _explain(moves: Sequence[int]) -> Mapping[int, Explanation]:
    along = "receipt__organization"
    came = UnannouncedLine.objects.filter(move__in=moves).select_related(along)
    ended = UnannouncedEndingLine.objects.filter(move__in=moves).select_related(f"line__{along}")
    trucks = {line.move_id: line.receipt for line in came}
    trucks |= {each.move_id: each.line.receipt for each in ended}
    return {move: Explanation(str(truck), truck.get_absolute_url()) for move, truck in trucks.items() if move}


UNANNOUNCED_MOVES = MoveDocument(frozenset(UNANNOUNCED_GOODS), _explain, _FAULTS)
"""Goods that came on no work order, and what became of them."""

"""What adjustments say of their moves: why, and whether each line and its move agree."""

from collections.abc import Mapping, Sequence

from inventory.models import AdjustmentLine
from inventory.rules.stock import ADJUSTMENTS
from inventory.stock.documents import Explanation, MoveDocument

_FAULTS = """
    SELECT sheet.organization_id, 'Adjustment line ' || line.id || ' (' || product.sku || ', from '
        || line.units_before || ' to ' || line.units_after || ') and move ' || move.id || ' disagree.'
    FROM inventory_adjustmentline line
    JOIN inventory_adjustment sheet ON sheet.id = line.adjustment_id
    JOIN inventory_product product ON product.id = line.product_id
    JOIN inventory_stockmove move ON move.id = line.move_id
    WHERE (move.product_id, move.quantity, move.cause, move.organization_id)
        IS DISTINCT FROM
        (line.product_id, ABS(line.units_after - line.units_before), sheet.kind, sheet.organization_id)
    OR (line.units_after > line.units_before AND (move.to_place_id, move.to_condition, move.to_lot_id)
        IS DISTINCT FROM (sheet.place_id, line.condition, line.lot_id))
    OR (line.units_after < line.units_before AND (move.from_place_id, move.from_condition, move.from_lot_id)
        IS DISTINCT FROM (sheet.place_id, line.condition, line.lot_id))
    UNION ALL
    SELECT move.organization_id, 'Move ' || move.id || ' (' || move.cause || ', ' || move.quantity || ' × '
        || product.sku || ') belongs to no adjustment.'
    FROM inventory_stockmove move
    JOIN inventory_product product ON product.id = move.product_id
    WHERE move.cause = ANY(%s)
    AND NOT EXISTS (SELECT 1 FROM inventory_adjustmentline line WHERE line.move_id = move.id)
    UNION ALL
    SELECT sheet.organization_id, 'Adjustment ' || sheet.id || ' has no lines.'
    FROM inventory_adjustment sheet
    WHERE NOT EXISTS (SELECT 1 FROM inventory_adjustmentline line WHERE line.adjustment_id = sheet.id)
"""


def _explain(moves: Sequence[int]) -> Mapping[int, Explanation]:
    lines = AdjustmentLine.objects.filter(move__in=moves).values_list("move", "adjustment__reason")
    return {move: Explanation(reason) for move, reason in lines}


ADJUSTMENT_MOVES = MoveDocument(frozenset(ADJUSTMENTS), _explain, _FAULTS)

"""What changes of condition say of their moves: why, and whether each line and its move agree."""

from collections.abc import Mapping, Sequence

from inventory.models import ConditionChangeLine
from inventory.rules.stock import CONDITION_CHANGES
from inventory.stock.documents import Explanation, MoveDocument

_FAULTS = """
    SELECT change.organization_id, 'Condition line ' || line.id || ' (' || product.sku || ', ' || line.units
        || ' ' || line.condition || ') and move ' || move.id || ' disagree.'
    FROM inventory_conditionchangeline line
    JOIN inventory_conditionchange change ON change.id = line.change_id
    JOIN inventory_product product ON product.id = line.product_id
    JOIN inventory_stockmove move ON move.id = line.move_id
    JOIN inventory_place target ON target.id = move.to_place_id
    WHERE (move.organization_id, move.cause, move.product_id, move.quantity, move.from_place_id,
            move.from_condition, move.from_lot_id, move.to_lot_id)
        IS DISTINCT FROM
        (change.organization_id, change.cause, line.product_id, line.units, line.place_id,
            line.condition, line.lot_id, line.lot_id)
    OR (line.becomes <> ''
        AND (move.to_place_id, move.to_condition) IS DISTINCT FROM (line.place_id, line.becomes))
    OR (line.becomes = '' AND (target.kind, move.to_condition) IS DISTINCT FROM ('outside', line.condition))
    UNION ALL
    SELECT change.organization_id, 'Condition line ' || line.id || ' is no case of "' || change.cause || '": '
        || line.condition || ' became ' || COALESCE(NULLIF(line.becomes, ''), 'gone') || '.'
    FROM inventory_conditionchangeline line
    JOIN inventory_conditionchange change ON change.id = line.change_id
    WHERE NOT CASE change.cause
        WHEN 'hold' THEN line.becomes = 'on_hold'
        WHEN 'call_back' THEN line.becomes = 'on_hold' AND line.lot_id IS NOT NULL
        WHEN 'release' THEN line.condition = 'on_hold' AND line.becomes IN ('good', 'damaged')
        WHEN 'damage' THEN line.condition = 'good' AND line.becomes = 'damaged'
        WHEN 'repair' THEN line.condition = 'damaged' AND line.becomes = 'good'
        WHEN 'supplier_return' THEN line.condition IN ('damaged', 'on_hold') AND line.becomes = ''
        ELSE FALSE END
    UNION ALL
    SELECT move.organization_id, 'Move ' || move.id || ' (' || move.cause || ', ' || move.quantity || ' × '
        || product.sku || ') belongs to no change of condition.'
    FROM inventory_stockmove move
    JOIN inventory_product product ON product.id = move.product_id
    WHERE move.cause = ANY(%s)
    AND NOT EXISTS (SELECT 1 FROM inventory_conditionchangeline line WHERE line.move_id = move.id)
    UNION ALL
    SELECT change.organization_id, 'Change of condition ' || change.id || ' has no lines.'
    FROM inventory_conditionchange change
    WHERE NOT EXISTS (SELECT 1 FROM inventory_conditionchangeline line WHERE line.change_id = change.id)
"""


def _explain(moves: Sequence[int]) -> Mapping[int, Explanation]:
    lines = ConditionChangeLine.objects.filter(move__in=moves).values_list("move", "change__reason")
    return {move: Explanation(reason) for move, reason in lines}


CONDITION_MOVES = MoveDocument(frozenset(CONDITION_CHANGES), _explain, _FAULTS)

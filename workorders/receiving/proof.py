"""What receipts say of their moves: on which work order goods came, and whether each line and its move agree."""

from collections.abc import Mapping, Sequence

from inventory.rules.stock import CORRECTION, RECEIPT
from inventory.stock.documents import Explanation, MoveDocument
from workorders.models import ReceiptLine

_FAULTS = """
    SELECT work_order.organization_id, 'Receipt line ' || line.id || ' of ' || work_order.number || ' ('
        || product.sku || ', ' || line.quantity || ' ' || line.outcome || ') and move ' || move.id || ' disagree.'
    FROM workorders_receiptline line
    JOIN workorders_receipt receipt ON receipt.id = line.receipt_id
    JOIN workorders_workorder work_order ON work_order.id = receipt.work_order_id
    JOIN inventory_product product ON product.id = line.product_id
    JOIN inventory_stockmove move ON move.id = line.move_id
    JOIN inventory_place origin ON origin.id = move.from_place_id
    JOIN inventory_place target ON target.id = move.to_place_id
    WHERE (move.product_id, move.quantity, move.organization_id)
        IS DISTINCT FROM (line.product_id, line.quantity, work_order.organization_id)
    OR (CASE WHEN receipt.corrects_id IS NULL THEN move.to_lot_id ELSE move.from_lot_id END)
        IS DISTINCT FROM line.lot_id
    OR move.cause <> CASE WHEN receipt.corrects_id IS NULL THEN 'receipt' ELSE 'correction' END
    OR (receipt.corrects_id IS NULL) <> (line.corrects_id IS NULL)
    OR (CASE WHEN receipt.corrects_id IS NULL THEN target.facility_id ELSE origin.facility_id END)
        IS DISTINCT FROM work_order.facility_id
    OR (CASE WHEN receipt.corrects_id IS NULL THEN move.to_condition ELSE move.from_condition END)
        <> CASE line.outcome WHEN 'wrong' THEN 'on_hold' ELSE line.outcome END
    UNION ALL
    SELECT move.organization_id, 'Move ' || move.id || ' (' || move.cause || ', ' || move.quantity || ' × '
        || product.sku || ') belongs to no receipt.'
    FROM inventory_stockmove move
    JOIN inventory_product product ON product.id = move.product_id
    WHERE move.cause = ANY(%s)
    AND NOT EXISTS (SELECT 1 FROM workorders_receiptline line WHERE line.move_id = move.id)
    UNION ALL
    SELECT work_order.organization_id,
        'Receipt ' || receipt.number || ' of ' || work_order.number || ' has no lines.'
    FROM workorders_receipt receipt
    JOIN workorders_workorder work_order ON work_order.id = receipt.work_order_id
    WHERE NOT EXISTS (SELECT 1 FROM workorders_receiptline line WHERE line.receipt_id = receipt.id)
    UNION ALL
    SELECT work_order.organization_id, 'Receipt line ' || line.id || ' of ' || work_order.number || ' ('
        || product.sku || '): more was taken back than came.'
    FROM workorders_receiptline line
    JOIN workorders_receipt receipt ON receipt.id = line.receipt_id
    JOIN workorders_workorder work_order ON work_order.id = receipt.work_order_id
    JOIN inventory_product product ON product.id = line.product_id
    WHERE line.quantity <
        (SELECT SUM(back.quantity) FROM workorders_receiptline back WHERE back.corrects_id = line.id)
"""


def _explain(moves: Sequence[int]) -> Mapping[int, Explanation]:
    lines = ReceiptLine.objects.filter(move__in=moves).select_related("receipt__work_order__organization")
    return {
        line.move_id: Explanation(
            " · ".join(filter(None, [str(line.receipt), line.note, line.receipt.reason])),
            line.receipt.get_absolute_url(),
        )
        for line in lines
    }


RECEIPT_MOVES = MoveDocument(frozenset({RECEIPT, CORRECTION}), _explain, _FAULTS)

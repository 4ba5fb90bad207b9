"""What builds say of their moves: on which work order, and whether each line, its move and its build agree."""

from collections.abc import Mapping, Sequence

from inventory.rules.stock import BUNDLING
from inventory.stock.documents import Explanation, MoveDocument
from workorders.models import BuildLine

_FAULTS = """
    WITH row AS (
        SELECT line.*, build.units, build.number, build.kind, build.reverses_id AS build_reverses,
            work_order.organization_id, work_order.facility_id, work_order.number AS work_order,
            (line.role = 'bundle') <> (build.reverses_id IS NOT NULL) AS comes,
            'Build line ' || line.id || ' of ' || work_order.number || ' (' || product.sku || ', '
                || line.quantity || ' as ' || line.role || ')' AS named
        FROM workorders_buildline line
        JOIN workorders_build build ON build.id = line.build_id
        JOIN workorders_workorder work_order ON work_order.id = build.work_order_id
        JOIN inventory_product product ON product.id = line.product_id
    )
    SELECT row.organization_id, row.named || ' and move ' || move.id || ' disagree.'
    FROM row
    JOIN inventory_stockmove move ON move.id = row.move_id
    JOIN inventory_place origin ON origin.id = move.from_place_id
    JOIN inventory_place target ON target.id = move.to_place_id
    WHERE (move.product_id, move.quantity, move.organization_id, move.from_lot_id, move.to_lot_id,
            move.from_condition, move.to_condition)
        IS DISTINCT FROM (row.product_id, row.quantity, row.organization_id, row.lot_id, row.lot_id,
            'good'::varchar, 'good'::varchar)
    OR move.cause <> CASE
        WHEN row.kind = 'build' THEN CASE WHEN row.build_reverses IS NULL THEN 'build' ELSE 'unbuild' END
        ELSE CASE WHEN row.build_reverses IS NULL THEN 'spoiled' ELSE 'spoiled_not' END END
    OR (CASE WHEN row.comes THEN target.facility_id ELSE origin.facility_id END)
        IS DISTINCT FROM row.facility_id
    OR (CASE WHEN row.comes THEN origin.kind ELSE target.kind END)
        <> CASE row.kind WHEN 'build' THEN 'build' ELSE 'adjustment' END
    UNION ALL
    SELECT move.organization_id, 'Move ' || move.id || ' (' || move.cause || ', ' || move.quantity || ' × '
        || product.sku || ') belongs to no build.'
    FROM inventory_stockmove move
    JOIN inventory_product product ON product.id = move.product_id
    WHERE move.cause = ANY(%s)
    AND NOT EXISTS (SELECT 1 FROM workorders_buildline line WHERE line.move_id = move.id)
    UNION ALL
    SELECT work_order.organization_id, 'Build ' || build.number || ' of ' || work_order.number || ' makes '
        || build.units || ', its lines ' || COALESCE(made.units, 0) || '.'
    FROM workorders_build build
    JOIN workorders_workorder work_order ON work_order.id = build.work_order_id
    LEFT JOIN LATERAL (
        SELECT SUM(line.quantity) FILTER (WHERE line.role = 'bundle') AS units, COUNT(*) AS lines,
            COUNT(*) FILTER (WHERE line.role = 'part') AS parts
        FROM workorders_buildline line WHERE line.build_id = build.id
    ) made ON TRUE
    WHERE COALESCE(made.units, 0) <> build.units OR made.parts = 0
    UNION ALL
    SELECT row.organization_id, row.named || ': more was taken back than moved.'
    FROM row
    WHERE row.quantity < (SELECT SUM(back.quantity) FROM workorders_buildline back WHERE back.reverses_id = row.id)
    UNION ALL
    SELECT row.organization_id, row.named || ' reverses a line of another build.'
    FROM row LEFT JOIN workorders_buildline taken ON taken.id = row.reverses_id
    WHERE (row.build_reverses IS NULL) <> (row.reverses_id IS NULL)
    OR taken.build_id IS DISTINCT FROM row.build_reverses
"""


def _explain(moves: Sequence[int]) -> Mapping[int, Explanation]:
    lines = BuildLine.objects.filter(move__in=moves).select_related("build__work_order__organization")
    return {
        line.move_id: Explanation(
            " · ".join(filter(None, [str(line.build), line.build.reason])), line.build.get_absolute_url()
        )
        for line in lines
    }


BUILD_MOVES = MoveDocument(frozenset(BUNDLING), _explain, _FAULTS)

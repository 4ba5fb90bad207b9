"""What goods cost that came from suppliers, and what bundles were made of: what stock is valued by."""

from django.db import connection

from inventory.rules.valuing import CostOfGoods, Made, Received

# What came on an order is what was received out of the supplier's door or out of what its departures brought,
# less what was corrected; straight to Amazon, what Amazon counted. Lines about one product are averaged.
_RECEIVED = """
    WITH cost AS (
        SELECT line.order_id, line.product_id,
            SUM((line.quantity + line.short) * line.unit_cost) / SUM(line.quantity + line.short) AS each
        FROM purchasing_orderline line JOIN purchasing_purchaseorder po ON po.id = line.order_id
        WHERE po.organization_id = %(organization)s GROUP BY 1, 2
    ), came AS (
        SELECT work.order_id, line.product_id,
            CASE WHEN line.corrects_id IS NULL THEN line.quantity ELSE -line.quantity END AS units
        FROM workorders_workorder work
        JOIN workorders_receipt receipt ON receipt.work_order_id = work.id
        JOIN workorders_receiptline line ON line.receipt_id = receipt.id AND line.outcome IN ('good', 'damaged')
        LEFT JOIN workorders_receiptline taken_back ON taken_back.id = line.corrects_id
        JOIN inventory_stockmove move ON move.id = COALESCE(taken_back.move_id, line.move_id)
        JOIN inventory_place origin ON origin.id = move.from_place_id
        WHERE work.organization_id = %(organization)s AND work.order_id IS NOT NULL
        AND (origin.kind = 'supplier' OR EXISTS (
            SELECT 1 FROM inventory_shipment shipment
            JOIN purchasing_orderdeparture departure ON departure.shipment_id = shipment.id
            WHERE shipment.transit_id = origin.id
        ))
        UNION ALL
        SELECT departure.order_id, line.product_id,
            CASE WHEN line.cause = 'checked_in' THEN line.quantity ELSE -line.quantity END
        FROM inventory_shipment shipment
        JOIN purchasing_orderdeparture departure ON departure.shipment_id = shipment.id
        JOIN inventory_shipmentline line ON line.shipment_id = shipment.id
            AND line.cause IN ('checked_in', 'check_in_corrected')
        WHERE shipment.organization_id = %(organization)s
    )
    SELECT came.product_id, po.currency, SUM(came.units), SUM(came.units * cost.each)
    FROM came
    JOIN cost ON cost.order_id = came.order_id AND cost.product_id = came.product_id
    JOIN purchasing_purchaseorder po ON po.id = came.order_id
    GROUP BY 1, 2 HAVING SUM(came.units) > 0
"""

_MADE = """
    SELECT step.product_id, line.role, line.product_id,
        SUM(CASE WHEN build.reverses_id IS NULL THEN line.quantity ELSE -line.quantity END)
    FROM workorders_workorder work
    JOIN workorders_build build ON build.work_order_id = work.id AND build.kind = 'build'
    JOIN workorders_step step ON step.id = build.step_id
    JOIN workorders_buildline line ON line.build_id = build.id
    WHERE work.organization_id = %(organization)s
    GROUP BY 1, 2, 3
"""


def cost_of_goods(organization: int) -> CostOfGoods:
    """What came of each product and what it cost, by currency; and what bundles were made of. Two queries."""
    received: dict[int, dict[str, Received]] = {}
    made: dict[int, Made] = {}
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, {"organization": organization})
        for product, currency, units, amount in cursor.fetchall():
            received.setdefault(product, {})[currency] = Received(int(units), amount)
        cursor.execute(_MADE, {"organization": organization})
        for bundle, role, product, units in cursor.fetchall():
            own = made.setdefault(bundle, Made())
            if role == "bundle":
                own.units += int(units)
            else:
                own.parts[product] = own.parts.get(product, 0) + int(units)
    return CostOfGoods(received, made)

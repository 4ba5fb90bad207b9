"""Which good units at facilities are committed: by the rules of `claims`, for many products in one statement."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.urls import reverse

from inventory.stock.outlook import OutlookRow, OutlookRows
from leadtimes.models import Facility
from workorders.workflow import AT_WORK

# A work order of an order holds what it received and built and has not shipped; one that stands alone what it
# lists. The four kinds of rows are put under one another, so that nothing is multiplied by a join.
CLAIMED = """
    SELECT line.work_order_id, line.product_id, line.quantity AS units
    FROM workorders_workorderline line
    JOIN workorders_workorder alone ON alone.id = line.work_order_id AND alone.order_id IS NULL
    WHERE line.product_id = ANY(%(products)s)
    UNION ALL
    SELECT receipt.work_order_id, line.product_id,
        CASE WHEN line.corrects_id IS NULL THEN line.quantity ELSE -line.quantity END
    FROM workorders_receiptline line JOIN workorders_receipt receipt ON receipt.id = line.receipt_id
    WHERE line.outcome = 'good' AND line.product_id = ANY(%(products)s)
    UNION ALL
    SELECT build.work_order_id, line.product_id,
        CASE WHEN (line.role = 'bundle') = (build.reverses_id IS NULL) THEN line.quantity ELSE -line.quantity END
    FROM workorders_buildline line JOIN workorders_build build ON build.id = line.build_id
    WHERE line.product_id = ANY(%(products)s)
    UNION ALL
    SELECT departure.work_order_id, line.product_id,
        CASE WHEN line.cause = 'shipped' THEN -line.quantity ELSE line.quantity END
    FROM inventory_shipmentline line
    JOIN workorders_departure departure ON departure.shipment_id = line.shipment_id
    WHERE line.cause IN ('shipped', 'shipment_undone') AND line.product_id = ANY(%(products)s)
"""
"""Rows that add up to what each work order holds of `products`, whatever its status."""

_CLAIMS = f"""
    SELECT work.id, work.number, work.facility_id, work.leave_on, said.product_id, SUM(said.units) AS units
    FROM ({CLAIMED}) said
    JOIN workorders_workorder work ON work.id = said.work_order_id
    WHERE work.status = ANY(%(at_work)s) AND work.facility_id = ANY(%(facilities)s)
    GROUP BY work.id, said.product_id
    HAVING SUM(said.units) > 0
"""  # noqa: S608 (our own words)

_TOGETHER = f"SELECT facility_id, product_id, SUM(units) FROM ({_CLAIMS}) claim GROUP BY 1, 2"  # noqa: S608
_EACH = f"""
    SELECT number, leave_on, units, COUNT(*) OVER (), SUM(units) OVER ()
    FROM ({_CLAIMS}) claim ORDER BY leave_on NULLS LAST, id LIMIT %(most)s
"""  # noqa: S608


def _ask(sql: str, facilities: Collection[int], products: Collection[int], most: int = 0) -> list[Any]:
    asked: dict[str, Any] = {
        "facilities": list(facilities),
        "products": list(products),
        "at_work": list(AT_WORK),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall()


def committed(facilities: Collection[int], products: Collection[int]) -> dict[tuple[int, int], int]:
    """Units by (facility, product); one query."""
    rows = _ask(_TOGETHER, facilities, products)
    return {(facility, product): int(units) for facility, product, units in rows}


def committing(facility: Facility, product: int, *, most: int) -> OutlookRows:
    """The work orders that hold or ask for a product at a facility, first what leaves first; one query."""
    rows = _ask(_EACH, [facility.pk], [product], most)
    slug = facility.organization.slug
    found = [
        OutlookRow(
            units=int(units),
            document=number,
            url=reverse("workorders:work_order", args=[slug, number]),
            on=leave_on,
        )
        for number, leave_on, units, _count, _total in rows
    ]
    return OutlookRows(found, rows[0][3], int(rows[0][4])) if rows else OutlookRows()

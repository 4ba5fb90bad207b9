"""What is still to come of a product, by the day: from suppliers, on the way, to be built, to be shipped on.

Every unit is at one stage: what left is not also still to leave, and what is held at a facility for Amazon has
come there. So the rows of all stages add up to what is to come.
"""

from typing import Any

from django.db import connection
from django.urls import reverse

from inventory.stock.outlook import (
    IN_TRANSIT,
    TO_BUILD,
    TO_LEAVE,
    TO_SHIP_ON,
    OutlookRow,
    OutlookRows,
    by_bound,
)
from purchasing.workflow import OPEN
from workorders.goods.committed import CLAIMED
from workorders.workflow import AT_WORK

# Still with a supplier is what was ordered less what its departures took and what was received without one.
# The first stop of an order is its work order with the earliest leg; where there is none, goods go to Amazon.
_TO_LEAVE = f"""
    SELECT '{TO_LEAVE}' AS stage,
        CASE WHEN stop.id IS NULL AND amazon.kind IS NOT NULL THEN 'amazon' ELSE 'warehouse' END AS bound,
        GREATEST(line.units - moved.went - came.units, 0) AS units,
        CASE WHEN stop.id IS NULL THEN last.ends_on ELSE stop.expected_on END AS "on", NULL::date AS since,
        po.number AS order_number, NULL AS work_number, NULL::integer AS departure,
        COALESCE(NULLIF(po.supplier_as_said, ''), supplier.name) AS origin,
        CASE WHEN stop.id IS NULL THEN COALESCE(amazon.kind, '') ELSE stop.place END AS target
    FROM (
        SELECT order_id, SUM(quantity) AS units FROM purchasing_orderline
        WHERE product_id = %(product)s GROUP BY order_id
    ) line
    JOIN purchasing_purchaseorder po ON po.id = line.order_id AND po.status = ANY(%(open)s)
    JOIN leadtimes_facility supplier ON supplier.id = po.supplier_id
    LEFT JOIN LATERAL (
        SELECT work.id, work.expected_on, work.counted_at, work.status, hall.name AS place
        FROM workorders_workorder work
        JOIN purchasing_orderleg leg ON leg.id = work.leg_id
        JOIN leadtimes_facility hall ON hall.id = work.facility_id
        WHERE work.order_id = po.id AND work.status <> 'cancelled' ORDER BY leg.position LIMIT 1
    ) stop ON TRUE
    LEFT JOIN LATERAL (
        SELECT leg.kind FROM purchasing_orderleg leg
        WHERE leg.order_id = po.id AND leg.kind IN ('fba', 'awd') ORDER BY leg.position LIMIT 1
    ) amazon ON TRUE
    LEFT JOIN LATERAL (
        SELECT COALESCE(leg.actual_ends_on, leg.expected_ends_on) AS ends_on FROM purchasing_orderleg leg
        WHERE leg.order_id = po.id ORDER BY leg.position DESC LIMIT 1
    ) last ON TRUE
    CROSS JOIN LATERAL (
        SELECT COALESCE(SUM(CASE WHEN row.corrects_id IS NULL THEN row.quantity ELSE -row.quantity END), 0)
            AS units
        FROM workorders_workorder work
        JOIN workorders_receipt receipt ON receipt.work_order_id = work.id
        JOIN workorders_receiptline row ON row.receipt_id = receipt.id AND row.product_id = %(product)s
            AND row.outcome IN ('good', 'damaged')
        JOIN inventory_stockmove move ON move.id = row.move_id
        JOIN inventory_place door ON door.kind = 'supplier'
            AND door.id = CASE WHEN row.corrects_id IS NULL THEN move.from_place_id ELSE move.to_place_id END
        WHERE work.order_id = po.id
    ) came
    CROSS JOIN LATERAL (
        SELECT COALESCE(SUM(way.went), 0) AS went, COALESCE(BOOL_OR(departure.is_all), FALSE) AS is_all
        FROM purchasing_orderdeparture departure
        CROSS JOIN LATERAL (
            SELECT SUM(row.quantity) AS went FROM inventory_shipmentline row
            WHERE row.shipment_id = departure.shipment_id AND row.product_id = %(product)s
            AND row.cause = 'shipped'
        ) way
        WHERE departure.order_id = po.id AND departure.taken_back_at IS NULL
    ) moved
    WHERE NOT moved.is_all AND stop.counted_at IS NULL AND stop.status IS DISTINCT FROM 'completed'
"""  # noqa: S608 (our own words)

_IN_TRANSIT = f"""
    SELECT '{IN_TRANSIT}', CASE WHEN shipment.to_kind = 'facility' THEN 'warehouse' ELSE 'amazon' END,
        SUM(balance.quantity)::bigint,
        CASE WHEN shipment.to_kind = 'facility' THEN waits.expected_on ELSE last.ends_on END, shipment.left_on,
        po.number, own.number, COALESCE(departure.number, po_departure.number),
        COALESCE(hall.name, NULLIF(po.supplier_as_said, ''), supplier.name), shipment.to_name
    FROM inventory_stockbalance balance
    JOIN inventory_shipment shipment ON shipment.transit_id = balance.place_id
    JOIN inventory_place origin ON origin.id = shipment.from_place_id
    LEFT JOIN leadtimes_facility hall ON hall.id = origin.facility_id
    LEFT JOIN workorders_departure departure ON departure.shipment_id = shipment.id
    LEFT JOIN workorders_workorder own ON own.id = departure.work_order_id
    LEFT JOIN purchasing_orderdeparture po_departure ON po_departure.shipment_id = shipment.id
    LEFT JOIN purchasing_purchaseorder po ON po.id = po_departure.order_id
    LEFT JOIN leadtimes_facility supplier ON supplier.id = po.supplier_id
    LEFT JOIN LATERAL (
        SELECT work.expected_on
        FROM workorders_workorder work LEFT JOIN purchasing_orderleg leg ON leg.id = work.leg_id
        WHERE work.id = departure.towards_id
        OR (work.order_id = po.id AND work.facility_id = shipment.to_facility_id AND work.status <> 'cancelled')
        ORDER BY leg.position LIMIT 1
    ) waits ON TRUE
    LEFT JOIN LATERAL ({{last}}) last ON TRUE
    WHERE balance.product_id = %(product)s AND balance.quantity > 0
    GROUP BY shipment.id, waits.expected_on, last.ends_on, po.id, own.id, departure.id, po_departure.id, hall.name,
        supplier.name
"""  # noqa: S608 (our own words)

# When goods of a work order, or of an order, are at Amazon: the end of the last leg, its order's or its own.
LAST = """
    SELECT COALESCE(leg.actual_ends_on, leg.expected_ends_on) AS ends_on, leg.position FROM purchasing_orderleg leg
    WHERE leg.order_id = COALESCE({work}.order_id, {order})
    UNION ALL
    SELECT COALESCE(leg.actual_ends_on, leg.expected_ends_on), leg.position FROM workorders_workorderleg leg
    WHERE leg.work_order_id = {work}.id AND {work}.order_id IS NULL
    ORDER BY position DESC LIMIT 1
"""

# What is held for the next stop, less what bundles that are still to be built will use up of it.
_AT_WORK = """
    SELECT held.stage,
        CASE WHEN work.onward_as_said ->> 'kind' IN ('fba', 'awd') THEN 'amazon' ELSE 'warehouse' END,
        held.units::bigint,
        CASE WHEN work.onward_as_said ->> 'kind' IN ('fba', 'awd') THEN last.ends_on ELSE waits.expected_on END,
        NULL::date, NULL, work.number, NULL, hall.name, work.onward_as_said ->> 'name'
    FROM ({held}) held
    JOIN workorders_workorder work ON work.id = held.work_order_id AND work.status = ANY(%(at_work)s)
    JOIN leadtimes_facility hall ON hall.id = work.facility_id
    LEFT JOIN purchasing_orderleg own_leg ON own_leg.id = work.leg_id
    LEFT JOIN LATERAL ({last}) last ON TRUE
    LEFT JOIN LATERAL (
        SELECT following.expected_on
        FROM workorders_workorder following JOIN purchasing_orderleg leg ON leg.id = following.leg_id
        WHERE following.order_id = work.order_id AND following.status <> 'cancelled'
        AND leg.position > own_leg.position ORDER BY leg.position LIMIT 1
    ) waits ON TRUE
    WHERE held.units > 0
    AND (work.onward_as_said ->> 'kind' IN ('fba', 'awd') OR work.onward_as_said ->> 'facility_id' IS NOT NULL)
"""

_BUILT = """
    COALESCE((SELECT SUM(CASE WHEN build.reverses_id IS NULL THEN build.units ELSE -build.units END)
        FROM workorders_build build WHERE build.step_id = step.id AND build.kind = 'build'), 0)
"""
_BUNDLED = """
    COALESCE((SELECT SUM(line.quantity) FROM workorders_workorderline line
        WHERE line.work_order_id = step.work_order_id AND line.product_id = step.product_id), 0)
"""
_LEFT_TO_BUILD = (
    f"CASE WHEN step.done_at IS NULL THEN GREATEST(step.quantity - {_BUNDLED} - {_BUILT}, 0) ELSE 0 END"
)

_HELD = f"""
    SELECT said.work_order_id, '{TO_SHIP_ON}' AS stage, SUM(said.units) AS units
    FROM (
        {CLAIMED}
        UNION ALL
        SELECT step.work_order_id, part.product_id, -part.quantity * {_LEFT_TO_BUILD}
        FROM workorders_steppart part JOIN workorders_step step ON step.id = part.step_id
        WHERE part.product_id = %(product)s AND step.kind = 'bundle'
    ) said GROUP BY said.work_order_id
    UNION ALL
    SELECT step.work_order_id, '{TO_BUILD}', {_LEFT_TO_BUILD}
    FROM workorders_step step WHERE step.kind = 'bundle' AND step.product_id = %(product)s
"""  # noqa: S608 (our own words)

_ALL = " UNION ALL ".join(
    [
        _TO_LEAVE,
        _IN_TRANSIT.format(last=LAST.format(work="own", order="po.id")),
        _AT_WORK.format(held=_HELD, last=LAST.format(work="work", order="NULL")),
    ]
)
_COMING = f"""
    WITH coming AS ({_ALL}), placed AS (
        SELECT coming.*, COUNT(*) OVER bound_rows AS count, SUM(units) OVER bound_rows AS together,
            ROW_NUMBER() OVER (
                PARTITION BY bound ORDER BY "on" NULLS LAST, order_number, work_number, departure, stage
            ) AS place
        FROM coming WHERE units > 0 WINDOW bound_rows AS (PARTITION BY bound)
    )
    SELECT placed.*, organization.slug
    FROM placed, inventory_product product
    JOIN people_organization organization ON organization.id = product.organization_id
    WHERE product.id = %(product)s AND place <= %(most)s ORDER BY bound, place
"""  # noqa: S608 (our own words)


def coming(product: int, *, most: int) -> dict[str, OutlookRows]:
    """What is to come, warehouse-bound and Amazon-bound apart, first what comes first; one query."""
    asked: dict[str, Any] = {
        "product": product,
        "products": [product],
        "most": most,
        "open": list(OPEN),
        "at_work": list(AT_WORK),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COMING, asked)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return by_bound([(row["bound"], _row(row), row["count"], int(row["together"])) for row in rows])


def _row(row: dict[str, Any]) -> OutlookRow:
    document, url = _document(row)
    return OutlookRow(
        units=int(row["units"]),
        document=document,
        url=url,
        on=row["on"],
        since=row["since"],
        stage=row["stage"],
        origin=row["origin"] or "",
        target=_AMAZON.get(row["target"], row["target"] or ""),
    )


_AMAZON = {"fba": "Amazon FBA", "awd": "Amazon AWD"}


def _document(row: dict[str, Any]) -> tuple[str, str]:
    """The order, work order or departure that says so, and its page."""
    number = row["work_number"] or row["order_number"]
    app, page = ("workorders", "work_order") if row["work_number"] else ("purchasing", "order")
    if row["departure"] is None:
        return number, reverse(f"{app}:{page}", args=[row["slug"], number])
    url = reverse(f"{app}:departure", args=[row["slug"], number, row["departure"]])
    return f"{number}, departure {row['departure']}", url

"""What the work orders of a facility wait for, and what is in transit to and from it."""

from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from inventory.stock.outlook import IN_TRANSIT, OutlookRow, OutlookRows
from leadtimes.models import Facility
from workorders.goods.coming import LAST
from workorders.models import ReceiptLine, WorkOrderLine
from workorders.models.receipts import NET_UNITS
from workorders.workflow import AT_WORK


def lines_to_come(facility: Facility) -> QuerySet[WorkOrderLine]:
    """Lines of its work orders of which something is still expected, with `to_come` units.

    Not of those whose count is final, nor of stand-alone ones: these are about goods that are there.
    """
    came = ReceiptLine.objects.filter(
        receipt__work_order=OuterRef("work_order"),
        product=OuterRef("product"),
        outcome__in=("good", "damaged"),
    )
    received = came.order_by().values("product").annotate(units=NET_UNITS).values("units")
    return WorkOrderLine.objects.filter(
        work_order__facility=facility,
        work_order__status__in=AT_WORK,
        work_order__order__isnull=False,
        work_order__counted_at=None,
    ).annotate(
        to_come=F("quantity") - Coalesce(Subquery(received, output_field=BigIntegerField()), 0),
    ).filter(to_come__gt=0)  # fmt: skip


def expected(facility: Facility, *, product: int | None, discreet: bool, most: int) -> OutlookRows:
    """What is expected, by the day; to the staff by the day that they were told. Two queries."""
    rows = lines_to_come(facility)
    if product is not None:
        rows = rows.filter(product=product)
    now = "work_order__expected_on"
    on = Coalesce("work_order__told_expected_on", now) if discreet else F(now)
    first: Any = rows.select_related("work_order", "product").annotate(on=on)
    slug = facility.organization.slug
    found = [
        OutlookRow(
            units=line.to_come,
            document=line.work_order.number,
            url=reverse("workorders:work_order", args=[slug, line.work_order.number]),
            on=line.on,
            sku=line.facts.sku,
            title=line.facts.title,
        )
        for line in first.order_by(F("on").asc(nulls_last=True), "work_order", "position")[:most]
    ]
    return _counted(found, rows) if len(found) == most else _whole(found)


def _whole(found: list[OutlookRow]) -> OutlookRows:
    return OutlookRows(found, len(found), sum(row.units for row in found))


def _counted(found: list[OutlookRow], rows: QuerySet[WorkOrderLine]) -> OutlookRows:
    units = rows.order_by().aggregate(units=Sum("to_come"))["units"] or 0
    return OutlookRows(found, rows.count(), units)


# A shipment belongs to a work order at one end at least. Where goods come in, the document is the work order that
# waits for them: what they left on, and from where, is not said to a facility.
_TRANSIT = """
    SELECT shipment.id, shipment.left_on, shipment.to_name, shipment.to_facility_id = %(facility)s AS comes_in,
        product.sku, product.title, SUM(balance.quantity) AS units,
        CASE WHEN origin.kind = 'supplier' THEN COALESCE(NULLIF(po.supplier_as_said, ''), supplier.name)
            ELSE hall.name END AS origin,
        own.number AS own_number, departure.number AS departure_number, po.number AS order_number,
        po_departure.number AS order_departure_number,
        waits.number AS waits_number, waits.told_expected_on,
        CASE WHEN shipment.to_kind = 'facility' THEN waits.expected_on ELSE last.ends_on END AS expected_on,
        COUNT(*) OVER () AS count, SUM(SUM(balance.quantity)) OVER () AS together
    FROM inventory_shipment shipment
    JOIN inventory_stockbalance balance ON balance.place_id = shipment.transit_id AND balance.quantity > 0
    JOIN inventory_product product ON product.id = balance.product_id
    JOIN inventory_place origin ON origin.id = shipment.from_place_id
    LEFT JOIN leadtimes_facility hall ON hall.id = origin.facility_id
    LEFT JOIN workorders_departure departure ON departure.shipment_id = shipment.id
    LEFT JOIN workorders_workorder own ON own.id = departure.work_order_id
    LEFT JOIN purchasing_orderdeparture po_departure ON po_departure.shipment_id = shipment.id
    LEFT JOIN purchasing_purchaseorder po ON po.id = po_departure.order_id
    LEFT JOIN leadtimes_facility supplier ON supplier.id = po.supplier_id
    LEFT JOIN LATERAL (
        SELECT work.number, work.expected_on, work.told_expected_on
        FROM workorders_workorder work LEFT JOIN purchasing_orderleg leg ON leg.id = work.leg_id
        WHERE work.id = departure.towards_id
        OR (work.order_id = po.id AND work.facility_id = shipment.to_facility_id AND work.status <> 'cancelled')
        ORDER BY leg.position LIMIT 1
    ) waits ON TRUE
    LEFT JOIN LATERAL ({last}) last ON TRUE
    WHERE shipment.to_facility_id = %(facility)s OR origin.facility_id = %(facility)s
    GROUP BY shipment.id, product.id, origin.kind, hall.name, po.id, supplier.name, own.id, departure.id,
        po_departure.id, waits.number, waits.expected_on, waits.told_expected_on, last.ends_on
    ORDER BY comes_in DESC, expected_on NULLS LAST, shipment.left_on, shipment.id, product.sku
    LIMIT %(most)s
""".format(last=LAST.format(work="own", order="po.id"))  # noqa: S608 (our own words)


def on_the_way(facility: Facility, *, discreet: bool, most: int) -> OutlookRows:
    """What is in transit to and from a facility; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_TRANSIT, {"facility": facility.pk, "most": most})
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found = [_in_transit(row, facility, discreet) for row in rows]
    return OutlookRows(found, rows[0]["count"], int(rows[0]["together"])) if rows else OutlookRows()


def _in_transit(row: dict[str, Any], facility: Facility, discreet: bool) -> OutlookRow:
    """To its staff a facility's own departures keep their names; what comes in is known by their work order."""
    comes_in = bool(row["comes_in"])
    document, url = _document(row, facility.organization.slug, by_departure=not (discreet and comes_in))
    told = row["told_expected_on"] or row["expected_on"]
    return OutlookRow(
        units=int(row["units"]),
        document=document,
        url=url,
        on=told if discreet and comes_in else None if discreet else row["expected_on"],
        since=None if discreet and comes_in else row["left_on"],
        sku=row["sku"],
        title=row["title"],
        stage=IN_TRANSIT,
        origin="" if discreet and comes_in else row["origin"] or "",
        target=facility.name if comes_in else row["to_name"],
    )


def _document(row: dict[str, Any], slug: str, *, by_departure: bool) -> tuple[str, str]:
    """What it is called, and its page."""
    if by_departure and row["own_number"]:
        where, number, part = "workorders:departure", row["own_number"], row["departure_number"]
    elif by_departure and row["order_number"]:
        where, number, part = "purchasing:departure", row["order_number"], row["order_departure_number"]
    elif row["waits_number"]:
        number = row["waits_number"]
        return number, reverse("workorders:work_order", args=[slug, number])
    else:
        return "", ""
    return f"{number}, departure {part}", reverse(where, args=[slug, number, part])

"""What was received, summed up: of work orders, and line by line of one."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Sum
from django.db.models.functions import JSONObject

from workorders.models import Receipt, ReceiptLine, WorkOrder
from workorders.models.receipts import NET_UNITS
from workorders.rules.receiving import Tally
from workorders.workflow import Status


def units_by_outcome(work_orders: Iterable[int]) -> dict[int, dict[int, dict[str, int]]]:
    """Units by work order, product and outcome, corrections taken off; one query for all of them."""
    found: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = ReceiptLine.objects.filter(receipt__work_order__in=list(work_orders)).order_by()
    grouped = rows.values_list("receipt__work_order", "product", "outcome").annotate(units=NET_UNITS)
    for work_order, product, outcome, units in grouped:
        found[work_order][product][outcome] = units
    return found


def received_units(work_order: WorkOrder) -> dict[int, int]:
    """Good and damaged units of each product that came on a work order."""
    by_product = units_by_outcome([work_order.pk])[work_order.pk]
    return {pk: units.get("good", 0) + units.get("damaged", 0) for pk, units in by_product.items()}


def is_received(work_order: WorkOrder) -> bool:
    """Whether anything came on it that was not taken back again, a wrong item among it."""
    by_product = units_by_outcome([work_order.pk])[work_order.pk]
    return any(units for outcomes in by_product.values() for units in outcomes.values())


def tallies_of(work_order: WorkOrder, *, units: dict[int, dict[str, int]] | None = None) -> dict[int, Tally]:
    """How each product of its lines stands: ordered, good, damaged, missing; short once nobody counts any more."""
    units = units_by_outcome([work_order.pk])[work_order.pk] if units is None else units
    is_final = is_count_over(work_order)
    return {
        line.product_id: Tally(
            ordered=line.quantity,
            good=units.get(line.product_id, {}).get("good", 0),
            damaged=units.get(line.product_id, {}).get("damaged", 0),
            is_final=is_final,
        )
        for line in work_order.lines.all()
    }


def is_count_over(work_order: WorkOrder) -> bool:
    """Whether nobody counts any more: what is missing is short."""
    return work_order.counted_at is not None or work_order.status == Status.COMPLETED


def receipts_in_short(work_order: WorkOrder) -> list[Receipt]:
    """Its receipts and corrections, each with who, how many `units`, and `notes` on lines with their SKUs."""
    noted = ReceiptLine.objects.filter(receipt=OuterRef("pk")).exclude(note="").order_by("pk")
    notes = ArraySubquery(noted.values_list(JSONObject(sku="product__sku", text="note")))
    receipts = work_order.receipts.select_related("by", "corrects")
    return list(receipts.annotate(units=Sum("lines__quantity"), notes=notes))


def left_of(receipt: Receipt) -> dict[int, int]:
    """How many units of each line of a receipt were not taken back, by the line's id."""
    taken = ReceiptLine.objects.filter(corrects__receipt=receipt).values_list("corrects", "quantity")
    back: dict[int, int] = defaultdict(int)
    for line, units in taken:
        if line:
            back[line] += units
    return {line.pk: line.quantity - back[line.pk] for line in receipt.lines.all()}


def why_not_receive(work_order: WorkOrder) -> str:
    """Why nothing can be received on it now, in a sentence; empty where it can."""
    number = work_order.number
    if work_order.stands_alone:
        return f"{number} is about goods that are here already: nothing is received on it."
    if work_order.awaits_acknowledgement:
        return f"Acknowledge {number} before you receive its goods."
    if work_order.status not in (Status.ACKNOWLEDGED, Status.IN_PROGRESS):
        return f"{number} is {work_order.badge.label.lower()}: nothing is received on it."
    if work_order.counted_at:
        return f"The count of {number} is final. Open it again to receive more."
    return ""

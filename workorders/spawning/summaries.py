"""What an order's pages show of its work orders, in the terms of `purchasing`, which does not know them."""

from collections.abc import Iterable
from typing import Any, Protocol, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q
from django.db.models.functions import JSONObject

from leadtimes.models import calendar_columns
from purchasing.models import PurchaseOrder
from purchasing.rules.work_order_summary import Came, WorkOrderSummary
from sostocked.foundation.words import count_of
from workorders.closed_day_words import tell_days
from workorders.models import Acknowledgement, ReceiptLine, Step, WorkOrder
from workorders.models.receipts import NET_UNITS
from workorders.rules.receiving import WRONG
from workorders.rules.step_kinds import STEP_KINDS
from workorders.workflow import BADGES, OVER, Status


class _OfOrder(Protocol):
    order_id: int
    step_list: list[dict[str, Any]]
    came_list: list[dict[str, Any]]


def summaries_of(orders: Iterable[PurchaseOrder]) -> list[WorkOrderSummary]:
    """The work orders of `orders`; those cancelled before anybody heard of them are left out."""
    acknowledgements = Prefetch("acknowledgements", Acknowledgement.objects.select_related("by"))
    steps = Step.objects.filter(work_order=OuterRef("pk")).order_by("position")
    step = JSONObject(kind="kind", product="product_id", done=Q(done_at__isnull=False))
    lines = ReceiptLine.objects.filter(receipt__work_order=OuterRef("pk")).exclude(outcome=WRONG)
    came = lines.order_by().values("product", "outcome").annotate(units=NET_UNITS)
    count = JSONObject(product="product", outcome="outcome", units="units")
    found = (
        WorkOrder.objects.filter(order__in=[order.pk for order in orders])
        .exclude(status=Status.CANCELLED, sent_at=None)
        .annotate(
            step_list=ArraySubquery(steps.values(step=step)),
            came_list=ArraySubquery(came.values(count=count)),
            **calendar_columns("facility"),
        )
        .select_related("facility", "organization")
        .prefetch_related(acknowledgements)
        .order_by("pk")
    )
    work_orders = list(found)
    tell_days(work_orders)
    return [_summary_of(work_order) for work_order in work_orders]


def _summary_of(work_order: WorkOrder) -> WorkOrderSummary:
    last = max(work_order.acknowledgements.all(), key=lambda each: each.revision, default=None)
    its = cast(_OfOrder, work_order)
    steps = its.step_list
    return WorkOrderSummary(
        order_id=its.order_id,
        leg_id=work_order.leg_id,
        number=work_order.number,
        url=work_order.get_absolute_url(),
        facility_id=work_order.facility_id,
        place=work_order.facility.place,
        badge=work_order.badge if work_order.status != Status.PLANNED else BADGES[Status.PLANNED],
        revision=work_order.revision,
        expected_on=work_order.expected_on,
        leave_on=work_order.leave_on,
        arrival=work_order.arrival,
        leaving=work_order.leaving,
        acknowledged_by=str(last.by) if last else "",
        acknowledged_at=last.at if last else None,
        acknowledged_revision=last.revision if last else None,
        awaits_acknowledgement=work_order.awaits_acknowledgement,
        begun=work_order.status in (Status.IN_PROGRESS, Status.COMPLETED),
        is_open=work_order.status not in OVER,
        cancelled=work_order.status == Status.CANCELLED,
        progress=f"{sum(step['done'] for step in steps)} of {count_of(len(steps), 'step')} done",
        labels=frozenset(step["product"] for step in steps if step["kind"] == "label"),
        steps=tuple(STEP_KINDS[step["kind"]].label for step in steps),
        came=_came(its.came_list),
        count_is_final=work_order.counted_at is not None,
    )


def _came(counts: list[dict[str, Any]]) -> dict[int, Came]:
    found: dict[int, Came] = {}
    for each in counts:
        found[each["product"]] = found.get(each["product"], Came())._replace(
            **{each["outcome"]: each["units"]}
        )
    return found

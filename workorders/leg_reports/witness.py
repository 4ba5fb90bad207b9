"""Rule W: who does a thing here has seen it, and that confirms the legs. What somebody said before stands."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from leadtimes.rules.leg_reports import InvalidReport, LegReport
from leadtimes.speaker import Speaker
from workorders.leg_reports.services import report
from workorders.models import WorkOrder
from workorders.workflow import Status


def witness(work_order: WorkOrder, leg_id: int, said: LegReport, speaker: Speaker) -> None:
    """Note what was seen of a leg, unless it cannot be by what was said before, or its order is over."""
    if work_order.order is None or work_order.order.is_open:
        with suppress(InvalidReport), transaction.atomic():
            report(work_order, leg_id=leg_id, leg_report=said, speaker=speaker)


def begin(work_order: WorkOrder) -> None:
    """Who has its goods in hand has begun."""
    if work_order.status == Status.ACKNOWLEDGED:
        work_order.status, work_order.started_at = Status.IN_PROGRESS, timezone.now()
        work_order.save(update_fields=["status", "started_at"])

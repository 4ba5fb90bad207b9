"""What is reported of the legs that a work order takes care of: goods came, work is over, the truck is late."""

from datetime import date

from django.db import transaction

from leadtimes.leg_reports.apply import WRITTEN, apply_to_chain
from leadtimes.models import AbstractDateChange
from leadtimes.rules.leg_reports import InvalidReport, LegReport, ReportKind
from leadtimes.rules.told_days import available_day
from leadtimes.speaker import Speaker
from purchasing.change_context import ChangeContext
from purchasing.leg_reports import services as purchasing
from sostocked.foundation.records.errors import Refused
from workorders.content import read_content
from workorders.goods.received import is_received
from workorders.locking import lock_with_order
from workorders.models import WorkOrder, WorkOrderDateChange, WorkOrderLeg
from workorders.revisions import revise_where_dates_move
from workorders.services import complete
from workorders.told_dates import dates_along
from workorders.workflow import STANDING_STILL, Status


@transaction.atomic
def report(
    work_order: WorkOrder, *, leg_id: int, leg_report: LegReport, speaker: Speaker
) -> AbstractDateChange | None:
    """Note what is reported of a leg that this work order takes care of; None if it was reported before.

    Legs of a purchase order move that order, and through it every other facility on its way
    (`workorders/spawning/receivers.py`). Raises InvalidReport, which names the field to mend, or Refused.
    """
    work_order = lock_with_order(work_order)
    if work_order.status in STANDING_STILL:
        raise Refused(f"{work_order.number} is {work_order.badge.label.lower()}: its dates stay as they are.")
    if work_order.status == Status.COMPLETED and leg_report.what in (
        ReportKind.NOT_YET,
        ReportKind.NOT_BEGUN,
    ):
        _check_not_done_here(work_order, leg_id)
    if leg_report.what is ReportKind.NOT_BEGUN and is_received(work_order):
        raise InvalidReport(
            "what", f"Goods were received on {work_order.number}: correct its receipts first."
        )
    if work_order.order is None:
        return _report_own(work_order, leg_id, leg_report, speaker)
    content = read_content(work_order)
    if leg_id not in {leg.pk for leg in content.own_legs}:
        raise Refused(f"{work_order.number} does not take care of this leg.")
    return purchasing.report(work_order.order, leg_id=leg_id, leg_report=leg_report, speaker=speaker)


@transaction.atomic
def report_and_complete(
    work_order: WorkOrder, *, leg_id: int, leg_report: LegReport, speaker: Speaker
) -> AbstractDateChange | None:
    """Both or none: the facility's last leg is over, and so is the work. Raises as both do."""
    said = report(work_order, leg_id=leg_id, leg_report=leg_report, speaker=speaker)
    complete(work_order, by=speaker.user, sure=leg_report.sure)
    return said


def _check_not_done_here(work_order: WorkOrder, leg_id: int) -> None:
    if leg_id in {leg.pk for leg in read_content(work_order).legs_here}:
        raise InvalidReport("what", f"{work_order.number} is completed, so its work is over.")


def _report_own(
    work_order: WorkOrder, leg_id: int, leg_report: LegReport, speaker: Speaker
) -> WorkOrderDateChange | None:
    if work_order.starts_on is None:
        raise Refused(f"{work_order.number} has no dates yet.")
    legs = list(work_order.legs.select_related("facility"))
    # The goods are there already, so the work may begin on any day before the one that was planned.
    outcome = apply_to_chain(
        legs, leg_id, leg_report, today=speaker.today, starts_on=work_order.starts_on, earliest=date.min
    )
    if outcome is None:
        return None
    WorkOrderLeg.objects.bulk_update(outcome.changed, WRITTEN)
    date_change = WorkOrderDateChange.objects.create(work_order=work_order, **outcome.as_date_change(speaker))
    date_change.available = available_day(legs[-1], legs[-1].known_calendar)
    context = ChangeContext(is_drift=True, said_by=speaker.facility_id)
    revise_where_dates_move({work_order: dates_along(legs, work_order.facility_id)}, context)
    return date_change

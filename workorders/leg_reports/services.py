"""What is said at a facility of its own legs: goods came, work is over, the truck is late."""

from datetime import date

from django.db import transaction

from leadtimes.leg_reports.apply import WRITTEN, take_up
from leadtimes.models import AbstractSlip, Facility
from leadtimes.rules.leg_reports import Statement, Unsound, What
from leadtimes.rules.portions import Portion, last_leg_at_facility
from purchasing.change_context import Cause
from purchasing.leg_reports import services as purchasing
from purchasing.models import PurchaseOrder
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused
from workorders.models import WorkOrder, WorkOrderLeg, WorkOrderSlip
from workorders.notices import announce
from workorders.page.content import read
from workorders.told_dates import DATES, is_news, move_dates, note_as_told
from workorders.workflow import Status


@transaction.atomic
def report(
    work_order: WorkOrder,
    *,
    leg_id: int,
    statement: Statement,
    by: User,
    today: date,
    said_by: Facility | None = None,
) -> AbstractSlip | None:
    """Note what `by` says of a leg that this work order takes care of; None if it was said before.

    Legs of a purchase order move that order, and every other facility on its way. `said_by` is the facility that
    speaks, if it is one. Raises Unsound, which names the field to mend, or Refused.
    """
    if work_order.status in (Status.PLANNED, Status.CANCELLED):
        raise Refused(f"{work_order.number} is {work_order.look.label.lower()}: its dates stay as they are.")
    if work_order.status == Status.COMPLETED and statement.what in (What.NOT_YET, What.NOT_BEGUN):
        _check_not_done_here(work_order, leg_id)
    said = {"leg_id": leg_id, "statement": statement, "by": by, "today": today}
    if work_order.stands_alone:
        return _report_own(work_order, **said, said_by=said_by)
    order = PurchaseOrder.objects.select_for_update(of=("self",)).get(pk=work_order.order_id)
    paper = read(work_order)
    if leg_id not in {leg.pk for leg in paper.own_legs}:
        raise Refused(f"{work_order.number} does not take care of this leg.")
    return purchasing.report(order, **said, said_by=said_by)


def _check_not_done_here(work_order: WorkOrder, leg_id: int) -> None:
    if leg_id in {leg.pk for leg in read(work_order).legs_here}:
        raise Unsound("what", f"{work_order.number} is completed, so its work is over.")


def _report_own(
    work_order: WorkOrder,
    *,
    leg_id: int,
    statement: Statement,
    by: User,
    today: date,
    said_by: Facility | None,
) -> WorkOrderSlip | None:
    rows = WorkOrder.objects.select_for_update(of=("self",)).select_related("facility", "organization")
    work_order = rows.get(pk=work_order.pk)
    legs = list(work_order.legs.select_related("facility"))
    said = take_up(legs, leg_id, statement, today=today, starts_on=work_order.starts_on, earliest=date.min)
    if said is None:
        return None
    WorkOrderLeg.objects.bulk_update(said.changed, WRITTEN)
    slip = WorkOrderSlip.objects.create(work_order=work_order, **said.as_slip(by, said_by))
    leaves = last_leg_at_facility(legs, Portion(work_order.facility_id, tuple(range(len(legs)))))
    cause = Cause(is_drift=True, said_by=said_by and said_by.pk)
    if move_dates(work_order, legs[0].expected_starts_on, legs[leaves].expected_ends_on):
        _follow(work_order, cause)
    return slip


def _follow(work_order: WorkOrder, cause: Cause) -> None:
    """Save dates that moved; as a new revision if that is news to the facility."""
    has_news = is_news(work_order, cause)
    if has_news:
        work_order.revision += 1
        note_as_told([work_order])
        announce([work_order])
    work_order.save(update_fields=DATES)

"""What sellers do with stand-alone work orders. Each call locks, refuses or does all of it."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from inventory.models import Product
from leadtimes.dating import date_chain, set_expected
from leadtimes.models import Facility
from leadtimes.rules.portions import STARTS_A_PORTION
from sostocked.foundation.people.models import Organization, User
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.records.numbering import next_number
from workorders.content import read_content, snapshot_of
from workorders.locking import lock, lock_for_change
from workorders.models import WorkOrder, WorkOrderLeg, WorkOrderLine
from workorders.revisions import Changes, publish, revise
from workorders.steps.services import StepInput, replace_steps, save_as_written
from workorders.told_dates import dates_along
from workorders.workflow import Status, require_move

FIRST_NUMBER = 5001


class LineInput(NamedTuple):
    """A line as a person typed it."""

    product: Product
    quantity: int


@transaction.atomic
def create_transfer(
    facility: Facility,
    *,
    by: User,
    starts_on: date,
    lines: Sequence[LineInput],
    steps: Sequence[StepInput],
    legs: Sequence[WorkOrderLeg],
    instructions: str = "",
    creation_key: uuid.UUID | None = None,
) -> WorkOrder:
    """Save a stand-alone work order (planned); the same `creation_key` makes one, however often it comes."""
    organization = Organization.objects.select_for_update().get(pk=facility.organization_id)
    twins = WorkOrder.objects.filter(organization=organization, creation_key=creation_key)
    if creation_key and (twin := twins.first()):
        return twin
    number = f"WO-{next_number(organization, 'work order', first=FIRST_NUMBER)}"
    work_order = WorkOrder(
        organization=organization, number=number, facility=facility, created_by=by, creation_key=creation_key
    )
    work_order.steps_by_hand = True
    _set_transfer(work_order, starts_on, legs, instructions)
    work_order.save()
    _replace_transfer_rows(work_order, lines, steps, legs)
    return work_order


@transaction.atomic
def change_transfer(
    work_order: WorkOrder,
    *,
    revision: int,
    starts_on: date,
    lines: Sequence[LineInput],
    steps: Sequence[StepInput],
    legs: Sequence[WorkOrderLeg],
    instructions: str = "",
) -> WorkOrder:
    """Write a stand-alone work order anew, before its work begins."""
    work_order = lock_for_change(work_order, revision)
    if not work_order.stands_alone:
        raise Refused(f"{work_order.number} follows {work_order.order}: change the lines and legs there.")
    before = snapshot_of(read_content(work_order))
    _set_transfer(work_order, starts_on, legs, instructions)
    work_order.legs.all().delete()
    work_order.lines.all().delete()
    _replace_transfer_rows(work_order, lines, steps, legs)
    return save_as_written(work_order, before)


@transaction.atomic
def send(work_order: WorkOrder) -> WorkOrder:
    """Tell the facility of a stand-alone work order, and freeze its baseline dates."""
    work_order = lock(work_order)
    require_move(work_order.number, work_order.status, Status.SENT)
    if not work_order.stands_alone:
        raise Refused(f"{work_order.number} is sent when {work_order.order} is placed.")
    if work_order.facility.archived_at:
        raise Refused(f"{work_order.facility} is archived and cannot be sent work.")
    if not work_order.lines.exists():
        raise Refused(f"{work_order.number} has no lines. Say what the work is about.")
    legs = list(work_order.legs.all())
    for leg in legs:
        leg.baseline_starts_on, leg.baseline_ends_on = leg.expected_starts_on, leg.expected_ends_on
    WorkOrderLeg.objects.bulk_update(legs, ["baseline_starts_on", "baseline_ends_on"])
    work_order.status, work_order.sent_at = Status.SENT, timezone.now()
    publish(Changes(sent=[work_order]), "status", "sent_at")
    return work_order


@transaction.atomic
def cancel_transfer(work_order: WorkOrder, *, reason: str) -> WorkOrder:
    """Cancel a stand-alone work order before its work begins; a facility that it was sent to hears why."""
    work_order = lock(work_order)
    if not work_order.stands_alone:
        raise Refused(f"{work_order.number} follows {work_order.order}: cancel or change that order.")
    require_move(work_order.number, work_order.status, Status.CANCELLED)
    if not reason.strip():
        raise Refused("Say why: the facility will read it.")
    work_order.status, work_order.cancel_reason = Status.CANCELLED, reason.strip()
    revise([work_order], "status", "cancel_reason")
    return work_order


def _set_transfer(
    work_order: WorkOrder, starts_on: date, legs: Sequence[WorkOrderLeg], instructions: str
) -> None:
    """Date the legs and take the work order's dates from them."""
    _require_way(work_order, legs)
    set_expected(legs, date_chain(starts_on, legs))
    work_order.starts_on, work_order.instructions = starts_on, instructions
    work_order.expected_on, work_order.leave_on = dates_along(legs, work_order.facility_id)


def _require_way(work_order: WorkOrder, legs: Sequence[WorkOrderLeg]) -> None:
    if not legs or legs[0].facility_id != work_order.facility_id:
        raise Refused(f"The first leg is the work at {work_order.facility.name}.")
    other = next(
        (leg for leg in legs if leg.kind in STARTS_A_PORTION and leg.facility_id != work_order.facility_id),
        None,
    )
    if other:
        raise Refused(needs_its_own(other.facility))


def needs_its_own(facility: Facility) -> str:
    """Why a stand-alone work order has no leg at another facility."""
    return (
        f"{facility.name} needs a work order of its own. End this one with the freight there, "
        "and write another for what happens next."
    )


def _replace_transfer_rows(
    work_order: WorkOrder,
    lines: Sequence[LineInput],
    steps: Sequence[StepInput],
    legs: Sequence[WorkOrderLeg],
) -> None:
    for position, leg in enumerate(legs, start=1):
        leg.work_order, leg.position = work_order, position
    WorkOrderLeg.objects.bulk_create(legs)
    WorkOrderLine.objects.bulk_create(
        WorkOrderLine(work_order=work_order, position=n, **line._asdict())
        for n, line in enumerate(lines, start=1)
    )
    replace_steps(work_order, steps)

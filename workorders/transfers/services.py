"""What sellers do with stand-alone work orders. Each call locks, refuses or does all of it."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from inventory.models import Product
from leadtimes.dating import date_chain, set_expected
from leadtimes.models import Facility
from leadtimes.rules.portions import STARTS_A_PORTION
from sostocked.foundation.people.models import Organization, User
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.records.numbering import next_number
from sostocked.foundation.words import ended
from workorders.as_said.freezing import freeze_rows, is_redirected, keep_onward
from workorders.content import onward_now, read_content
from workorders.locking import lock, lock_for_change
from workorders.models import WorkOrder, WorkOrderLeg, WorkOrderLine
from workorders.revisions import Changes, publish, revise
from workorders.rules.instructions import require_instructions
from workorders.snapshots import snapshot_of
from workorders.spawning.work_done import require_no_less
from workorders.steps.services import StepInput, replace_steps, save_as_written
from workorders.told_dates import dates_along
from workorders.transfers.on_hand import require_stock
from workorders.transfers.work_reported import (
    keeps_way,
    require_cancellable,
    require_way_kept,
    way_of,
    what_was_reported,
)
from workorders.workflow import Status, require_move

FIRST_NUMBER = 5001
DATED = ("expected_starts_on", "expected_ends_on", "baseline_starts_on", "baseline_ends_on")


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
    waits_for_goods: bool = False,
    creation_key: uuid.UUID | None = None,
) -> WorkOrder:
    """Save a stand-alone work order (planned); the same `creation_key` makes one, however often it comes."""
    organization = Organization.objects.select_for_update().get(pk=facility.organization_id)
    twins = WorkOrder.objects.filter(organization=organization, creation_key=creation_key)
    twin: WorkOrder | None = twins.first() if creation_key else None
    if twin:
        return twin
    require_instructions("The work order", steps, instructions)
    number = f"WO-{next_number(organization, 'work order', first=FIRST_NUMBER)}"
    work_order = WorkOrder(
        organization=organization, number=number, facility=facility, created_by=by, creation_key=creation_key
    )
    work_order.steps_by_hand = True
    work_order.instructions, work_order.waits_for_goods = instructions, waits_for_goods
    _require_way(work_order, legs)
    _date(work_order, starts_on, legs)
    work_order.save()
    _write_legs(work_order, legs)
    _write_lines(work_order, lines)
    replace_steps(work_order, steps)
    return work_order


@transaction.atomic
def change_transfer(
    work_order: WorkOrder,
    *,
    version: int,
    starts_on: date,
    lines: Sequence[LineInput],
    steps: Sequence[StepInput],
    legs: Sequence[WorkOrderLeg],
    instructions: str = "",
    waits_for_goods: bool = False,
) -> WorkOrder:
    """Write a stand-alone work order anew, before its work begins.

    One that was sent asks for no more than there is (`require_stock`). Once somebody reported that a leg began or
    ended, legs and start stay, and no line gets less (rule E).
    """
    work_order = lock_for_change(work_order, version)
    if not work_order.stands_alone:
        raise Refused(f"{work_order.number} follows {work_order.order}: change the lines and legs there.")
    require_instructions(work_order.number, steps, instructions)
    before = snapshot_of(read_content(work_order))
    _require_what_was_reported(work_order, lines)
    _set_way(work_order, starts_on, legs)
    work_order.instructions, work_order.waits_for_goods = instructions, waits_for_goods
    asked = dict(work_order.lines.values_list("product_id", "quantity"))
    said = dict(work_order.lines.values_list("product_id", "as_said"))
    work_order.lines.all().delete()
    _write_lines(work_order, lines, said=said)
    replace_steps(work_order, steps)
    if work_order.sent_at and any(asked.get(each.product.pk, 0) < each.quantity for each in lines):
        require_stock(work_order)
    _redirect(work_order)
    return save_as_written(work_order, before)


def _require_what_was_reported(work_order: WorkOrder, lines: Sequence[LineInput]) -> None:
    if reported := what_was_reported(list(work_order.legs.all())):
        units: Counter[int] = Counter()
        for line in lines:
            units[line.product.pk] += line.quantity
        require_no_less(work_order, units, reported)


def _set_way(work_order: WorkOrder, starts_on: date, legs: Sequence[WorkOrderLeg]) -> None:
    """Give it other legs; those on which something was reported stay where they are the same."""
    rows, wanted = list(work_order.legs.all()), way_of(starts_on, legs)
    require_way_kept(work_order, rows, wanted)
    if keeps_way(work_order, rows, wanted):
        return
    _require_way(work_order, legs)
    _date(work_order, starts_on, legs)
    work_order.legs.all().delete()
    _write_legs(work_order, legs)


def _redirect(work_order: WorkOrder) -> None:
    """Take over another next stop where the new legs lead elsewhere, unsaved."""
    onward = onward_now(work_order)
    if is_redirected(work_order, onward):
        keep_onward(work_order, onward)


@transaction.atomic
def send(work_order: WorkOrder, *, starts_on: date | None = None) -> WorkOrder:
    """Tell the facility of a stand-alone work order; its baseline dates freeze, and what it says of products.

    With `starts_on` all days are counted from there instead of from the day that was written. Refused, with the
    numbers, where it asks for more than is free at its facility (`require_stock`).
    """
    work_order = lock(work_order)
    require_move(work_order.number, work_order.status, Status.SENT)
    if not work_order.stands_alone:
        raise Refused(f"{work_order.number} is sent when {work_order.order} is placed.")
    if work_order.facility.archived_at:
        raise Refused(f"{work_order.facility} is archived and cannot be sent work.")
    if not work_order.lines.exists():
        raise Refused(f"{work_order.number} has no lines. Say what the work is about.")
    require_instructions(work_order.number, work_order.steps.all(), work_order.instructions)
    require_stock(work_order)
    legs = list(work_order.legs.all())
    if starts_on:
        _date(work_order, starts_on, legs)
    for leg in legs:
        leg.baseline_starts_on, leg.baseline_ends_on = leg.expected_starts_on, leg.expected_ends_on
    WorkOrderLeg.objects.bulk_update(legs, DATED)
    work_order.status, work_order.sent_at = Status.SENT, timezone.now()
    freeze_rows([work_order])
    keep_onward(work_order, onward_now(work_order))
    publish(Changes(sent=[work_order]), "status", "sent_at", "starts_on", "onward_as_said")
    return work_order


@transaction.atomic
def cancel_transfer(work_order: WorkOrder, *, reason: str) -> WorkOrder:
    """Cancel a work order that stands alone, or whose order was closed, before its work begins.

    A facility that it was sent to hears why. Refused once something was reported (rule X).
    """
    work_order = lock(work_order)
    require_cancellable(work_order)
    if not reason.strip():
        raise Refused("Say why it is cancelled.")
    work_order.status, work_order.cancel_reason = Status.CANCELLED, reason.strip()
    revise([work_order], "status", "cancel_reason")
    return work_order


def _date(work_order: WorkOrder, starts_on: date, legs: Sequence[WorkOrderLeg]) -> None:
    """Date the legs and take the work order's dates from them."""
    set_expected(legs, date_chain(starts_on, legs))
    work_order.starts_on = starts_on
    work_order.expected_on, work_order.leave_on = dates_along(legs, work_order.facility_id)


def _require_way(work_order: WorkOrder, legs: Sequence[WorkOrderLeg]) -> None:
    if not legs or legs[0].facility_id != work_order.facility_id:
        raise Refused(ended(f"The first leg is the work at {work_order.facility.name}"))
    other = next(
        (leg for leg in legs if leg.kind in STARTS_A_PORTION and leg.facility_id != work_order.facility_id),
        None,
    )
    if other and other.facility:
        raise Refused(needs_its_own(other.facility))


def needs_its_own(facility: Facility) -> str:
    """Why a stand-alone work order has no leg at another facility."""
    return (
        f"{facility.name} needs a work order of its own. End this one with the freight there, "
        "and write another for what happens next."
    )


def _write_legs(work_order: WorkOrder, legs: Sequence[WorkOrderLeg]) -> None:
    for position, leg in enumerate(legs, start=1):
        leg.work_order, leg.position = work_order, position
    WorkOrderLeg.objects.bulk_create(legs)


def _write_lines(
    work_order: WorkOrder, lines: Sequence[LineInput], *, said: Mapping[int, Any] | None = None
) -> None:
    """Write the lines anew; a product that was on a line keeps what was `said` of it."""
    said = said or {}
    WorkOrderLine.objects.bulk_create(
        WorkOrderLine(work_order=work_order, position=n, as_said=said.get(line.product.pk), **line._asdict())
        for n, line in enumerate(lines, start=1)
    )

"""What sellers and facility staff do with work orders. Each call locks, refuses or does all of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from inventory.models import Product
from leadtimes.dating import date_chain, set_expected
from leadtimes.models import Facility
from leadtimes.rules.portions import STARTS_A_PORTION
from sostocked.foundation.people.models import Organization, User
from sostocked.foundation.records.errors import ChangedMeanwhile, NotYours, Refused
from sostocked.foundation.records.numbering import next_number
from workorders.models import Acknowledgement, Step, StepPart, WorkOrder, WorkOrderLeg, WorkOrderLine
from workorders.notices import announce
from workorders.page.content import read_content, snapshot_of
from workorders.told_dates import DATES, note_as_told
from workorders.workflow import BADGES, CHANGEABLE, Status, require_move

FIRST_NUMBER = 5001


class LineInput(NamedTuple):
    """A line as a person typed it."""

    product: Product
    quantity: int


class PartInput(NamedTuple):
    """What goes into one bundle: so many units of a product."""

    product: Product
    quantity: int


@dataclass(frozen=True)
class StepInput:
    """A step as a person typed it."""

    kind: str
    instruction: str = ""
    product: Product | None = None
    quantity: int | None = None
    parts: Sequence[PartInput] = field(default_factory=tuple)


# ── The facility ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def acknowledge(work_order: WorkOrder, *, by: User, revision: int) -> Acknowledgement:
    """Record that `by` has read `revision`; raises NotYours, ChangedMeanwhile or Refused (done already)."""
    work_order = _locked_for_staff(work_order, by)
    if work_order.revision != revision:
        raise ChangedMeanwhile(f"{work_order.number} changed while you were reading. Please read it again.")
    if not work_order.awaits_acknowledgement:
        raise Refused(_already(work_order, by))
    work_order.acknowledged_revision = revision
    if work_order.status == Status.SENT:
        work_order.status = Status.ACKNOWLEDGED
    note_as_told([work_order])
    work_order.save(update_fields=["acknowledged_revision", "status", *DATES])
    return Acknowledgement.objects.create(
        work_order=work_order, revision=revision, by=by, content=snapshot_of(read_content(work_order))
    )


def _already(work_order: WorkOrder, by: User) -> str:
    last = work_order.acknowledgements.select_related("by").last()
    if last and last.by == by:
        return f"You have acknowledged {work_order.number} already."
    if last is None:
        return f"{work_order.number} is {work_order.badge.label.lower()} and needs no acknowledgement."
    return f"{last.by} has acknowledged {work_order.number} already."


@transaction.atomic
def start(work_order: WorkOrder, *, by: User) -> WorkOrder:
    """Begin the work; refused until the current revision is acknowledged."""
    work_order = _locked_for_staff(work_order, by)
    require_move(work_order.number, work_order.status, Status.IN_PROGRESS)
    if work_order.awaits_acknowledgement:
        raise Refused(f"{work_order.number} has changed. Acknowledge it before you start.")
    work_order.status, work_order.started_at = Status.IN_PROGRESS, timezone.now()
    work_order.save(update_fields=["status", "started_at"])
    return work_order


@transaction.atomic
def tick(work_order: WorkOrder, *, step_id: int, done: bool, by: User) -> Step:
    """Mark one step as done, or not done after all, while the work is under way."""
    work_order = _locked_for_staff(work_order, by)
    if work_order.status != Status.IN_PROGRESS:
        over = work_order.status in (Status.COMPLETED, Status.CANCELLED)
        hint = "its steps stay as they are" if over else "start it before ticking off steps"
        raise Refused(f"{work_order.number} is {work_order.badge.label.lower()}: {hint}.")
    step = work_order.steps.filter(pk=step_id).first()
    if step is None:
        raise Refused("This step is no longer on the list.")
    step.done_at, step.done_by = (timezone.now(), by) if done else (None, None)
    step.save(update_fields=["done_at", "done_by"])
    return step


@transaction.atomic
def complete(work_order: WorkOrder, *, by: User) -> WorkOrder:
    """Finish the work; refused while a step is open or a change is unread."""
    work_order = _locked_for_staff(work_order, by)
    require_move(work_order.number, work_order.status, Status.COMPLETED)
    if work_order.awaits_acknowledgement:
        raise Refused(f"{work_order.number} has changed. Acknowledge it before you complete it.")
    left = work_order.steps.filter(done_at=None).count()
    if left:
        raise Refused(f"{left} step{'s are' if left > 1 else ' is'} not ticked off yet.")
    work_order.status, work_order.completed_at = Status.COMPLETED, timezone.now()
    work_order.save(update_fields=["status", "completed_at"])
    return work_order


def _locked(work_order: WorkOrder) -> WorkOrder:
    rows = WorkOrder.objects.select_for_update(of=("self",))
    return rows.select_related("facility", "organization", "order__organization").get(pk=work_order.pk)


def _locked_for_staff(work_order: WorkOrder, by: User) -> WorkOrder:
    work_order = _locked(work_order)
    if not work_order.facility.staff.filter(pk=by.pk).exists():
        raise NotYours(f"Only staff of {work_order.facility} can do this.")
    return work_order


# ── The seller ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def write_steps(
    work_order: WorkOrder, *, revision: int, steps: Sequence[StepInput], instructions: str = ""
) -> WorkOrder:
    """Replace steps and note; a facility that was told gets a new revision and a notice."""
    work_order = _locked_for_change(work_order, revision)
    before = snapshot_of(read_content(work_order))
    work_order.instructions, work_order.steps_by_hand = instructions, True
    _replace_steps(work_order, steps)
    return _saved_with_news(work_order, before)


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
    work_order = _locked_for_change(work_order, revision)
    if not work_order.stands_alone:
        raise Refused(f"{work_order.number} follows {work_order.order}: change the lines and legs there.")
    before = snapshot_of(read_content(work_order))
    _set_transfer(work_order, starts_on, legs, instructions)
    work_order.legs.all().delete()
    work_order.lines.all().delete()
    _replace_transfer_rows(work_order, lines, steps, legs)
    return _saved_with_news(work_order, before)


@transaction.atomic
def send(work_order: WorkOrder) -> WorkOrder:
    """Tell the facility of a stand-alone work order, and freeze its baseline dates."""
    work_order = _locked(work_order)
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
    note_as_told([work_order])
    work_order.save(update_fields=["status", "sent_at", *DATES])
    announce([work_order])
    return work_order


@transaction.atomic
def cancel_transfer(work_order: WorkOrder, *, reason: str) -> WorkOrder:
    """Cancel a stand-alone work order before its work begins; a facility that was told is told again."""
    work_order = _locked(work_order)
    if not work_order.stands_alone:
        raise Refused(f"{work_order.number} follows {work_order.order}: cancel or change that order.")
    require_move(work_order.number, work_order.status, Status.CANCELLED)
    if not reason.strip():
        raise Refused("Say why: the facility will read it.")
    work_order.status, work_order.cancel_reason = Status.CANCELLED, reason.strip()
    work_order.revision += 1
    work_order.save(update_fields=["status", "cancel_reason", "revision"])
    if work_order.sent_at:
        announce([work_order])
    return work_order


def _locked_for_change(work_order: WorkOrder, revision: int) -> WorkOrder:
    work_order = _locked(work_order)
    if work_order.status not in CHANGEABLE:
        raise Refused(
            f"{work_order.number} is {BADGES[Status(work_order.status)].label.lower()} and stays as it is."
        )
    if work_order.revision != revision:
        raise ChangedMeanwhile(f"{work_order.number} was changed by somebody else after you opened it.")
    return work_order


def _saved_with_news(work_order: WorkOrder, before: dict) -> WorkOrder:
    """Save; when the paper reads differently than `before`, as a new revision that the facility hears of."""
    work_order.save()
    fresh = _locked(work_order)
    if snapshot_of(read_content(fresh)) != before:
        fresh.revision += 1
        if fresh.sent_at:
            note_as_told([fresh])
            announce([fresh])
        fresh.save(update_fields=DATES)
    return fresh


def _set_transfer(
    work_order: WorkOrder, starts_on: date, legs: Sequence[WorkOrderLeg], instructions: str
) -> None:
    """Date the legs and take the work order's dates from them."""
    _require_way(work_order, legs)
    spans = date_chain(starts_on, legs)
    set_expected(legs, spans)
    here = [n for n, leg in enumerate(legs) if leg.kind in STARTS_A_PORTION]
    work_order.starts_on, work_order.instructions = starts_on, instructions
    work_order.expected_on, work_order.leave_on = starts_on, spans[here[-1]].ends_on


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


def _replace_transfer_rows(work_order, lines, steps, legs) -> None:
    for position, leg in enumerate(legs, start=1):
        leg.work_order, leg.position = work_order, position
    WorkOrderLeg.objects.bulk_create(legs)
    WorkOrderLine.objects.bulk_create(
        WorkOrderLine(work_order=work_order, position=n, **line._asdict())
        for n, line in enumerate(lines, start=1)
    )
    _replace_steps(work_order, steps)


def _replace_steps(work_order: WorkOrder, steps: Sequence[StepInput]) -> None:
    """Make the steps these. Rows are kept by position, so the history shows what changed and nothing else."""
    rows = {row.position: row for row in work_order.steps.all()}
    wanted = [
        _row(work_order, rows.pop(position, None), position, step) for position, step in enumerate(steps, 1)
    ]
    Step.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    StepPart.objects.filter(step__work_order=work_order).delete()
    new = [row for row in wanted if row.pk is None]
    Step.objects.bulk_update(
        [row for row in wanted if row.pk], ["kind", "product", "quantity", "instruction"]
    )
    Step.objects.bulk_create(new)
    StepPart.objects.bulk_create(
        StepPart(step=row, **part._asdict())
        for row, step in zip(wanted, steps, strict=True)
        for part in step.parts
    )


def _row(work_order: WorkOrder, row: Step | None, position: int, step: StepInput) -> Step:
    """The row at `position`, new or as it was, saying what `step` says; unsaved."""
    row = row or Step(work_order=work_order, position=position)
    row.kind, row.product, row.quantity, row.instruction = (
        step.kind,
        step.product,
        step.quantity,
        step.instruction,
    )
    return row

"""What facility staff do with work orders. Each call locks, refuses or does all of it."""

from django.db import transaction
from django.utils import timezone

from leadtimes.rules.leg_reports import InvalidReport
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused
from sostocked.foundation.words import count_of, day_of
from workorders.content import read_content
from workorders.goods.built import read_bundle_states
from workorders.goods.claims import shares_of
from workorders.goods.received import is_received
from workorders.locking import lock_for_staff
from workorders.models import Acknowledgement, Step, WorkOrder
from workorders.revisions import DATES
from workorders.rules.instructions import require_instructions
from workorders.snapshots import snapshot_of
from workorders.told_dates import note_as_told
from workorders.workflow import OVER, Status, require_move


@transaction.atomic
def acknowledge(work_order: WorkOrder, *, by: User, revision: int) -> Acknowledgement:
    """Record that `by` has read `revision`; raises NotYours, ChangedMeanwhile or Refused (done already)."""
    work_order = lock_for_staff(work_order, by)
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
    work_order = lock_for_staff(work_order, by)
    require_move(work_order.number, work_order.status, Status.IN_PROGRESS)
    if work_order.awaits_acknowledgement:
        raise Refused(f"{work_order.number} has changed. Acknowledge it before you start.")
    require_instructions(work_order.number, work_order.steps.all(), work_order.instructions)
    work_order.status, work_order.started_at = Status.IN_PROGRESS, timezone.now()
    work_order.save(update_fields=["status", "started_at"])
    return work_order


@transaction.atomic
def tick(work_order: WorkOrder, *, step_id: int, done: bool, by: User) -> Step:
    """Mark one step as done, or not done after all, while the work is under way."""
    work_order = lock_for_staff(work_order, by)
    if work_order.status != Status.IN_PROGRESS:
        over = work_order.status in OVER
        hint = "its steps stay as they are" if over else "start it before ticking off steps"
        raise Refused(f"{work_order.number} is {work_order.badge.label.lower()}: {hint}.")
    step = work_order.steps.filter(pk=step_id).first()
    if step is None:
        raise Refused("This step is no longer on the list.")
    if step.kind == "receive" and work_order.receipts.exists():
        raise Refused("What comes is counted: say on the page of receiving whether the count is final.")
    if step.kind == "bundle":
        _require_built(work_order, step, done)
        step.short_reason = ""
    step.done_at, step.done_by = (timezone.now(), by) if done else (None, None)
    step.save(update_fields=["done_at", "done_by", "short_reason"])
    return step


def _require_built(work_order: WorkOrder, step: Step, done: bool) -> None:
    """Bundles are counted where they are built; only where all come bundled is their step ticked by hand."""
    state = read_bundle_states(work_order)[step.pk]
    if done and state.left:
        raise Refused(
            "What is built is counted: build on the page of bundling, or say there that this is all."
        )
    if not done and state.is_all_built:
        raise Refused(f"All {state.needed:,} are built. Take apart what was not.")


@transaction.atomic
def complete(work_order: WorkOrder, *, by: User, sure: bool = False) -> WorkOrder:
    """Finish the work; refused while a step is open or a change is unread.

    Before anything was received, or the goods are expected and came, it must be `sure` (else InvalidReport).
    """
    work_order = lock_for_staff(work_order, by)
    require_completable(work_order)
    if not sure:
        _require_goods(work_order)
    work_order.status, work_order.completed_at = Status.COMPLETED, timezone.now()
    work_order.save(update_fields=["status", "completed_at"])
    return work_order


def require_completable(work_order: WorkOrder) -> None:
    """Raise Refused, with what is missing, for a work order that cannot be completed now."""
    require_move(work_order.number, work_order.status, Status.COMPLETED)
    if work_order.awaits_acknowledgement:
        raise Refused(f"{work_order.number} has changed. Acknowledge it before you complete it.")
    steps = list(work_order.steps.all())
    require_instructions(work_order.number, steps, work_order.instructions)
    left = sum(step.done_at is None for step in steps)
    if left:
        raise Refused(f"{left} step{'s are' if left > 1 else ' is'} not ticked off yet.")


def why_not_complete(work_order: WorkOrder) -> Refused | None:
    """What completing would be refused for now."""
    try:
        require_completable(work_order)
    except Refused as refusal:
        return refusal
    return None


def _require_goods(work_order: WorkOrder) -> None:
    content = read_content(work_order)
    left = sum(there.own for there in shares_of(work_order).values()) if content.onward else 0
    if left:
        raise InvalidReport(
            "sure",
            f"{count_of(left, 'good unit')} of {work_order.number} still {'lies' if left == 1 else 'lie'} here, "
            f"and should go to {content.onward.name}. Tick if the work is done all the same.",
        )
    expected, today = work_order.expected_on, work_order.facility.today()
    if expected and expected > today and not content.goods_came:
        raise InvalidReport(
            "sure",
            f"Nobody has said that the goods came, and they are expected on {day_of(expected)} only. "
            "Tick if the work is done all the same.",
        )
    if work_order.order_id and not is_received(work_order):
        raise InvalidReport(
            "sure",
            f"Nothing was received on {work_order.number}. Tick if the work is done all the same.",
        )

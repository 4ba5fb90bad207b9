"""What a work order says of its products and next stop stays as it was said, from sending on."""

from collections.abc import Iterable

from django.db.models import OuterRef

from inventory.as_said import freeze
from workorders.models import Step, StepPart, WorkOrder, WorkOrderLine
from workorders.rules.onward import Onward


def freeze_rows(work_orders: Iterable[WorkOrder]) -> None:
    """Let lines, steps and parts that say nothing of their own yet keep what their products say now.

    A step about a product that is on a line says the same as the line. Steps that nobody wrote name no product.
    """
    work_orders = list(work_orders)
    if not work_orders:
        return
    freeze(WorkOrderLine.objects.filter(work_order__in=work_orders))
    by_hand = [each for each in work_orders if each.steps_by_hand]
    if by_hand:
        lines = WorkOrderLine.objects
        freeze(
            Step.objects.filter(work_order__in=by_hand),
            beside=lines.filter(work_order=OuterRef("work_order")),
        )
        freeze(
            StepPart.objects.filter(step__work_order__in=by_hand),
            beside=lines.filter(work_order__steps=OuterRef("step")),
        )


def keep_onward(work_order: WorkOrder, onward: Onward) -> None:
    """Note, unsaved, the next stop as it is said from now on."""
    work_order.onward_as_said = onward.as_json()


def is_redirected(work_order: WorkOrder, onward: Onward) -> bool:
    """Whether a sent work order's goods go on to another place than it says. One that is completed stays."""
    if work_order.onward_as_said is None or work_order.status == "completed":
        return False
    return not Onward(**work_order.onward_as_said).is_same_stop(onward)

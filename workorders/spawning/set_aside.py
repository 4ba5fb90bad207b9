"""What a seller wrote for a facility that went from a draft's way: kept until that facility comes back."""

from collections.abc import Iterable
from typing import Any

from inventory.models import Product
from purchasing.models import PurchaseOrder
from workorders.models import SetAsideInstructions, Step, StepPart, WorkOrder


def has_own_words(work_order: WorkOrder) -> bool:
    """Whether a person wrote anything on it."""
    return bool(work_order.steps_by_hand or work_order.instructions)


def set_aside(order: PurchaseOrder, work_orders: Iterable[WorkOrder]) -> None:
    """Keep notes and steps that a person wrote of planned work orders of a draft that go."""
    written = [each for each in work_orders if has_own_words(each)]
    if not written:
        return
    steps = Step.objects.prefetch_related("parts")
    by_work_order: dict[int, list[Step]] = {each.pk: [] for each in written}
    for step in steps.filter(work_order__in=written).order_by("position"):
        by_work_order[step.work_order_id].append(step)
    SetAsideInstructions.objects.bulk_create(
        SetAsideInstructions(
            order=order,
            facility_id=each.facility_id,
            instructions=each.instructions,
            steps=[_plain(step) for step in by_work_order[each.pk]] if each.steps_by_hand else None,
        )
        for each in written
    )


def take_back(order: PurchaseOrder, work_orders: Iterable[WorkOrder]) -> list[WorkOrder]:
    """Give new, saved work orders of a draft what was set aside for their facilities; those that got steps."""
    kept = list(SetAsideInstructions.objects.filter(order=order).order_by("pk"))
    pairs = []
    for work_order in work_orders:
        row = next((each for each in kept if each.facility_id == work_order.facility_id), None)
        if row:
            kept.remove(row)
            pairs.append((work_order, row))
    if not pairs:
        return []
    for work_order, row in pairs:
        work_order.instructions, work_order.steps_by_hand = row.instructions, row.steps is not None
    WorkOrder.objects.bulk_update([each for each, _row in pairs], ["instructions", "steps_by_hand"])
    SetAsideInstructions.objects.filter(pk__in=[row.pk for _each, row in pairs]).delete()
    with_steps = [(each, row.steps) for each, row in pairs if row.steps is not None]
    _write_steps(with_steps)
    return [each for each, _steps in with_steps]


def _plain(step: Step) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "instruction": step.instruction,
        "product_id": step.product_id,
        "quantity": step.quantity,
        "recipe_id": step.recipe_id,
        "parts": [{"product_id": part.product_id, "quantity": part.quantity} for part in step.parts.all()],
    }


def _write_steps(written: list[tuple[WorkOrder, list[dict[str, Any]]]]) -> None:
    """Write the steps again, but for those about a product that is gone for good."""
    named = {pk for _work_order, steps in written for said in steps for pk in _products_in(said)}
    known = set(Product.objects.filter(pk__in=named).values_list("pk", flat=True))
    rows = []
    for work_order, steps in written:
        left = [said for said in steps if _products_in(said) <= known]
        rows += [
            (_step(work_order, position, said), said["parts"]) for position, said in enumerate(left, start=1)
        ]
    Step.objects.bulk_create(step for step, _parts in rows)
    StepPart.objects.bulk_create(StepPart(step=step, **part) for step, parts in rows for part in parts)


def _products_in(said: dict[str, Any]) -> set[int]:
    return {part["product_id"] for part in (said, *said["parts"])} - {None}


def _step(work_order: WorkOrder, position: int, said: dict[str, Any]) -> Step:
    values = {name: said.get(name) for name in ("kind", "instruction", "product_id", "quantity", "recipe_id")}
    return Step(work_order=work_order, position=position, **values)

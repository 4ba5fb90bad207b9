"""Writing what is to be done: the steps of a work order, and the note beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from inventory.bundles.services import PartInput
from inventory.models import Product, Recipe
from purchasing.rules.row_matching import rows_by_id
from workorders.as_said.freezing import freeze_rows
from workorders.content import read_content
from workorders.locking import lock, lock_for_change, may_write_steps
from workorders.models import Step, StepPart, WorkOrder
from workorders.revisions import revise
from workorders.rules.instructions import require_instructions
from workorders.snapshots import snapshot_of


@dataclass(frozen=True)
class StepInput:
    """A step as a person typed it; `row_id` is the step that it was before, if it was.

    A bundle without `parts` takes those of its recipe: of the version `recipe_id`, or the current one.
    """

    kind: str
    instruction: str = ""
    product: Product | None = None
    quantity: int | None = None
    parts: Sequence[PartInput] = field(default_factory=tuple)
    row_id: int | None = None
    recipe_id: int | None = None


@transaction.atomic
def write_steps(
    work_order: WorkOrder, *, version: int, steps: Sequence[StepInput], instructions: str = ""
) -> WorkOrder:
    """Replace steps and note; a facility that it was sent to gets a new revision and a notice."""
    work_order = lock_for_change(work_order, version, allowed=may_write_steps)
    require_instructions(work_order.number, steps, instructions)
    before = snapshot_of(read_content(work_order))
    work_order.instructions, work_order.steps_by_hand = instructions, True
    replace_steps(work_order, steps)
    return save_as_written(work_order, before)


def save_as_written(work_order: WorkOrder, before: dict[str, Any]) -> WorkOrder:
    """Save what a seller wrote; a new revision if it then reads differently than `before`, which is a snapshot."""
    work_order.save()
    if work_order.sent_at:
        freeze_rows([work_order])
    # Read back from the database: what was typed may come out the same, and then nobody is bothered.
    fresh = lock(work_order)
    if snapshot_of(read_content(fresh)) != before:
        revise([fresh])
    else:
        fresh.version += 1
        fresh.save(update_fields=["version"])
    return fresh


def replace_steps(work_order: WorkOrder, steps: Sequence[StepInput]) -> None:
    """Make the steps these. A row is known by its id, so the history shows what changed and nothing else.

    What was said of a product goes with the product, whichever row it is on.
    """
    own, gone = rows_by_id(list(work_order.steps.all()), [step.row_id for step in steps])
    said = _said_on(work_order, [*filter(None, own), *gone])
    taken = _from_recipes(steps)
    wanted = [
        _row(work_order, row, position, step)
        for position, (row, step) in enumerate(zip(own, steps, strict=True), start=1)
    ]
    for row in wanted:
        row.as_said = said.get(row.product_id)
    for row, (recipe, _parts) in zip(wanted, taken, strict=True):
        row.recipe = recipe
    Step.objects.filter(pk__in=[row.pk for row in gone]).delete()
    StepPart.objects.filter(step__work_order=work_order).delete()
    new = [row for row in wanted if row.pk is None]
    Step.objects.bulk_update(
        [row for row in wanted if row.pk],
        ["position", "kind", "product", "as_said", "quantity", "instruction", "recipe"],
    )
    Step.objects.bulk_create(new)
    StepPart.objects.bulk_create(
        StepPart(step=row, as_said=said.get(part.product.pk), **part._asdict())
        for row, (_recipe, parts) in zip(wanted, taken, strict=True)
        for part in parts
    )


def _from_recipes(steps: Sequence[StepInput]) -> list[tuple[Recipe | None, Sequence[PartInput]]]:
    """For each step the version of the recipe that it goes by, and its parts."""
    bundles = [step for step in steps if step.kind == "bundle" and step.product]
    if not bundles:
        return [(None, step.parts) for step in steps]
    by_id = Recipe.objects.filter(pk__in=[step.recipe_id for step in bundles if step.recipe_id])
    current = Recipe.objects.current().filter(product__in=[step.product for step in bundles])
    recipes = list((by_id | current).with_parts().order_by("number"))
    return [_from_recipe(step, recipes) for step in steps]


def _from_recipe(step: StepInput, recipes: Iterable[Recipe]) -> tuple[Recipe | None, Sequence[PartInput]]:
    about = step.product.pk if step.product and step.kind == "bundle" else None
    own = [each for each in recipes if each.product_id == about]
    named = next((each for each in own if each.pk == step.recipe_id), None)
    current = own[-1] if own and own[-1].part_count else None
    if not step.parts:
        found = named or current
        lines = found.lines.all() if found else ()
        return found, [PartInput(line.product, line.quantity) for line in lines]
    says = {part.product.pk: part.quantity for part in step.parts}
    return named or (current if current and current.quantities == says else None), step.parts


def _said_on(work_order: WorkOrder, steps: Iterable[Step]) -> dict[int | None, Any]:
    """What steps and parts of a work order that was sent say of their products."""
    if not work_order.sent_at:
        return {}
    parts = StepPart.objects.filter(step__work_order=work_order)
    rows: list[StepPart | Step] = [*parts, *steps]
    return {row.product_id: row.as_said for row in rows if row.as_said}


def _row(work_order: WorkOrder, row: Step | None, position: int, step: StepInput) -> Step:
    """The row, new or as it was, at `position` and saying what `step` says; unsaved."""
    row = row or Step(work_order=work_order)
    row.position = position
    row.kind, row.product, row.quantity, row.instruction = (
        step.kind,
        step.product,
        step.quantity,
        step.instruction,
    )
    return row

"""What a work order's page says of its bundles: how each step stands, what was built, and what goes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from inventory.models import Recipe
from workorders.access import Access
from workorders.content import BundlePart, StepText, WorkOrderContent
from workorders.goods.built import (
    ToldBuild,
    builds_in_short,
    bundle_states,
    parts_on_hand,
    together,
    usable,
)
from workorders.rules.bundling import Buildable, BundleState, BundleStep, buildable, outgoing
from workorders.rules.receiving import Tally
from workorders.workflow import Status

BEGUN = (Status.IN_PROGRESS, Status.COMPLETED)


class RecipeNote(NamedTuple):
    """Which version of a recipe the parts of a step were taken from, and what became of both."""

    number: int
    is_adjusted: bool
    newer: int | None


class StepBundling(NamedTuple):
    """How a bundle step stands; `limits` says which part runs out first, `recipe` is for the seller."""

    state: BundleState
    limits: str = ""
    recipe: RecipeNote | None = None

    @property
    def is_next(self) -> bool:
        """Whether something is left to build, and can be."""
        return bool(self.state.left and self.state.now and self.state.now.units)


class GoingOut(NamedTuple):
    """What leaves the work order of one product: as planned, what is ready of it, and what left."""

    product: int
    sku: str
    title: str
    planned: int
    ready: int
    shipped: int


@dataclass(frozen=True)
class Bundling:
    """Everything about the bundles of a work order; nothing where it has none."""

    steps: Mapping[int, StepBundling] = field(default_factory=dict)
    builds: list[ToldBuild] = field(default_factory=list)
    goes_out: list[GoingOut] = field(default_factory=list)


def read_bundling(
    access: Access, content: WorkOrderContent, tallies: Mapping[int, Tally], shipped: Mapping[int, int]
) -> Bundling:
    """Read it: no query where there is no bundle step, a few once the work has begun, whatever their number."""
    texts = [each for each in content.steps if each.step.kind == "bundle"]
    if not texts:
        return Bundling()
    plan = {each.step.pk: _plan(each) for each in texts}
    lines = {line.product_id: line.quantity for line in content.lines}
    builds = builds_in_short(access.work_order) if access.work_order.status in BEGUN else []
    built, net = together(builds)
    states = bundle_states(plan, lines, built)
    here = _usable_parts(access, plan)
    with_recipe = any(each.step.recipe_id for each in texts) and access.membership is not None
    recipes = _current_recipes(plan) if with_recipe else {}
    return Bundling(
        {each.step.pk: _told(each, states[each.step.pk], here, recipes) for each in texts},
        builds,
        _goes_out(content, plan, tallies, net, shipped),
    )


def _plan(said: StepText) -> BundleStep:
    step = said.step
    return BundleStep(
        step.product_id or 0, step.quantity or 0, {part.product_id: part.quantity for part in said.parts}
    )


def _usable_parts(access: Access, plan: Mapping[int, BundleStep]) -> dict[int, int] | None:
    """Good units of the parts that are at the facility, while the work is under way."""
    if access.work_order.status != Status.IN_PROGRESS:
        return None
    products = {product for step in plan.values() for product in step.parts}
    facility = access.work_order.facility
    stock = parts_on_hand(facility, products, facility.today())
    return {product: usable(lots) for product, lots in stock.items()}


class CurrentRecipe(NamedTuple):
    """The version that counts now: its number, and the units of each part."""

    number: int
    parts: dict[int, int]


def _current_recipes(plan: Mapping[int, BundleStep]) -> dict[int, CurrentRecipe]:
    """By product; one query."""
    rows = Recipe.objects.current().filter(product__in={step.product for step in plan.values()})
    found: dict[int, CurrentRecipe] = {}
    for product, number, part, units in rows.values_list(
        "product", "number", "lines__product", "lines__quantity"
    ):
        recipe = found.setdefault(product, CurrentRecipe(number, {}))
        if part:
            recipe.parts[part] = units
    return found


def _told(
    said: StepText, state: BundleState, here: Mapping[int, int] | None, recipes: Mapping[int, CurrentRecipe]
) -> StepBundling:
    parts = {part.product_id: part for part in said.parts}
    recipe = _recipe_note(said, recipes)
    if here is None or state.comes_bundled:
        return StepBundling(state, recipe=recipe)
    now = buildable({pk: part.quantity for pk, part in parts.items()}, here)
    return StepBundling(BundleState(state.needed, state.built, now), _limits(state, now, parts, here), recipe)


def _limits(
    state: BundleState, now: Buildable, parts: Mapping[int, BundlePart], here: Mapping[int, int]
) -> str:
    """ "600 of CAP left, 2 each", where fewer can be built than are wanted."""
    part = parts.get(now.limiting or 0)
    if part is None or now.units >= state.left:
        return ""
    return f"{here.get(part.product_id, 0):,} of {part.sku} left, {part.quantity:,} each"


def _recipe_note(said: StepText, recipes: Mapping[int, CurrentRecipe]) -> RecipeNote | None:
    own, current = said.step.recipe, recipes.get(said.step.product_id or 0)
    if own is None or current is None:
        return None
    says = {part.product_id: part.quantity for part in said.parts}
    is_newer = current.number > own.number and current.parts != says
    is_adjusted = own.number == current.number and current.parts != says
    return RecipeNote(own.number, is_adjusted, current.number if is_newer else None)


def _goes_out(
    content: WorkOrderContent,
    plan: Mapping[int, BundleStep],
    tallies: Mapping[int, Tally],
    net: Mapping[int, int],
    shipped: Mapping[int, int],
) -> list[GoingOut]:
    """What is planned to leave, and what is ready: what came or lay here, and was built, less what was used."""
    lines = {line.product_id: line.quantity for line in content.lines}
    came = lines if content.work_order.stands_alone else {pk: tally.good for pk, tally in tallies.items()}
    names = _names(content)
    return [
        GoingOut(
            product,
            *names[product],
            planned,
            max(came.get(product, 0) + net.get(product, 0), 0),
            shipped.get(product, 0),
        )
        for product, planned in outgoing(lines, plan.values()).items()
    ]


def _names(content: WorkOrderContent) -> dict[int, tuple[str, str]]:
    """SKU and title of each product, as the work order says them."""
    bundles = [each.step for each in content.steps if each.step.kind == "bundle"]
    made = {step.product_id: (step.facts.sku, step.facts.title) for step in bundles if step.product_id}
    return made | {line.product_id: (line.facts.sku, line.facts.title) for line in content.lines}

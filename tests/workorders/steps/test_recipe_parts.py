"""A bundle step takes the parts of its recipe: proposed on the form, frozen on the work order."""

import re

import pytest

from inventory.bundles.services import PartInput, write_recipe
from tests.factories import ProductFactory, make_draft
from tests.workorders.conftest import url_of
from tests.workorders.steps.test_edit_steps import form, parts_of, step, text_of
from workorders.models import Step, WorkOrder
from workorders.spawning.set_aside import set_aside, take_back
from workorders.steps.services import StepInput, write_steps

NEW = "/o/acme/work-orders/new/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def kit(cast):
    """A gift set of two caps and a lid, by version 1 of its recipe."""
    cap, lid = (ProductFactory(organization=cast.acme, sku=sku) for sku in ("CAP", "LID"))
    kit = ProductFactory(organization=cast.acme, sku="KIT")
    write_recipe(kit, parts=[PartInput(cap, 2), PartInput(lid, 1)], read=0, by=cast.alice)
    kit.cap, kit.lid = cap, lid
    return kit


def rows_of(page):
    text = page.content.decode()
    found = [
        re.findall(rf'name="steps-0-parts-\d-{name}" value="([^"]*)"', text) for name in ("quantity", "sku")
    ]
    return list(zip(*found, strict=True))


RECIPE_ROWS = [("2", "CAP"), ("1", "LID")]


def test_the_parts_are_proposed_as_soon_as_the_bundle_is_chosen(alice, sent, kit):
    data = form(step("bundle", "kit"), action="propose")
    answer = alice.post(url_of(sent, "steps/"), data, **HTMX)
    assert answer.status_code == 200
    assert rows_of(answer) == RECIPE_ROWS
    assert f'name="steps-0-recipe" value="{kit.recipes.get().pk}"' in answer.content.decode()


@pytest.mark.parametrize(
    "row",
    [
        step("label", "KIT"),
        step("bundle"),
        step("bundle", "CAP"),
        step("bundle", "NOTHING"),
        step("bundle", "KIT", "5", [("3", "LID")]),
    ],
)
def test_where_nothing_is_to_be_proposed_the_page_is_left_alone(alice, sent, kit, row):
    for url in (url_of(sent, "steps/"), NEW):
        assert alice.post(url, form(row, action="propose"), **HTMX).status_code == 204


def test_saved_without_parts_it_takes_those_of_the_recipe(alice, sent, kit):
    assert alice.post(url_of(sent, "steps/"), form(step("bundle", "KIT", "5"))).status_code == 302
    made = Step.objects.get(kind="bundle")
    assert (parts_of(made), made.recipe.number) == ([(2, "CAP"), (1, "LID")], 1)


def test_a_part_more_is_added_to_those_of_the_recipe(alice, sent, kit):
    answer = alice.post(url_of(sent, "steps/"), form(step("bundle", "KIT"), action="add-step-0-part"))
    assert rows_of(answer) == RECIPE_ROWS


def test_a_seller_may_adjust_them_for_this_work_order(alice, sent, kit):
    recipe = kit.recipes.get()
    row = step("bundle", "KIT", "5", [("3", "CAP")]) | {"recipe": str(recipe.pk)}
    alice.post(url_of(sent, "steps/"), form(row))
    made = Step.objects.get(kind="bundle")
    assert (parts_of(made), made.recipe) == ([(3, "CAP")], recipe)
    page = text_of(alice.get(url_of(sent)))
    assert "By version 1 of its recipe, changed for this work order" in page


def test_a_recipe_changed_after_spawning_changes_nothing_here_until_it_is_taken(alice, sent, kit, cast):
    alice.post(url_of(sent, "steps/"), form(step("bundle", "KIT", "5")))
    write_recipe(kit, parts=[PartInput(kit.cap, 9)], read=1, by=cast.alice)
    page = alice.get(url_of(sent, "steps/"))
    assert rows_of(page) == RECIPE_ROWS
    assert "Take the parts of its recipe, version 2" in text_of(page)
    own = kit.recipes.get(number=1)
    row = step("bundle", "KIT", "5", RECIPE_ROWS) | {"recipe": str(own.pk)}
    alice.post(url_of(sent, "steps/"), form(row))
    made = Step.objects.get(kind="bundle")
    assert (parts_of(made), made.recipe) == ([(2, "CAP"), (1, "LID")], own)
    taken = alice.post(url_of(sent, "steps/"), form(row, action="take-recipe-0"))
    assert rows_of(taken) == [("9", "CAP")]
    assert "Take the parts of its recipe" not in text_of(taken)
    sent_back = dict(re.findall(r'name="(steps-[^"]+)"[^>]* value="([^"]*)"', text_of(taken)))
    alice.post(url_of(sent, "steps/"), form() | sent_back | {"steps-0-kind": "bundle"})
    made = Step.objects.get(kind="bundle")
    assert (parts_of(made), made.recipe.number) == ([(9, "CAP")], 2)


def test_a_recipe_of_another_product_or_seller_is_not_taken(alice, sent, kit, cast):
    other = ProductFactory(organization=cast.acme, sku="OTHER")
    write_recipe(other, parts=[PartInput(kit.lid, 4)], read=0, by=cast.alice)
    for pk in (other.recipes.get().pk, 999999, "nonsense"):
        row = step("bundle", "KIT", "5", [("3", "CAP")]) | {"recipe": str(pk)}
        alice.post(url_of(sent, "steps/"), form(row))
        made = Step.objects.get(kind="bundle")
        assert (parts_of(made), made.recipe) == ([(3, "CAP")], None)


def test_parts_typed_as_the_recipe_says_are_by_the_recipe(sent, kit):
    parts = [PartInput(kit.cap, 2), PartInput(kit.lid, 1)]
    write_steps(sent, version=sent.version, steps=[StepInput("bundle", "", kit, 5, parts)])
    assert Step.objects.get(kind="bundle").recipe.number == 1


def test_a_product_that_is_no_bundle_any_more_proposes_nothing(alice, sent, kit, cast):
    write_recipe(kit, parts=[], read=1, by=cast.alice)
    answer = alice.post(url_of(sent, "steps/"), form(step("bundle", "KIT", "5")))
    assert answer.status_code == 422
    assert "Say what goes into one: add its parts." in text_of(answer)


def test_what_was_set_aside_keeps_its_recipe(cast, kit):
    order = make_draft(cast)
    planned = order.work_orders.get()
    write_steps(planned, version=planned.version, steps=[StepInput("bundle", "", kit, 5)])
    assert Step.objects.get(kind="bundle").recipe.number == 1
    set_aside(order, [WorkOrder.objects.get()])
    planned.steps.all().delete()
    assert take_back(order, [WorkOrder.objects.get()]) != []
    made = Step.objects.get(kind="bundle")
    assert (parts_of(made), made.recipe.number) == ([(2, "CAP"), (1, "LID")], 1)

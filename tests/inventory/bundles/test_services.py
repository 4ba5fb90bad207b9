"""What a bundle is made of, version by version, and what is refused."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.bundles.services import PartInput, write_recipe
from inventory.models import Product, Recipe, RecipeLine
from inventory.products.recipes import recipe_story
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused
from tests.factories import ProductFactory
from tests.house.test_concurrency import at_once


@pytest.fixture
def shelf(cast):
    """`shelf.write("KIT", cap=2, lid=1)` writes a recipe of products that are there."""
    products = {
        sku: ProductFactory(organization=cast.acme, sku=sku) for sku in ("KIT", "CAP", "LID", "CRATE")
    }

    class Shelf:
        def __getattr__(self, sku):
            return products[sku.upper()]

        def write(self, sku, *, read=0, by=None, **parts):
            rows = [PartInput(products[part.upper()], units) for part, units in parts.items()]
            return write_recipe(products[sku], parts=rows, read=read, by=by or cast.alice)

    return Shelf()


def said(recipe):
    return {line.product.sku: line.quantity for line in recipe.lines.all()}


def test_a_change_makes_a_new_version_and_the_old_one_stays(shelf, cast):
    first = shelf.write("KIT", cap=2, lid=1)
    second = shelf.write("KIT", read=1, by=cast.bob, cap=3)
    assert (first.number, said(first)) == (1, {"CAP": 2, "LID": 1})
    assert (second.number, said(second), second.by) == (2, {"CAP": 3}, cast.bob)
    assert list(Recipe.objects.current()) == [second]


def test_the_same_parts_are_no_new_version(shelf):
    first = shelf.write("KIT", cap=2, lid=1)
    assert shelf.write("KIT", read=0, cap=2, lid=1) == first
    assert Recipe.objects.count() == 1


def test_who_did_not_see_the_newer_version_is_told(shelf):
    shelf.write("KIT", cap=2)
    with pytest.raises(ChangedMeanwhile, match="Somebody wrote another recipe of KIT"):
        shelf.write("KIT", read=0, cap=3)


def test_without_parts_it_is_no_bundle_any_more(shelf):
    assert shelf.write("KIT") is None
    shelf.write("KIT", cap=2)
    last = shelf.write("KIT", read=1)
    assert (last.number, last.part_count, recipe_story(shelf.kit).is_bundle) == (2, 0, False)
    assert recipe_story(shelf.cap).used_in == []


def test_no_product_is_made_of_itself_by_no_detour(shelf):
    with pytest.raises(Refused, match="No product is made of itself: KIT is made of KIT"):
        shelf.write("KIT", kit=1)
    shelf.write("CRATE", kit=10)
    with pytest.raises(Refused, match="KIT is made of CRATE is made of KIT"):
        shelf.write("KIT", cap=1, crate=1)
    shelf.write("KIT", cap=1)
    shelf.write("CRATE", read=1, lid=1)
    assert shelf.write("KIT", read=1, cap=1, crate=1).number == 2


def test_archived_parts_are_refused_and_stay_where_they_stand(shelf):
    shelf.write("KIT", cap=2, lid=1)
    Product.objects.filter(sku="LID").update(archived_at=timezone.now())
    shelf.lid.refresh_from_db()
    with pytest.raises(Refused, match=r"LID is archived\. Restore it before it goes into a bundle"):
        shelf.write("KIT", read=1, cap=3, lid=1)
    assert said(Recipe.objects.get()) == {"CAP": 2, "LID": 1}
    Product.objects.filter(sku="KIT").update(archived_at=timezone.now())
    shelf.kit.refresh_from_db()
    with pytest.raises(Refused, match="KIT is archived"):
        shelf.write("KIT", read=1, cap=3)
    assert shelf.write("KIT", read=1).part_count == 0


def test_a_part_is_named_once(shelf, cast):
    parts = [PartInput(shelf.cap, 1), PartInput(shelf.cap, 2)]
    with pytest.raises(Refused, match="CAP is named twice"):
        write_recipe(shelf.kit, parts=parts, read=0, by=cast.alice)


def test_parts_are_of_the_same_organization(shelf, cast):
    theirs = ProductFactory(organization=cast.stranger)
    with pytest.raises(IntegrityError, match="belong to its organization"), transaction.atomic():
        write_recipe(shelf.kit, parts=[PartInput(theirs, 1)], read=0, by=cast.alice)
    assert not Recipe.objects.exists()


def test_people_see_the_recipes_of_their_own_organizations(shelf, cast):
    recipe = shelf.write("KIT", cap=2)
    seen = {
        name: list(Recipe.objects.visible_to(getattr(cast, name))) for name in ("vera", "charlie", "dana")
    }
    assert seen == {"vera": [recipe], "charlie": [], "dana": []}
    assert list(Recipe.objects.visible_to(cast.root)) == [recipe]


def test_the_story_names_versions_and_the_bundles_it_goes_into(shelf):
    shelf.write("KIT", cap=2)
    shelf.write("KIT", read=1, cap=3)
    shelf.write("CRATE", kit=4, cap=1)
    story = recipe_story(shelf.cap)
    assert [(line.recipe.product.sku, line.quantity) for line in story.used_in] == [("CRATE", 1), ("KIT", 3)]
    assert [version.number for version in recipe_story(shelf.kit).versions] == [2, 1]


# ── What the database refuses whoever writes ──────────────────────────────────────────────────────────────


def test_nobody_adds_a_part_to_a_version_that_stands(shelf):
    recipe = shelf.write("KIT", cap=2)
    with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
        RecipeLine.objects.create(recipe=recipe, product=shelf.lid, quantity=1)


def test_nobody_writes_a_version_without_its_parts(shelf, cast):
    Recipe.objects.create(product=shelf.kit, number=1, part_count=2, by=cast.alice)
    with pytest.raises(IntegrityError, match="with all of its parts"):
        connection.check_constraints()


def test_nobody_makes_a_ring_by_sql(shelf, cast):
    shelf.write("CRATE", kit=10)
    recipe = Recipe.objects.create(product=shelf.kit, number=1, part_count=1, by=cast.alice)
    for part in (shelf.kit, shelf.crate):
        with pytest.raises(IntegrityError, match="No product is made of itself"), transaction.atomic():
            RecipeLine.objects.create(recipe=recipe, product=part, quantity=1)
    RecipeLine.objects.create(recipe=recipe, product=shelf.cap, quantity=1)


@pytest.mark.django_db(transaction=True)
def test_two_who_would_make_a_ring_together_do_not(shelf):
    results = at_once(lambda: shelf.write("KIT", crate=1), lambda: shelf.write("CRATE", kit=1))
    assert sorted(type(each).__name__ for each in results) == ["Recipe", "Refused"]


@pytest.mark.django_db(transaction=True)
def test_eight_who_write_at_once_make_one_version(shelf):
    results = at_once(*[lambda n=n: shelf.write("KIT", cap=n) for n in range(1, 9)])
    assert sum(isinstance(each, Recipe) for each in results) == 1
    assert sum(isinstance(each, ChangedMeanwhile) for each in results) == 7


def test_many_parts_are_written_with_as_many_queries_as_one(cast):
    counts = []
    for many in (1, 3, 100):
        kit, *parts = ProductFactory.create_batch(many + 1, organization=cast.acme)
        with CaptureQueriesContext(connection) as queries:
            write_recipe(kit, parts=[PartInput(part, 2) for part in parts], read=0, by=cast.alice)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3

"""What a product is made of, which versions there were, and into which bundles it goes."""

from typing import NamedTuple

from django.db.models import Case, Exists, OuterRef, Value, When
from django.db.models.expressions import Combinable

from inventory.models import Product, Recipe, RecipeLine

MOST_VERSIONS, MOST_BUNDLES = 20, 200


class RecipeStory(NamedTuple):
    """Of one product: the recipe that counts, the last versions (newest first), the bundles with it in.

    `more` bundles are not listed.
    """

    current: Recipe | None
    versions: list[Recipe]
    used_in: list[RecipeLine]
    more: int

    @property
    def is_bundle(self) -> bool:
        return self.current is not None and self.current.part_count > 0


NO_STORY = RecipeStory(None, [], [], 0)


def has_story() -> Combinable:
    """Of a product: whether it ever had a recipe, or is named in one, for whoever reads the product."""
    own = Recipe.objects.filter(product=OuterRef("pk"))
    return Case(
        When(Exists(own) | Exists(RecipeLine.objects.filter(product=OuterRef("pk"))), then=Value(True)),
        default=Value(False),
    )


def recipe_story(product: Product) -> RecipeStory:
    """Read all of it, in a few queries, however many there are; in none where the product says so."""
    if not getattr(product, "has_story", True):
        return NO_STORY
    versions = list(product.recipes.with_parts().select_related("by").order_by("-number")[:MOST_VERSIONS])
    uses = RecipeLine.objects.filter(product=product, recipe__in=Recipe.objects.current())
    rows = uses.select_related("recipe__product__organization").order_by("recipe__product__sku", "pk")
    found = list(rows[: MOST_BUNDLES + 1])
    more = uses.count() - MOST_BUNDLES if len(found) > MOST_BUNDLES else 0
    return RecipeStory(versions[0] if versions else None, versions, found[:MOST_BUNDLES], more)

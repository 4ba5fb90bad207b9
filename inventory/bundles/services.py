"""Writing what a bundle is made of: a new version each time, the old ones stay."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from inventory.models import Product, Recipe, RecipeLine
from inventory.rules.recipes import ring_through
from sostocked.foundation.people.models import Organization, User
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused


class PartInput(NamedTuple):
    """What goes into one bundle: so many units of a product."""

    product: Product
    quantity: int


@transaction.atomic
def write_recipe(product: Product, *, parts: Sequence[PartInput], read: int, by: User) -> Recipe | None:
    """Make `parts` what one unit of `product` is made of from now on; without any it is no bundle any more.

    `read` is the version that was looked at, 0 for none: raises ChangedMeanwhile if there is a newer one. Parts
    that are the current ones make no new version. Raises Refused for parts that are archived, named twice, or made
    of the product themselves.
    """
    # Two people who write recipes at once could make a ring together.
    Organization.objects.select_for_update(no_key=True).get(pk=product.organization_id)
    current = product.recipes.with_parts().last()
    if _is_the_same(current, parts):
        return current
    if (current.number if current else 0) != read:
        raise ChangedMeanwhile(f"Somebody wrote another recipe of {product.sku} after you opened it.")
    _require_usable(product, parts)
    _require_no_ring(product, [part.product for part in parts])
    recipe = Recipe.objects.create(
        product=product, number=read + 1, part_count=len(parts), by=by, at=timezone.now()
    )
    RecipeLine.objects.bulk_create(
        RecipeLine(recipe=recipe, product=part.product, quantity=part.quantity) for part in parts
    )
    return recipe


def _is_the_same(current: Recipe | None, parts: Iterable[PartInput]) -> bool:
    now = [(line.product_id, line.quantity) for line in current.lines.all()] if current else []
    return now == [(part.product.pk, part.quantity) for part in parts]


def _require_usable(product: Product, parts: Sequence[PartInput]) -> None:
    if product.archived_at and parts:
        raise Refused(f"{product.sku} is archived. Restore it before you say what it is made of.")
    seen: set[int] = set()
    for part in parts:
        if part.product.pk in seen:
            raise Refused(f"{part.product.sku} is named twice. Write it once, with all its units.")
        if part.product.archived_at:
            raise Refused(f"{part.product.sku} is archived. Restore it before it goes into a bundle.")
        seen.add(part.product.pk)


def _require_no_ring(product: Product, parts: Sequence[Product]) -> None:
    pairs = RecipeLine.objects.filter(
        recipe__in=Recipe.objects.current().filter(product__organization=product.organization_id)
    ).values_list("recipe__product", "product")
    made_of: dict[int, list[int]] = defaultdict(list)
    for bundle, part in pairs:
        made_of[bundle].append(part)
    way = ring_through(product.pk, [part.pk for part in parts], made_of)
    if way is None:
        return
    skus = dict(Product.objects.filter(pk__in=way).values_list("pk", "sku"))
    raise Refused(f"No product is made of itself: {' is made of '.join(skus[pk] for pk in way)}.")

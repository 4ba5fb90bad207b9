"""The parts of a bundle's recipe, proposed where a step names the bundle and no parts yet."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.http import QueryDict

from inventory.bundles.part_forms import PARTS, part_values
from inventory.models import Product, Recipe
from inventory.products.lookup import Catalog
from sostocked.foundation.pages import form_rows
from sostocked.foundation.people.models import Organization
from sostocked.foundation.rules.number_reading import read_id

TAKE = "take-recipe-"
"""The action that takes the parts of a recipe again, followed by the number of the step."""

Row = Mapping[str, list[str]]


def current_recipes(products: Iterable[Product | int]) -> dict[int, Recipe]:
    """The recipes that count now, with their parts, by product; of products that are no bundles: none."""
    rows = Recipe.objects.current().filter(product__in=set(products), part_count__gt=0)
    return {recipe.product_id: recipe for recipe in rows.with_parts()}


def with_recipe_parts(data: QueryDict, organization: Organization, *, prefix: str, action: str) -> QueryDict:
    """`data` with the parts of its recipe in each bundle step without parts, and where `action` asks for them."""
    rows = form_rows.read(data, prefix)
    asking = [n for n, row in enumerate(rows) if _asks(row, n, action)]
    if not asking:
        return data
    products = _products(organization, [rows[n] for n in asking])
    recipes = current_recipes([product for product in products if product])
    found = {
        n: recipes[each.pk] for n, each in zip(asking, products, strict=True) if each and each.pk in recipes
    }
    for n, recipe in found.items():
        rows[n] = _with_parts(rows[n], recipe)
    return form_rows.written(data, prefix, rows) if found else data


def _asks(row: Row, at: int, action: str) -> bool:
    is_bundle = _typed(row, "kind") == "bundle" and bool(_typed(row, "product"))
    return is_bundle and (action == f"{TAKE}{at}" or not _names_parts(row))


def _names_parts(row: Row) -> bool:
    """Whether anything was typed into a part, but for what goes with it unseen."""
    typed = (values for name, values in row.items() if name.startswith(f"{PARTS}-") and _is_typed(name))
    return any(value.strip() for values in typed for value in values)


def _is_typed(name: str) -> bool:
    return name.endswith(("-sku", "-quantity"))


def _typed(row: Row, name: str) -> str:
    return "".join(row.get(name, [])[-1:]).strip()


def _products(organization: Organization, rows: list[dict[str, list[str]]]) -> list[Product | None]:
    """The products that steps name: one query for all of them."""
    ids = [read_id(_typed(row, "product_id")) for row in rows]
    texts = [_typed(row, "product") for row in rows]
    catalog = Catalog(organization, texts, ids=[each for each in ids if each], takes_archived=True)
    found: list[Product | None] = []
    for row, known, text in zip(rows, ids, texts, strict=True):
        product = catalog.by_id.get(known) if known and text == _typed(row, "product_was") else None
        try:
            found.append(product or catalog.find(text))
        except ValidationError:
            found.append(None)
    return found


def _with_parts(row: Row, recipe: Recipe) -> dict[str, list[str]]:
    kept = {name: values for name, values in row.items() if not name.startswith(f"{PARTS}-")}
    return {**kept, **{name: [str(value)] for name, value in recipe_values(recipe).items()}}


def recipe_values(recipe: Recipe) -> dict[str, object]:
    """A recipe as values of a step's row: its version, and its parts as rows within that row."""
    lines = list(recipe.lines.all())
    values: dict[str, object] = {"recipe": recipe.pk} | parts_in_row(lines)
    return {name: value for name, value in values.items() if not name.endswith("-id")}


def parts_in_row(parts: Iterable[object]) -> dict[str, object]:
    """Parts that are there, as rows within the row of their step."""
    parts = list(parts)
    values: dict[str, object] = {f"{PARTS}-TOTAL_FORMS": len(parts), f"{PARTS}-INITIAL_FORMS": 0}
    for at, part in enumerate(parts):
        values |= {f"{PARTS}-{at}-{name}": value for name, value in part_values(part).items()}
    return values

"""The recipe of a product while it is written."""

from functools import cached_property
from typing import Any

from django.http import QueryDict

from inventory.bundles.part_forms import PARTS, BasePartFormSet, PartFormSet, part_values
from inventory.models import Product, Recipe
from inventory.products.lookup import Catalog
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.drafts import Draft
from sostocked.foundation.records.versions import counted_version
from sostocked.foundation.rules.number_reading import read_id


class RecipeDraft(Draft):
    """What one POST says about what a product is made of, and which version was looked at."""

    rows = {"part": PARTS}

    def __init__(self, product: Product, data: QueryDict):
        super().__init__(data)
        self.product = product

    @classmethod
    def of(cls, product: Product, current: Recipe | None) -> "RecipeDraft":
        """The recipe as it is now, with an empty row where it has no parts."""
        data = QueryDict(mutable=True)
        data["version"] = str(current.number if current else 0)
        lines = list(current.lines.all()) if current else []
        return cls(product, form_rows.replaced(data, PARTS, [part_values(line) for line in lines] or [{}]))

    @property
    def read(self) -> int:
        """The version that was looked at, or is to be replaced; 0 where there was none."""
        return counted_version(self.data)

    @property
    def parts(self) -> list[Any]:
        return [self.recipe_lines]

    @cached_property
    def recipe_lines(self) -> BasePartFormSet:
        rows = form_rows.read(self.data, PARTS)
        ids = [known for row in rows for known in map(read_id, row.get("sku_id", [])[-1:]) if known]
        texts = [text for row in rows for text in row.get("sku", [])[-1:]]
        catalog = Catalog(self.product.organization, texts, ids=ids, takes_archived=True)
        return PartFormSet(self.data, prefix=PARTS, catalog=catalog)

    def go_on(self, action: str) -> None:
        """As always; the rows have another name here than their prefix."""
        asked = form_rows.read_action(action)
        if asked and asked.verb == "add":
            self.go_on_in(self.recipe_lines, -1)
        elif asked:
            self.focus = "add-part"

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        for form in self.recipe_lines.written:
            if form.product == self.product:
                form.add_error("sku", f"{self.product.sku} cannot be a part of itself.")
            elif form.product.archived_at:
                form.add_error(
                    "sku", f"{form.product.sku} is archived. Restore it before it goes into a bundle."
                )
        return not any(form.errors for form in self.recipe_lines.written)

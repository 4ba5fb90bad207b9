"""What goes into one bundle, as rows of a form: a product, and how many units of it."""

from typing import Any

from inventory.bundles.services import PartInput
from inventory.products.line_forms import ProductLineForm, product_values
from inventory.products.lookup import Catalog
from inventory.rules.recipes import MOST_IN_ONE, MOST_PARTS
from sostocked.foundation.pages.draft_forms import RowFormSet, formset_of
from sostocked.foundation.pages.fields.typed_fields import WholeNumberField

PARTS = "parts"


class PartForm(ProductLineForm):
    """One part: so many units of a product go into one bundle."""

    quantity = WholeNumberField(
        label="Units in one",
        least=1,
        most=MOST_IN_ONE,
        error_messages={
            "required": "Enter how many go into one.",
            "whole": "Units are whole: %(text)s is not.",
            "least": "A part has at least 1 unit.",
            "most": "A part has at most %(most)s units.",
        },
    )

    def part(self) -> PartInput:
        return PartInput(self.cleaned_data[self.product_field], self.units)


class BasePartFormSet(RowFormSet):
    """The parts of one bundle, looked up in a catalog that several bundles may share."""

    def __init__(self, data, *, prefix: str, catalog: Catalog, left: int = MOST_PARTS, too_many: str = ""):
        """`left`: how many parts the form still takes; with fewer than usual it says `too_many`."""
        super().__init__(data, prefix=prefix)
        self.form_kwargs = {"catalog": catalog}
        if left < MOST_PARTS:
            self.max_num = self.absolute_max = left
            self.too_many = too_many

    def clean(self):
        seen = set()
        for form in self.written:
            if form.product and form.product in seen:
                form.add_error(
                    "sku", f"{form.product.sku} is named twice. Write it once, with all its units."
                )
            seen.add(form.product)

    def parts(self) -> list[PartInput]:
        return [form.part() for form in self.written]


PartFormSet = formset_of(
    PartForm, BasePartFormSet, most=MOST_PARTS, too_many=f"A bundle has at most {MOST_PARTS} parts."
)


def part_values(part: Any) -> dict[str, object]:
    """The values by which a row of a form knows a part that is there: of a recipe, or of a step."""
    return product_values("sku", part.product) | {"id": part.pk, "quantity": part.quantity}

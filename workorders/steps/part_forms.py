"""What goes into one bundle, as rows of a step: a product, and how many units of it."""

from inventory.products.line_forms import ProductLineForm, product_values
from inventory.products.lookup import Catalog
from purchasing.models import MAX_QUANTITY
from sostocked.foundation.pages.draft_forms import RowFormSet, formset_of
from sostocked.foundation.pages.fields.typed_fields import WholeNumberField
from workorders.models import StepPart
from workorders.steps.services import PartInput

MOST_PARTS = 100
MOST_PARTS_TOGETHER = 300
PARTS = "parts"


class PartForm(ProductLineForm):
    """One part: so many units of a product go into one bundle."""

    quantity = WholeNumberField(
        label="Units in one",
        least=1,
        most=MAX_QUANTITY,
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
    """The parts of one step, looked up in the catalog of all steps."""

    def __init__(self, data, *, prefix: str, catalog: Catalog, left: int = MOST_PARTS):
        """`left`: how many parts the steps before it leave to it, of all that one form takes."""
        super().__init__(data, prefix=prefix)
        self.form_kwargs = {"catalog": catalog}
        if left < MOST_PARTS:
            self.max_num = self.absolute_max = left
            self.too_many = f"All bundles together have at most {MOST_PARTS_TOGETHER} parts."

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


def part_values(at: int, part: StepPart) -> dict:
    """A part that is there as values of its step's row: the `at`-th row within that row."""
    values = product_values("sku", part.product) | {"id": part.pk, "quantity": part.quantity}
    return {f"{PARTS}-{at}-{name}": value for name, value in values.items()}

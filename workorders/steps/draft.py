"""The steps of a work order as rows of a form, and the note to the facility."""

from contextlib import suppress
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from inventory.products.line_forms import ProductField, ProductRowForm, ProductRowFormSet, product_values
from purchasing.models import MAX_QUANTITY
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import DraftForm
from sostocked.foundation.pages.drafts import Draft
from sostocked.foundation.pages.fields import WholeNumberField
from sostocked.foundation.pages.form_rows import MOST
from workorders.content import StepText, read_content
from workorders.models import WorkOrder
from workorders.rules.step_kinds import STEP_KIND_CHOICES
from workorders.steps.bundle_parts import UnreadablePart, read_parts, write_parts
from workorders.steps.services import PartInput, StepInput

STEP = "steps"
UNITS = {
    "required": "Enter how many units.",
    "whole": "Units are whole: %(text)s is not.",
    "least": "Enter at least 1 unit.",
    "most": "Enter at most %(most)s units.",
}


class NoteForm(DraftForm):
    """The note to the facility, and the revision that was read before it was changed."""

    instructions = forms.CharField(
        label="Note to the facility",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**31, widget=forms.HiddenInput)


class StepForm(ProductRowForm):
    """One step. A bundle names the parts of one, what they become, and how many of it."""

    product_field = "product"

    kind = forms.ChoiceField(
        label="What",
        choices=[("", "Choose…"), *STEP_KIND_CHOICES],
        error_messages={
            "required": "Choose what is to be done.",
            "invalid_choice": "Choose one of the kinds of step.",
        },
    )
    product = ProductField(required=False)
    quantity = WholeNumberField(
        label="Units", least=1, most=MAX_QUANTITY, required=False, error_messages=UNITS
    )
    parts = forms.CharField(
        label="Parts of one",
        required=False,
        max_length=2_000,
        widget=forms.TextInput(attrs={"placeholder": "2 × CUP-RED, 1 × LID", "dir": "auto"}),
    )
    instruction = forms.CharField(
        required=False,
        max_length=4_000,
        widget=forms.Textarea(
            attrs={"rows": 2, "dir": "auto", "placeholder": "Own words, or leave it to ours"}
        ),
    )

    def clean_parts(self):
        try:
            typed = read_parts(self.cleaned_data["parts"])
        except UnreadablePart as piece:
            raise ValidationError(
                f"“{str(piece)[:60]}” is not a part. Write quantity × SKU, such as 2 × CUP-RED, 1 × LID."
            ) from piece
        parts = [self._part(each) for each in typed]
        names = [part.product for part in parts]
        twice = next((product for product in names if names.count(product) > 1), None)
        if twice:
            raise ValidationError(f"{twice.sku} is named twice. Write it once, with all its units.")
        return parts

    def _part(self, typed) -> PartInput:
        if not 1 <= typed.quantity <= MAX_QUANTITY:
            raise ValidationError(f"{typed.sku[:60]}: a part has between 1 and {MAX_QUANTITY:,} units.")
        return PartInput(self.catalog.find(typed.sku), typed.quantity)

    def clean(self):
        values = self.cleaned_data
        if values.get("kind") == "bundle":
            self._check_bundle(values)
        elif values.get("kind") and values.get("parts"):
            self.add_error("parts", "Only a bundle is made of parts. Choose Bundle, or empty this.")
        if values.get("kind") == "other" and not values.get("instruction", True):
            self.add_error("instruction", "Write what is to be done.")
        return values

    def _check_bundle(self, values):
        product, parts = values.get("product"), values.get("parts")
        if "product" in values and not product:
            self.add_error("product", "Name the unit that the parts become.")
        if "quantity" in values and not values["quantity"]:
            self.add_error("quantity", "Say how many to make.")
        if "parts" in values and not parts:
            self.add_error("parts", "Say what goes into one, such as 2 × CUP-RED, 1 × LID.")
        elif product and parts and product in [part.product for part in parts]:
            self.add_error("parts", f"{product.sku} is what the parts become. It cannot be one of them.")

    def step(self) -> StepInput:
        values = self.cleaned_data
        names = ("kind", "instruction", "product", "quantity", "parts")
        return StepInput(**{name: values[name] for name in names})


class BaseStepFormSet(ProductRowFormSet):
    """All steps, in order."""

    takes_archived = True

    def texts_of(self, row):
        names = list(row.get("product", []))
        for text in row.get("parts", []):
            with suppress(UnreadablePart):
                names += [part.sku for part in read_parts(text)]
        return names

    def steps(self) -> list[StepInput]:
        return [form.step() for form in self.written]


StepFormSet = forms.formset_factory(
    StepForm, formset=BaseStepFormSet, extra=0, max_num=MOST, absolute_max=MOST
)


def step_values(text: StepText) -> dict:
    """A step that is there as the values of a row."""
    step = text.step
    return {
        "kind": step.kind,
        **product_values("product", step.product),
        "quantity": step.quantity,
        "parts": write_parts(text.parts),
        "instruction": step.instruction,
    }


class StepsDraft(Draft):
    """What one POST says about the steps of a work order: the note and the rows, changed as was asked."""

    rows = {"step": STEP}

    def __init__(self, work_order: WorkOrder, data: QueryDict):
        super().__init__(data)
        self.work_order = work_order

    @classmethod
    def of(cls, work_order: WorkOrder) -> "StepsDraft":
        """The steps as they are now."""
        data = QueryDict(mutable=True)
        data["instructions"], data["revision"] = work_order.instructions, str(work_order.revision)
        steps = read_content(work_order).steps
        return cls(work_order, form_rows.replaced(data, STEP, map(step_values, steps)))

    @cached_property
    def note(self) -> NoteForm:
        return NoteForm(self.data)

    @cached_property
    def steps(self) -> StepFormSet:
        return StepFormSet(self.data, prefix=STEP, organization=self.work_order.organization)

    @property
    def parts(self) -> list[NoteForm | StepFormSet]:
        return [self.note, self.steps]

    @property
    def revision(self) -> int:
        return self.note.cleaned_data.get("revision") or 0

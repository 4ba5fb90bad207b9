"""The steps of a work order as rows of a form, and the note to the facility."""

import re
from abc import abstractmethod
from functools import cached_property
from typing import Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import QueryDict

from inventory.products.line_forms import ProductField, ProductRowForm, ProductRowFormSet, product_values
from purchasing.models import MAX_QUANTITY
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import DraftForm, formset_of
from sostocked.foundation.pages.drafts import Draft
from sostocked.foundation.pages.fields.typed_fields import LinesField, WholeNumberField
from sostocked.foundation.pages.form_rows import MOST
from sostocked.foundation.records.versions import counted_version
from sostocked.foundation.rules.number_reading import read_id
from workorders.models import Step, StepPart, WorkOrder
from workorders.rules.instructions import WRITE_SOMETHING, is_empty
from workorders.rules.step_kinds import STEP_KIND_CHOICES
from workorders.steps.part_forms import PARTS, BasePartFormSet, PartFormSet, part_values
from workorders.steps.services import StepInput

STEP = "steps"
STEP_FIELDS = ("kind", "product", "quantity", "instruction")
UNITS = {
    "required": "Enter how many units.",
    "whole": "Units are whole: %(text)s is not.",
    "least": "Enter at least 1 unit.",
    "most": "Enter at most %(most)s units.",
}


class NoteForm(DraftForm):
    """The note to the facility, and the version that was read before it was changed."""

    instructions = LinesField(
        label="Note to the facility",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31, widget=forms.HiddenInput)

    def clean_instructions(self):
        """A note may be left out only where there are steps: somebody must know what to do."""
        note, rows = self.cleaned_data["instructions"], form_rows.read(self.data, STEP)
        written = [row for row in rows if any("".join(row.get(name, [])).strip() for name in STEP_FIELDS)]
        if is_empty(written, note):
            raise ValidationError(WRITE_SOMETHING)
        return note


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
    product = ProductField(required=False)  # type: ignore[assignment]  # a field is no attribute of its form
    quantity = WholeNumberField(
        label="Units", least=1, most=MAX_QUANTITY, required=False, error_messages=UNITS
    )
    instruction = LinesField(
        required=False,
        max_length=4_000,
        widget=forms.Textarea(
            attrs={"rows": 2, "dir": "auto", "placeholder": "Own words, or leave it to ours"}
        ),
    )

    @cached_property
    def parts(self) -> BasePartFormSet:
        """The rows within this row. A page that was sent without any has none."""
        prefix = f"{self.prefix}-{PARTS}"
        return PartFormSet(form_rows.counted(self.data, prefix), prefix=prefix, catalog=self.catalog)

    @property
    def is_blank(self) -> bool:
        return super().is_blank and not self.parts.written

    def has_changed(self) -> bool:
        return super().has_changed() or bool(self.parts.written)

    def is_valid(self) -> bool:
        answers = [super().is_valid(), self.parts.is_valid()]  # both say what is wrong
        return all(answers)

    def clean(self):
        values = self.cleaned_data
        if values.get("kind") == "bundle":
            self._check_bundle(values)
        elif values.get("kind") and self.parts.written:
            self.add_error(None, "Only a bundle is made of parts. Choose Bundle, or remove its parts.")
        if values.get("kind") == "other" and not values.get("instruction", True):
            self.add_error("instruction", "Write what is to be done.")
        return values

    def _check_bundle(self, values):
        product = values.get("product")
        if "product" in values and not product:
            self.add_error("product", "Name the unit that the parts become.")
        if "quantity" in values and not values["quantity"]:
            self.add_error("quantity", "Say how many to make.")
        if not self.parts.written:
            self.add_error(None, "Say what goes into one: add its parts.")
        elif self.parts.is_valid() and product in [part.product for part in self.parts.parts()]:
            self.add_error(None, f"{product.sku} is what the parts become. It cannot be one of them.")

    def step(self) -> StepInput:
        values = self.cleaned_data
        said = {name: values[name] for name in ("kind", "instruction", "product", "quantity")}
        return StepInput(**said, parts=self.parts.parts(), row_id=self.row_id)


class BaseStepFormSet(ProductRowFormSet):
    """All steps, in order."""

    takes_archived = True

    def texts_of(self, row):
        return super().texts_of(row) + [text for part in _parts_in(row, "sku") for text in part]

    def ids_of(self, row):
        sent = [text for part in _parts_in(row, "sku_id") for text in part]
        return super().ids_of(row) + [known for known in map(read_id, sent) if known]

    def steps(self) -> list[StepInput]:
        return [form.step() for form in self.written]


StepFormSet = formset_of(StepForm, BaseStepFormSet, max_num=MOST, absolute_max=MOST)


def _parts_in(row: dict[str, list[str]], name: str) -> list[list[str]]:
    return [values for key, values in row.items() if re.fullmatch(rf"{PARTS}-[0-9]+-{name}", key)]


def steps_as_rows(work_order: WorkOrder) -> list[dict]:
    """The steps that are there, and their parts, as the values of rows."""
    parts = Prefetch("parts", StepPart.objects.select_related("product"))
    return [_step_values(step) for step in work_order.steps.select_related("product").prefetch_related(parts)]


def _step_values(step: Step) -> dict:
    parts = list(step.parts.all())
    values = {
        "id": step.pk,
        "kind": step.kind,
        **product_values("product", step.product),
        "quantity": step.quantity,
        "instruction": step.instruction,
        f"{PARTS}-TOTAL_FORMS": len(parts),
        f"{PARTS}-INITIAL_FORMS": 0,
    }
    for at, part in enumerate(parts):
        values |= part_values(at, part)
    return values


class DraftWithSteps(Draft):
    """A draft whose steps have rows of their own: the parts of a bundle."""

    @property
    @abstractmethod
    def steps(self) -> BaseStepFormSet:
        """The rows of steps."""

    @property
    def version(self) -> int:
        """The version of the work order that was read before it was changed."""
        return counted_version(self.data)

    @classmethod
    def acted(cls, data: QueryDict, action: str) -> QueryDict:
        return form_rows.act(data, action, {**cls.rows, **_part_rows(data)})

    def go_on(self, action: str) -> None:
        asked = form_rows.read_action(action)
        if not asked or asked.row not in _part_rows(self.data):
            super().go_on(action)
        elif asked.verb == "add":
            self.go_on_in(self.steps.forms[int(asked.row.split("-")[1])].parts, -1)
        else:
            self.focus = f"add-{asked.row}"

    def forgive_blanks(self) -> Self:
        super().forgive_blanks()
        for form in self.steps.forms:
            for part in form.parts.forms:
                part.forgives_blanks = True
        return self


def _part_rows(data: QueryDict) -> dict[str, str]:
    """What the rows within each step are called in actions, and the prefix of their names."""
    return {f"step-{n}-part": f"{STEP}-{n}-{PARTS}" for n in range(form_rows.total(data, STEP))}


class StepsDraft(DraftWithSteps):
    """What one POST says about the steps of a work order: the note and the rows, changed as was asked."""

    rows = {"step": STEP}

    def __init__(self, work_order: WorkOrder, data: QueryDict):
        super().__init__(data)
        self.work_order = work_order

    @classmethod
    def of(cls, work_order: WorkOrder) -> "StepsDraft":
        """The steps as they are now."""
        data = QueryDict(mutable=True)
        data["instructions"], data["version"] = work_order.instructions, str(work_order.version)
        return cls(work_order, form_rows.replaced(data, STEP, steps_as_rows(work_order)))

    @cached_property
    def note(self) -> NoteForm:
        return NoteForm(self.data)

    @cached_property
    def steps(self) -> BaseStepFormSet:
        return StepFormSet(self.data, prefix=STEP, organization=self.work_order.organization)

    @property
    def parts(self) -> list[NoteForm | BaseStepFormSet]:
        return [self.note, self.steps]

"""The steps of a work order as rows of a form, and the note to the facility."""

import re
from abc import abstractmethod
from functools import cached_property
from itertools import accumulate
from typing import Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import QueryDict

from inventory.bundles.part_forms import PARTS, BasePartFormSet, PartFormSet
from inventory.models import Recipe
from inventory.products.line_forms import ProductField, ProductRowForm, ProductRowFormSet, product_values
from inventory.rules.recipes import MOST_PARTS
from purchasing.models import MAX_QUANTITY
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import DraftForm, formset_of
from sostocked.foundation.pages.drafts import Draft
from sostocked.foundation.pages.fields.typed_fields import LinesField, WholeNumberField
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.versions import counted_version
from sostocked.foundation.rules.number_reading import read_id
from workorders.models import Step, StepPart, WorkOrder
from workorders.rules.instructions import WRITE_SOMETHING, is_empty
from workorders.rules.step_kinds import STEP_KIND_CHOICES
from workorders.steps.recipe_parts import current_recipes, parts_in_row, with_recipe_parts
from workorders.steps.services import StepInput

STEP = "steps"
MOST_STEPS = 100
MOST_PARTS_TOGETHER = 300
TOO_MANY_PARTS = f"All bundles together have at most {MOST_PARTS_TOGETHER} parts."
STEP_FIELDS = ("kind", "product", "quantity", "instruction")
ASKS_FOR_PARTS = {"hx-post": "", "hx-trigger": "change", "hx-vals": '{"action": "propose"}'}
"""Once a bundle is chosen, its form is sent, and comes back with the parts of its recipe."""

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

    def __init__(self, *args, sent: QueryDict, parts_left: int, **kwargs):
        """`sent`: what was sent of its parts; `parts_left`: how many of them the form still takes."""
        super().__init__(*args, **kwargs)
        self.sent, self.parts_left = sent, parts_left
        for name in ("kind", "product"):
            self.fields[name].widget.attrs |= ASKS_FOR_PARTS

    @property
    def recipe_id(self) -> int | None:
        """The version of the recipe that its parts were taken from, if they were."""
        return read_id(self.typed("recipe"))

    @property
    def hidden_values(self) -> list[tuple[str, str]]:
        return [*super().hidden_values, (self.add_prefix("recipe"), self.typed("recipe"))]

    @property
    def says(self) -> dict[int, int]:
        """The parts as they are typed so far: units in one, by product."""
        parts = [part for part in self.parts.written if part.product]
        return {part.product.pk: part.units for part in parts}

    @cached_property
    def parts(self) -> BasePartFormSet:
        """The rows within this row. A page that was sent without any has none."""
        prefix = f"{self.prefix}-{PARTS}"
        left = self.parts_left
        return PartFormSet(self.sent, prefix=prefix, catalog=self.catalog, left=left, too_many=TOO_MANY_PARTS)

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
        return StepInput(**said, parts=self.parts.parts(), row_id=self.row_id, recipe_id=self.recipe_id)


class BaseStepFormSet(ProductRowFormSet):
    """All steps, in order."""

    takes_archived = True

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "sent": self._parts[index], "parts_left": self._left[index]}

    @cached_property
    def _parts(self) -> list[QueryDict]:
        """For each step, what was sent of its parts: read once, however many steps there are."""
        rows = form_rows.read(self.data, self.prefix)[: self.absolute_max]
        return [form_rows.named(row, f"{self.prefix}-{n}-", within=PARTS) for n, row in enumerate(rows)]

    @cached_property
    def _left(self) -> list[int]:
        """For each step, how many parts those before it leave to it."""
        sent = (
            len(form_rows.numbers(row, f"{self.prefix}-{n}-{PARTS}")) for n, row in enumerate(self._parts)
        )
        taken = accumulate((min(parts, MOST_PARTS) for parts in sent), initial=0)
        return [max(0, MOST_PARTS_TOGETHER - parts) for parts in taken]

    def texts_of(self, row):
        return super().texts_of(row) + [text for part in _parts_in(row, "sku") for text in part]

    def ids_of(self, row):
        sent = [text for part in _parts_in(row, "sku_id") for text in part]
        return super().ids_of(row) + [known for known in map(read_id, sent) if known]

    def steps(self) -> list[StepInput]:
        return [form.step() for form in self.written]

    @property
    def offers(self) -> list[tuple[StepForm, Recipe | None]]:
        """Each row, with the current recipe of its bundle where its parts are others."""
        self.is_valid()
        bundles = [form for form in self.forms if form.product and form.typed("kind") == "bundle"]
        recipes = current_recipes(form.product.pk for form in bundles) if bundles else {}
        offered = {form.number: recipes.get(form.product.pk) for form in bundles}
        return [(form, _other(form, offered.get(form.number))) for form in self.forms]


StepFormSet = formset_of(
    StepForm, BaseStepFormSet, most=MOST_STEPS, too_many=f"A work order holds at most {MOST_STEPS} steps."
)


def _other(form: StepForm, recipe: Recipe | None) -> Recipe | None:
    return recipe if recipe and recipe.quantities != form.says else None


def _parts_in(row: dict[str, list[str]], name: str) -> list[list[str]]:
    return [values[-1:] for key, values in row.items() if re.fullmatch(rf"{PARTS}-[0-9]+-{name}", key)]


def steps_as_rows(work_order: WorkOrder) -> list[dict]:
    """The steps that are there, and their parts, as the values of rows."""
    parts = Prefetch("parts", StepPart.objects.select_related("product"))
    return [_step_values(step) for step in work_order.steps.select_related("product").prefetch_related(parts)]


def _step_values(step: Step) -> dict:
    return {
        "id": step.pk,
        "kind": step.kind,
        **product_values("product", step.product),
        "quantity": step.quantity,
        "instruction": step.instruction,
        "recipe": step.recipe_id,
        **parts_in_row(step.parts.all()),
    }


class DraftWithSteps(Draft):
    """A draft whose steps have rows of their own: the parts of a bundle."""

    proposes = False
    """Whether parts of recipes were put into its steps."""

    def propose_parts(self, organization: Organization) -> None:
        """Put the parts of its recipe into each bundle that names none."""
        before, action = self.data, self.data.get("action", "")
        self.data = with_recipe_parts(before, organization, prefix=STEP, action=action)
        self.proposes = self.data is not before

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
            step = next((form for form in self.steps.forms if form.number == asked.row.split("-")[1]), None)
            self.go_on_in(step and step.parts, -1)
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
        self.propose_parts(work_order.organization)

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

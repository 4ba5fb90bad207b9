"""A stand-alone work order as it lies on the desk while it is written: head, lines, steps, legs and bar."""

import uuid
from datetime import date
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from leadtimes.lead_times.leg_forms import MOST_LEGS, BaseLegFormSet, LegForm, row_values
from leadtimes.models import Facility
from leadtimes.rules.bar import Bar
from leadtimes.rules.kinds import LEG_KIND_CHOICES, LEG_KINDS
from leadtimes.rules.portions import STARTS_A_PORTION
from purchasing.models import MAX_QUANTITY
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import DraftForm
from sostocked.foundation.pages.fields import WholeNumberField
from sostocked.foundation.pages.form_rows import MOST
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.errors import Refused
from workorders.models import WorkOrder, WorkOrderLeg
from workorders.page.content import read_content, transfer_bar
from workorders.steps.draft import STEP, UNITS, NoteForm, Shelf, StepFormSet, focus_last, step_values
from workorders.transfers.services import LineInput, needs_its_own

LINE, LEG = "lines", "legs"
PREFIXES = {"line": LINE, "step": STEP, "leg": LEG}
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
LOOK_AT_ROWS = "This could not be saved yet. Please look at the marked rows."
_KIND_AT = {kind.facility_kind: key for key, kind in LEG_KINDS.items()}


class HeadForm(NoteForm):
    """Where the goods are, when work on them starts, and a note."""

    facility = forms.ModelChoiceField(
        Facility.objects.none(),
        empty_label="Choose where the goods are…",
        error_messages={
            "required": "Choose the facility where the goods are.",
            "invalid_choice": "Choose one of your own warehouses, prep centers or other businesses in use.",
        },
    )
    starts_on = forms.DateField(
        label="Work starts on",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "min": str(EARLIEST), "max": str(LATEST)}
        ),
        error_messages={
            "required": "Choose the day on which the work starts.",
            "invalid": "This day does not exist. Write a date like 2026-11-16.",
        },
    )
    creation_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, organization: Organization, kept: int | None, **kwargs):
        super().__init__(*args, **kwargs)
        working = organization.facilities.working().order_by("name")
        self.fields["facility"].queryset = working.filter(Q(archived_at=None) | Q(pk=kept))
        self.fields["facility"].label_from_instance = lambda facility: facility.place

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if not EARLIEST <= day <= LATEST:
            raise ValidationError("Choose a day between 1 Jan 2000 and 31 Dec 2099.")
        return day


class LineForm(DraftForm):
    """One line: a product and how many units of it."""

    sku = forms.CharField(
        max_length=250,
        label="Product",
        widget=forms.TextInput(attrs={"dir": "auto", "placeholder": "SKU or title"}),
        error_messages={"required": "Choose a product by SKU or title."},
    )
    quantity = WholeNumberField(label="Units", least=1, most=MAX_QUANTITY, error_messages=UNITS)

    def __init__(self, *args, shelf: Shelf, options_url: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.shelf = shelf
        self.fields["sku"].widget.attrs |= {"data-combobox": "", "data-options-url": options_url}

    def clean_sku(self):
        return self.shelf.find(self.cleaned_data["sku"])

    @property
    def is_blank(self) -> bool:
        return not any((self.data.get(self.add_prefix(name)) or "").strip() for name in self.fields)

    @property
    def product(self):
        """The product, once it is found."""
        return getattr(self, "cleaned_data", {}).get("sku")

    @property
    def units(self) -> int:
        return getattr(self, "cleaned_data", {}).get("quantity") or 0

    @property
    def cartons(self) -> int:
        return self.product.cartons(self.units) if self.product else 0


class BaseLineFormSet(forms.BaseFormSet):
    """All lines. Blank rows mean nothing; a product stands on one line."""

    def __init__(self, data, *, organization: Organization, options_url: str):
        super().__init__(data, prefix=LINE)
        typed = [text for row in form_rows.read(data, LINE) for text in row.get("sku", [])]
        self.form_kwargs = {"shelf": Shelf(organization, typed), "options_url": options_url}

    def clean(self):
        first = {}
        for number, form in enumerate(self.forms, start=1):
            if form.product and form.product in first:
                form.add_error("sku", f"{form.product.sku} is on line {first[form.product]} already.")
            elif form.product:
                first[form.product] = number
        if not self.written:
            raise ValidationError("Say what the work is about: add at least one product.")

    @property
    def written(self) -> list[LineForm]:
        return [form for form in self.forms if not form.is_blank]

    def lines(self) -> list[LineInput]:
        return [LineInput(form.product, form.units) for form in self.written]


LineFormSet = forms.formset_factory(
    LineForm, formset=BaseLineFormSet, extra=0, max_num=MOST, absolute_max=MOST
)


class TransferLegForm(LegForm):
    """A leg of goods that were made already."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(key, label) for key, label in LEG_KIND_CHOICES if key != "supplier"]
        self.fields["kind"].choices = [("", "Choose…"), *kinds]
        self.fields["label"].widget.attrs |= {"placeholder": "Own name", "dir": "auto"}


class BaseTransferLegFormSet(BaseLegFormSet):
    """The work at the facility, then the way onward."""

    starts_with_supplier = False

    def clean(self):
        super().clean()
        here = self.forms[0].cleaned_data.get("facility")
        for form in self.forms:
            there = form.cleaned_data.get("facility")
            if form.cleaned_data.get("kind") in STARTS_A_PORTION and here and there and there != here:
                form.add_error("facility", needs_its_own(there))


TransferLegFormSet = forms.formset_factory(
    TransferLegForm, formset=BaseTransferLegFormSet, extra=0, max_num=MOST_LEGS, absolute_max=MOST_LEGS + 1
)


class TransferDraft:
    """What one POST says about a stand-alone work order, new or existing, and the bar that follows from it.

    `problems` are sentences that belong to no field.
    """

    def __init__(
        self,
        organization: Organization,
        data: QueryDict,
        *,
        options_url: str,
        work_order: WorkOrder | None = None,
    ):
        self.organization, self.work_order, self.options_url = organization, work_order, options_url
        self.problems: list[str] = []
        self.forgives_blanks = False
        self.data = data
        self.data = self._with_work_first(data)

    @classmethod
    def new(cls, organization: Organization, *, options_url: str) -> "TransferDraft":
        """A form to start from: some work here, a parcel, and Amazon."""
        data = QueryDict(mutable=True)
        data["starts_on"], data["creation_key"] = organization.today().isoformat(), str(uuid.uuid4())
        legs = [
            {"kind": "warehouse", "days": 2, "day_basis": "calendar"},
            {"kind": "freight", "mode": "parcel", "days": 4, "day_basis": "calendar"},
            {"kind": "fba", "days": 6, "day_basis": "calendar"},
        ]
        data = form_rows.replaced(data, LEG, legs)
        data = form_rows.replaced(data, STEP, [{"kind": "label"}, {"kind": "ship"}])
        return cls(organization, form_rows.added(data, LINE), options_url=options_url)

    @classmethod
    def of(cls, work_order: WorkOrder, *, options_url: str) -> "TransferDraft":
        """A stand-alone work order as it is now."""
        content = read_content(work_order)
        data = QueryDict(mutable=True)
        data["instructions"], data["revision"] = work_order.instructions, str(work_order.revision)
        data["facility"] = str(work_order.facility_id)
        data["starts_on"] = work_order.starts_on.isoformat()
        lines = [{"sku": line.product.sku, "quantity": line.quantity} for line in content.lines]
        data = form_rows.replaced(form_rows.replaced(data, LINE, lines), LEG, map(row_values, content.legs))
        data = form_rows.replaced(data, STEP, map(step_values, content.steps))
        return cls(work_order.organization, data, options_url=options_url, work_order=work_order)

    def _with_work_first(self, data: QueryDict) -> QueryDict:
        """The first leg is the work at the chosen facility, whatever was sent."""
        data = data.copy()
        if not form_rows.total(data, LEG):
            data = form_rows.added(data, LEG, {"days": "1", "day_basis": "calendar"})
        data[f"{LEG}-0-mode"] = ""
        data[f"{LEG}-0-kind"] = _KIND_AT[self.facility.kind] if self.facility else "warehouse"
        data[f"{LEG}-0-facility"] = str(self.facility.pk) if self.facility else ""
        return data

    @property
    def facility(self) -> Facility | None:
        self.head.is_valid()
        return self.head.cleaned_data.get("facility")

    @cached_property
    def head(self) -> HeadForm:
        kept = self.work_order.facility_id if self.work_order else None
        return HeadForm(self.data, organization=self.organization, kept=kept)

    @cached_property
    def lines(self) -> LineFormSet:
        return LineFormSet(self.data, organization=self.organization, options_url=self.options_url)

    @cached_property
    def steps(self) -> StepFormSet:
        return StepFormSet(self.data, organization=self.organization, options_url=self.options_url)

    @cached_property
    def legs(self) -> TransferLegFormSet:
        return TransferLegFormSet(self.data, prefix=LEG, organization=self.organization)

    def is_valid(self) -> bool:
        looked_at = [form.is_valid() for form in (self.head, self.lines, self.steps, self.legs)]
        marked = self.lines.is_valid() and not (self.steps.is_valid() and self.legs.is_valid())
        self.problems = [*self.legs.non_form_errors(), *([LOOK_AT_ROWS] if marked else [])]
        return all(looked_at)

    def forgive_blanks(self, action: str = "") -> "TransferDraft":
        """Say nothing about what is merely empty yet; a row just added has the focus."""
        self.is_valid()
        added = {"add-line": self.lines, "add-step": self.steps, "add-leg": self.legs}.get(action)
        if added is not None:
            focus_last(added)
        self.forgives_blanks, self.problems = True, []
        for form in [self.head, *self.lines.forms, *self.steps.forms, *self.legs.forms]:
            form.forgives_blanks = True
        return self

    # ── What follows ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def bar(self) -> Bar | None:
        """The bar of what can be read so far; None until facility and day are chosen."""
        starts_on = self.head.cleaned_data.get("starts_on")
        if not self.facility or not starts_on:
            return None
        title = self.work_order.number if self.work_order else ""
        try:
            legs = self.legs.legs(WorkOrderLeg)
            return transfer_bar(title, self.facility, starts_on, legs, today=self.organization.today())
        except Refused as refusal:
            self.problems.append(str(refusal))
            return None

    @property
    def units(self) -> int:
        return sum(form.units for form in self.lines.written)

    @property
    def cartons(self) -> int:
        return sum(form.cartons for form in self.lines.written)

    def said(self) -> dict:
        """What the services ask for, once it is valid."""
        head = self.head.cleaned_data
        return {
            "starts_on": head["starts_on"],
            "instructions": head["instructions"],
            "lines": self.lines.lines(),
            "steps": self.steps.steps(),
            "legs": self.legs.legs(WorkOrderLeg),
        }

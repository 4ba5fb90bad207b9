"""A stand-alone work order while it is written: head, lines, steps, legs and bar."""

import uuid
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from inventory.models import Product
from inventory.products.line_forms import ProductLineForm, ProductRowFormSet, product_values
from leadtimes.lead_times.leg_forms import HOW_MANY_LEGS, MOST_LEGS, BaseLegFormSet, LegForm, row_values
from leadtimes.models import Facility
from leadtimes.rules.bar import Bar
from leadtimes.rules.kinds import LEG_KIND_CHOICES
from leadtimes.rules.portions import STARTS_A_PORTION
from purchasing.models import MAX_QUANTITY
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import formset_of
from sostocked.foundation.pages.fields.choices import offer_choices, offer_rows
from sostocked.foundation.pages.fields.day import DayField
from sostocked.foundation.pages.fields.typed_fields import WholeNumberField
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.errors import Refused
from workorders.content import read_content, transfer_bar, work_order_bar
from workorders.models import WorkOrder, WorkOrderLeg
from workorders.rules.stock_asked_for import Here
from workorders.steps.draft import (
    STEP,
    UNITS,
    BaseStepFormSet,
    DraftWithSteps,
    NoteForm,
    StepFormSet,
    steps_as_rows,
)
from workorders.transfers.on_hand import here_at
from workorders.transfers.services import LineInput, needs_its_own
from workorders.transfers.work_reported import keeps_way, way_of

LINE, LEG = "lines", "legs"
MOST_LINES = 500
LOOK_AT_ROWS = "This could not be saved yet. Please look at the marked rows."


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
    starts_on = DayField(
        label="Work starts on",
        example="2026-11-16",
        error_messages={"required": "Choose the day on which the work starts."},
    )
    waits_for_goods = forms.BooleanField(label="It waits for goods that are still coming", required=False)
    creation_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, organization: Organization, kept: int | None, **kwargs):
        super().__init__(*args, **kwargs)
        working = organization.facilities.working().order_by("name")
        offer_rows(self, "facility", working.filter(Q(archived_at=None) | Q(pk=kept)))
        cast(Any, self.fields["facility"]).label_from_instance = lambda facility: facility.place


class LineForm(ProductLineForm):
    """One line: a product and how many units of it."""

    quantity = WholeNumberField(label="Units", least=1, most=MAX_QUANTITY, error_messages=UNITS)


class BaseLineFormSet(ProductRowFormSet):
    """All lines. A product stands on one line."""

    takes_archived = True

    def clean(self):
        first: dict[Product, int] = {}
        for number, form in enumerate(self.forms, start=1):
            if form.product and form.product in first:
                form.add_error("sku", f"{form.product.sku} is on line {first[form.product]} already.")
            elif form.product:
                first[form.product] = number
        if not self.written:
            raise ValidationError("Say what the work is about: add at least one product.")

    def lines(self) -> list[LineInput]:
        return [LineInput(form.product, form.units) for form in self.written]


LineFormSet = formset_of(
    LineForm, BaseLineFormSet, most=MOST_LINES, too_many=f"A work order holds at most {MOST_LINES} lines."
)


class TransferLegForm(LegForm):
    """A leg of goods that were made already."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(key, label) for key, label in LEG_KIND_CHOICES if key != "supplier"]
        offer_choices(self, "kind", [("", "Choose…"), *kinds])
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


TransferLegFormSet = formset_of(
    TransferLegForm, BaseTransferLegFormSet, most=MOST_LEGS, too_many=HOW_MANY_LEGS
)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the form, and what lies of its product where the goods are; None where that is not known yet."""

    form: LineForm
    here: Here | None
    waits: bool

    @property
    def is_lacking(self) -> bool:
        return self.here is not None and self.here.lacks(self.form.units, waits=self.waits)


class TransferDraft(DraftWithSteps):
    """What one POST says about a stand-alone work order, new or existing, and the bar that follows from it."""

    rows = {"line": LINE, "step": STEP, "leg": LEG}

    def __init__(self, organization: Organization, data: QueryDict, *, work_order: WorkOrder | None = None):
        super().__init__(data)
        self.organization, self.work_order = organization, work_order
        self.data = self._with_work_first(self.data)
        self.propose_parts(organization)

    @classmethod
    def acted(cls, data: QueryDict, action: str) -> QueryDict:
        """The same, but the work stays the first leg: it neither goes nor changes places."""
        asked = form_rows.read_action(action)
        if asked and asked.row == "leg" and asked.verb != "add" and 0 in (asked.at, asked.to):
            return data
        return super().acted(data, action)

    @classmethod
    def new(cls, organization: Organization) -> "TransferDraft":
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
        return cls(organization, form_rows.added(data, LINE))

    @classmethod
    def of(cls, work_order: WorkOrder) -> "TransferDraft":
        """A stand-alone work order as it is now."""
        content = read_content(work_order)
        data = QueryDict(mutable=True)
        data["instructions"], data["version"] = work_order.instructions, str(work_order.version)
        data["facility"] = str(work_order.facility_id)
        data["starts_on"] = str(work_order.starts_on or "")
        if work_order.waits_for_goods:
            data["waits_for_goods"] = "on"
        lines = [product_values("sku", line.product) | {"quantity": line.quantity} for line in content.lines]
        data = form_rows.replaced(form_rows.replaced(data, LINE, lines), LEG, map(row_values, content.legs))
        data = form_rows.replaced(data, STEP, steps_as_rows(work_order))
        return cls(work_order.organization, data, work_order=work_order)

    def _with_work_first(self, data: QueryDict) -> QueryDict:
        """The first leg is the work at the chosen facility, whatever was sent."""
        if not form_rows.total(data, LEG):
            data = form_rows.added(data, LEG, {"days": "1", "day_basis": "calendar"})
        data[f"{LEG}-0-mode"] = ""
        data[f"{LEG}-0-kind"] = self._work_here(data)
        data[f"{LEG}-0-facility"] = str(self.facility.pk) if self.facility else ""
        return data

    def _work_here(self, data: QueryDict) -> str:
        """What happens first at the chosen facility: what was asked for of it, or what is usual there."""
        if not self.facility:
            return "warehouse"
        asked, standing = data.get(f"{LEG}-0-kind", ""), data.get(f"{LEG}-0-facility", "")
        known = standing == str(self.facility.pk) and asked in self._kinds_here(self.facility)
        return asked if known else self.facility.leg_kinds[0]

    def _kinds_here(self, facility: Facility) -> list[str]:
        """What can happen at it, and what happens there by this work order already."""
        stands = {leg.kind for leg in self.work_order.legs.all()[:1]} if self.work_order else set()
        return [*facility.leg_kinds, *sorted(stands & STARTS_A_PORTION - set(facility.leg_kinds))]

    @property
    def facility(self) -> Facility | None:
        self.head.is_valid()
        return self.head.cleaned_data.get("facility")

    @cached_property
    def head(self) -> HeadForm:
        kept = self.work_order.facility_id if self.work_order else None
        return HeadForm(self.data, organization=self.organization, kept=kept)

    @cached_property
    def lines(self) -> BaseLineFormSet:
        return LineFormSet(self.data, prefix=LINE, organization=self.organization)

    @cached_property
    def steps(self) -> BaseStepFormSet:
        return StepFormSet(self.data, prefix=STEP, organization=self.organization)

    @cached_property
    def legs(self) -> BaseTransferLegFormSet:
        standing = self.work_order.legs.all() if self.work_order else None
        legs = TransferLegFormSet(self.data, prefix=LEG, organization=self.organization, standing=standing)
        if self.facility:
            kinds = self._kinds_here(self.facility)
            offer_choices(legs.forms[0], "kind", [each for each in LEG_KIND_CHOICES if each[0] in kinds])
        return legs

    @property
    def chooses_work(self) -> bool:
        """Whether more than one kind of work can come first at the chosen facility."""
        facility = self.facility
        return facility is not None and len(self._kinds_here(facility)) > 1

    @property
    def parts(self) -> list[HeadForm | BaseLineFormSet | BaseStepFormSet | BaseTransferLegFormSet]:
        return [self.head, self.lines, self.steps, self.legs]

    def is_valid(self) -> bool:
        answer = super().is_valid()
        marked = self.lines.is_valid() and not (self.steps.is_valid() and self.legs.is_valid())
        self.problems = [*self.legs.non_form_errors(), *([LOOK_AT_ROWS] if marked else [])]
        return answer

    def forgive_blanks(self) -> Self:
        super().forgive_blanks()
        self.problems = []
        return self

    # ── What follows ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def bar(self) -> Bar | None:
        """The bar of what can be read so far; None until facility and day are chosen.

        Legs that stay, since something was reported of them, are drawn as they are.
        """
        starts_on = self.head.cleaned_data.get("starts_on")
        if not self.facility or not starts_on:
            return None
        title = self.work_order.number if self.work_order else ""
        try:
            legs, today = self.legs.legs(WorkOrderLeg), self.organization.today()
            if self.work_order and self._keeps_way(self.work_order, starts_on, legs):
                return work_order_bar(read_content(self.work_order), today=today, discreet=False)
            return transfer_bar(title, self.facility, starts_on, legs, today=today)
        except Refused as refusal:
            self.complain(refusal)
            return None

    @staticmethod
    def _keeps_way(work_order: WorkOrder, starts_on: date, legs: list[WorkOrderLeg]) -> bool:
        return keeps_way(work_order, list(work_order.legs.all()), way_of(starts_on, legs))

    @cached_property
    def line_rows(self) -> list["LineRow"]:
        """The lines, each with what lies of its product at the chosen facility."""
        facility, waits = self.facility, bool(self.head.cleaned_data.get("waits_for_goods"))
        products = {form.product.pk for form in self.lines if form.product}
        there = here_at(facility, products, work_order=self.work_order) if facility and products else {}
        return [
            LineRow(form, there.get(form.product.pk) if form.product else None, waits) for form in self.lines
        ]

    @property
    def may_wait(self) -> bool:
        """Whether it is worth asking: something is still to come, or it was said before."""
        comes = any(row.here and row.here.coming for row in self.line_rows)
        return comes or bool(self.head.cleaned_data.get("waits_for_goods"))

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
            "waits_for_goods": head["waits_for_goods"],
            "lines": self.lines.lines(),
            "steps": self.steps.steps(),
            "legs": self.legs.legs(WorkOrderLeg),
        }

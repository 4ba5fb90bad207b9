"""What one POST says of a truck that nobody announced: its papers, what was scanned, and what nobody knows."""

import uuid
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from inventory.products.scanning import find_scanned
from inventory.rules.stock import MOST_UNITS
from leadtimes.models import Facility
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import DraftForm, RowForm, RowFormSet, formset_of
from sostocked.foundation.pages.drafts import Draft
from sostocked.foundation.pages.fields.day import DayField
from sostocked.foundation.pages.fields.typed_fields import KeyField, OneLineField, WholeNumberField
from workorders.rules.receiving import DAMAGED, GOOD
from workorders.unannounced.lines import CodeOrLot
from workorders.unannounced.services import GoodsInput, TruckInput

KNOWN, UNKNOWN = "lines", "unknown"
MOST_LINES, MOST_UNKNOWN = 500, 100
_QUIET = {"autocomplete": "off", "dir": "auto"}


def _text(label: str, most: int, **more: Any) -> OneLineField:
    return OneLineField(label=label, max_length=most, widget=forms.TextInput(attrs=_QUIET), **more)


class TruckForm(DraftForm):
    """What belongs to the truck as a whole."""

    key = KeyField()
    came_on = DayField(label="It came on", error_messages={"required": "Say on which day it came."})
    carrier = _text("Carrier", 100, required=False)
    reference = _text("Number on its papers", 100, required=False)
    note = _text("Note", 300, required=False)

    def __init__(self, data: QueryDict, *, facility: Facility):
        super().__init__(data)
        self.facility = facility

    def clean_came_on(self):
        day = self.cleaned_data["came_on"]
        if day > self.facility.today():
            raise ValidationError("This day is in the future. Write down a truck once it came.")
        return day

    def truck(self) -> TruckInput:
        return TruckInput(**{name: value for name, value in self.cleaned_data.items() if name != "key"})


class KnownForm(CodeOrLot, RowForm):
    """So many units of a product, by the code on them."""

    units = WholeNumberField(label="Good", least=0, most=MOST_UNITS, required=False)
    damaged = WholeNumberField(label="Damaged", least=0, most=MOST_UNITS, required=False)

    def clean(self) -> dict[str, Any]:
        read = super().clean()
        if not self.is_blank and not self.errors:
            if not read.get("code"):
                self.add_error("code", "Scan or type the code on it.")
            elif not (read.get("units") or read.get("damaged")):
                self.add_error("units", "Count at least one unit, or leave the row empty.")
        return read

    def goods(self) -> list[GoodsInput]:
        counts = {GOOD: self.cleaned_data.get("units"), DAMAGED: self.cleaned_data.get("damaged")}
        return [
            GoodsInput(product=self.product, came_as=came_as, units=units, lot=self.said_lot)
            for came_as, units in counts.items()
            if units
        ]


class UnknownForm(RowForm):
    """So many units of what nobody knows, as they look."""

    text = _text("What it looks like", 300, error_messages={"required": "Describe it."})
    units = WholeNumberField(
        label="Units", least=1, most=MOST_UNITS, error_messages={"required": "Enter how many units."}
    )

    def goods(self) -> list[GoodsInput]:
        return [GoodsInput(text=self.cleaned_data["text"], units=self.cleaned_data["units"])]


KnownFormSet = formset_of(
    KnownForm, RowFormSet, most=MOST_LINES, too_many=f"A truck holds at most {MOST_LINES} lines."
)
UnknownFormSet = formset_of(
    UnknownForm,
    RowFormSet,
    most=MOST_UNKNOWN,
    too_many=f"At most {MOST_UNKNOWN} things that nobody knows, please.",
)


class TruckDraft(Draft):
    """A truck while it is written down."""

    rows = {"line": KNOWN, "unknown": UNKNOWN}

    def __init__(self, facility: Facility, data: QueryDict):
        super().__init__(data)
        self.facility = facility

    @classmethod
    def new(cls, facility: Facility) -> "TruckDraft":
        """Nothing written yet: today, and a row to begin with."""
        data = QueryDict(mutable=True)
        data["key"], data["came_on"] = str(uuid.uuid4()), str(facility.today())
        return cls(facility, form_rows.replaced(data, KNOWN, [{"code": ""}]))

    @property
    def parts(self) -> list[Any]:
        return [self.head, self.lines, self.unknown]

    @cached_property
    def head(self) -> TruckForm:
        return TruckForm(self.data, facility=self.facility)

    @cached_property
    def lines(self) -> RowFormSet:
        rows = form_rows.read(self.data, KNOWN)[: KnownFormSet.absolute_max]
        texts = [text.strip() for row in rows for text in row.get("code", [])]
        found = find_scanned(self.facility.organization, texts)
        return KnownFormSet(self.data, prefix=KNOWN, form_kwargs={"found": found})

    @cached_property
    def unknown(self) -> RowFormSet:
        return UnknownFormSet(self.data, prefix=UNKNOWN)

    def goods(self) -> list[GoodsInput]:
        return [each for row in (*self.lines.written, *self.unknown.written) for each in row.goods()]

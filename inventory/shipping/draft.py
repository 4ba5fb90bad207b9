"""What one POST says about goods that leave: where to, by whom, and in which cartons."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from inventory.models import Lot, Product, Shipment
from inventory.products.forms import MeasureField
from inventory.rules.product_facts import ProductFacts
from inventory.rules.shipping import MOST_CARTONS, CartonSize, beyond_limits
from inventory.rules.stock import MOST_UNITS, OUTSIDE
from inventory.shipping.services import CartonContent, CartonInput, Destination, Papers
from inventory.stock.queries import lot_in_words
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import DraftForm, RowForm, RowFormSet, formset_of
from sostocked.foundation.pages.drafts import Draft
from sostocked.foundation.pages.fields.choices import offer_choices
from sostocked.foundation.pages.fields.day import DayField
from sostocked.foundation.pages.fields.typed_fields import (
    KeyField,
    LinesField,
    OneLineField,
    WholeNumberField,
)
from sostocked.foundation.rules.measures import length_unit, shown, weight_unit
from sostocked.foundation.words import count_of

CARRIERS = ("UPS", "FedEx", "USPS", "DHL", "Amazon partnered carrier")
"""Offered; any other may be typed."""

FROM_A_FACILITY = "To another address: a customer, a shop, the supplier"
FROM_THE_SUPPLIER = "To another address: a customer, a shop"

CARTON = "cartons"
MOST_ROWS = 500
NEXT, ELSEWHERE = "next", "elsewhere"
SIZES = ("length", "width", "height")
_QUIET = {"autocomplete": "off"}


@dataclass(frozen=True, slots=True)
class Goods:
    """Units that may leave, of one product and lot: what they are in a word, and how the document packs them."""

    product: Product
    lot: Lot | None
    units: int
    facts: ProductFacts
    word: str = "good"

    @property
    def key(self) -> str:
        return f"{self.product.pk}:{self.lot.pk if self.lot else ''}"

    @property
    def label(self) -> str:
        lot = f" · {lot_in_words(self.lot)}" if self.lot else ""
        return f"{self.facts.sku}{lot} · {self.units:,} {self.word}"


class PapersForm(DraftForm):
    """What accompanies the goods; all of it may come later."""

    carrier = OneLineField(
        label="Carrier",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"list": "carriers", **_QUIET}),
    )
    tracking = LinesField(
        label="Tracking numbers",
        required=False,
        max_length=10_000,
        help_text="One on each line.",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    bill_of_lading = OneLineField(
        label="Bill of lading", required=False, max_length=60, widget=forms.TextInput(attrs=_QUIET)
    )
    container = OneLineField(
        label="Container number", required=False, max_length=20, widget=forms.TextInput(attrs=_QUIET)
    )
    note = LinesField(
        label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )

    def papers(self) -> Papers:
        return Papers(**{name: self.cleaned_data.get(name, "") for name in Papers.__slots__})


class HeadForm(PapersForm):
    """Where it goes, when it left, and whether that is all."""

    key = KeyField()
    to = forms.ChoiceField(
        label="Where do they go?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where they go.", "invalid_choice": "Choose where they go."},
    )
    to_name = OneLineField(
        label="Name", required=False, max_length=250, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    to_address = LinesField(
        label="Address", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    left_on = DayField(
        label="Left on",
        called="day",
        example="2026-12-17",
        error_messages={"required": "Choose the day on which they left."},
    )
    is_all = forms.BooleanField(label="That is all: nothing more leaves", required=False)
    takes_free = forms.BooleanField(label="Take units that are nobody's, too", required=False)
    is_more = forms.BooleanField(label="I know: more left than was ordered", required=False)
    is_heavy = forms.BooleanField(
        label="I know: a single unit is that heavy or long, or Amazon agreed", required=False
    )

    def __init__(self, *args, onward: Destination | None, elsewhere: str, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(NEXT, f"To the next stop: {onward.name}")] if onward else []
        offer_choices(self, "to", [*choices, (ELSEWHERE, elsewhere)])
        self.onward = onward

    def clean(self):
        read = super().clean() or self.cleaned_data
        if read.get("to") == ELSEWHERE and not read.get("to_name") and "to_name" not in self.errors:
            self.add_error("to_name", "Say who gets them.")
        return read

    def destination(self) -> Destination:
        read = self.cleaned_data
        if read["to"] == NEXT:
            return cast(Destination, self.onward)
        return Destination(OUTSIDE, read["to_name"], read["to_address"])


class CartonForm(RowForm):
    """So many identical cartons with a product in each; without a number, what else is in the cartons above."""

    cartons = WholeNumberField(label="Cartons", least=1, most=MOST_CARTONS, required=False)
    goods = forms.ChoiceField(
        label="What",
        error_messages={
            "required": "Choose what is in them.",
            "invalid_choice": "Choose one of those that may leave.",
        },
    )
    units = WholeNumberField(
        label="Units in each",
        least=1,
        most=MOST_UNITS,
        error_messages={"required": "Enter how many units each carton holds."},
    )
    length = MeasureField("Length")
    width = MeasureField("Width")
    height = MeasureField("Height")
    weight = MeasureField("Weight")

    def __init__(self, *args, goods: Mapping[str, Goods], system: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = goods
        offer_choices(self, "goods", [("", "Choose…"), *((key, each.label) for key, each in goods.items())])
        for name in (*SIZES, "weight"):
            unit = weight_unit(system) if name == "weight" else length_unit(system)
            cast(MeasureField, self.fields[name]).measure_in(unit, None)

    @property
    def is_blank(self) -> bool:
        return not any(map(self.typed, ("cartons", "units")))

    @property
    def begins(self) -> bool:
        """Whether it stands for cartons of its own."""
        return bool(self.typed("cartons"))

    @property
    def content(self) -> CartonContent:
        read = self.cleaned_data
        goods = self.offered[read["goods"]]
        return CartonContent(goods.product, read["units"], goods.lot)

    @property
    def size(self) -> CartonSize:
        read = self.cleaned_data
        return CartonSize(tuple(read.get(name) for name in SIZES), read.get("weight"))


class BaseCartonFormSet(RowFormSet):
    """All cartons, in order."""

    def clean(self):
        if not self.written:
            raise ValidationError("Pack at least one carton.")
        within: set[str] = set()
        for at, form in enumerate(self.written):
            if form.begins:
                within = set()
            elif at == 0:
                form.add_error("cartons", "Enter how many cartons.")
            if (goods := form.typed("goods")) in within:
                form.add_error("goods", "This is in these cartons already: put all of it on one row.")
            within.add(goods)

    def cartons(self) -> list[CartonInput]:
        """Rows without a number belong to the cartons above them."""
        found: list[list[Any]] = []
        for form in self.written:
            if form.begins:
                found.append([form])
            else:
                found[-1].append(form)
        return [
            CartonInput(rows[0].cleaned_data["cartons"], [row.content for row in rows], rows[0].size)
            for rows in found
        ]


CartonFormSet = formset_of(
    CartonForm,
    BaseCartonFormSet,
    most=MOST_ROWS,
    too_many=f"A shipment has at most {MOST_ROWS} rows of cartons.",
)


class DepartureDraft(Draft):
    """A departure while it is written."""

    rows = {"carton": CARTON}

    def __init__(
        self,
        data: QueryDict,
        *,
        onward: Destination | None,
        goods: Sequence[Goods],
        system: str,
        elsewhere: str = FROM_A_FACILITY,
    ):
        super().__init__(data)
        self.onward, self.system, self.elsewhere = onward, system, elsewhere
        self.goods = {each.key: each for each in goods}
        self.asks_free = bool(self.data.get("takes_free"))
        self.asks_more = bool(self.data.get("is_more"))
        self.asks_heavy = bool(self.data.get("is_heavy"))

    @classmethod
    def new(
        cls,
        *,
        onward: Destination | None,
        goods: Sequence[Goods],
        own: Mapping[int, int],
        system: str,
        today: Any,
        is_all: bool = True,
        elsewhere: str = FROM_A_FACILITY,
    ) -> "DepartureDraft":
        """All that is its own, packed as the document says. `is_all`: nothing more is expected."""
        data = QueryDict(mutable=True)
        data["key"], data["left_on"] = str(uuid.uuid4()), today.isoformat()
        data["to"] = NEXT if onward else ELSEWHERE
        rows = packed_rows(goods, own, system)
        if rows and is_all:
            data["is_all"] = "on"
        data = form_rows.replaced(data, CARTON, rows or [{}])
        return cls(data, onward=onward, goods=goods, system=system, elsewhere=elsewhere)

    @property
    def parts(self) -> list[Any]:
        return [self.head, self.cartons]

    @cached_property
    def head(self) -> HeadForm:
        return HeadForm(self.data, onward=self.onward, elsewhere=self.elsewhere)

    @cached_property
    def cartons(self) -> BaseCartonFormSet:
        return CartonFormSet(
            self.data, prefix=CARTON, form_kwargs={"goods": self.goods, "system": self.system}
        )

    def is_valid(self) -> bool:
        return super().is_valid() and self._fits()

    def _fits(self) -> bool:
        """Whether every carton may go where it goes, or somebody said that it may."""
        kind, heavy = self.head.destination().kind, False
        for form in self.cartons.written:
            too_much = beyond_limits(kind, form.size, self.system) if form.begins else ""
            if too_much and not self.head.cleaned_data["is_heavy"]:
                form.add_error("weight", f"{too_much} Tick below if that is so.")
                heavy = True
        self.asks_heavy |= heavy
        return not heavy

    @property
    def packed(self) -> str:
        """How much is on the page so far."""
        count = units = each = 0
        for form in self.cartons.written:
            read = getattr(form, "cleaned_data", {})
            each = read.get("cartons") or each
            count += read.get("cartons") or 0
            units += each * (read.get("units") or 0)
        return f"{count_of(count, 'carton')}, {count_of(units, 'unit')}"


def packed_rows(goods: Sequence[Goods], own: Mapping[int, int], system: str) -> list[dict[str, Any]]:
    """Rows that hold all `own` units: full cartons, and one that is not full; first what expires first."""
    left, rows = dict(own), []
    for each in goods:
        units = min(each.units, left.get(each.product.pk, 0))
        left[each.product.pk] = left.get(each.product.pk, 0) - units
        packed, size = each.facts.cartons(units), _size_of(each.facts, system)
        if packed.full:
            rows.append(
                {"cartons": packed.full, "goods": each.key, "units": each.facts.units_per_carton, **size}
            )
        if packed.rest:
            rows.append({"cartons": 1, "goods": each.key, "units": packed.rest, **size, "weight": ""})
    return rows


def _size_of(facts: ProductFacts, system: str) -> dict[str, str]:
    sides = (facts.carton_length_cm, facts.carton_width_cm, facts.carton_height_cm)
    size = {name: _shown(side, length_unit(system)) for name, side in zip(SIZES, sides, strict=True)}
    return size | {"weight": _shown(facts.carton_weight_kg, weight_unit(system))}


def _shown(value: Decimal | None, unit) -> str:
    return shown(value, unit) if value else ""


def papers_of(shipment: Shipment) -> dict[str, str]:
    """What its papers say, to begin a form with."""
    return {name: getattr(shipment, name) for name in PapersForm.base_fields}

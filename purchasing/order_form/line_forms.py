"""The lines of an order as rows of a form: which product, how many units, and what one costs."""

from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from inventory.products.line_forms import ProductLineForm, ProductRowFormSet
from purchasing.models import MAX_QUANTITY
from purchasing.services import LineInput
from sostocked.foundation.pages.fields import DecimalNumberField, WholeNumberField
from sostocked.foundation.pages.form_rows import MOST
from sostocked.foundation.rules.money import cost_in_words

MOST_LINES = 1000
MAX_COST = Decimal("99999999.9999")


class Figures(NamedTuple):
    """What a row comes to so far."""

    units: int | None
    cartons: int | None
    amount: Decimal | None
    title: str


class LineForm(ProductLineForm):
    """One line. A cost left empty is the product's last one."""

    quantity = WholeNumberField(
        least=1,
        most=MAX_QUANTITY,
        error_messages={
            "required": "Enter how many units.",
            "whole": "Units are whole: %(text)s is not.",
            "least": "Order at least 1 unit.",
            "most": "Order at most %(most)s units on one line.",
        },
    )
    unit_cost = DecimalNumberField(
        least=0,
        most=MAX_COST,
        places=4,
        required=False,
        error_messages={
            "least": "A cost is never below zero.",
            "most": "A unit costs at most %(most)s.",
            "places": "A unit cost has at most 4 decimals.",
        },
    )

    was_filled_in = False

    @property
    def filled(self) -> str:
        """The cost we filled in and the SKU it is of ("1.85 KT-SPAT-4"), as the page remembers it."""
        return self.data.get(self.add_prefix("filled"), "")

    def fill_in_cost(self) -> None:
        """Write the product's last cost where none is, or where the one of another product still stands."""
        typed = self.typed("unit_cost")
        cost, _, sku = self.filled.partition(" ")
        left_over = bool(sku) and typed == cost and sku != (self.product and self.product.sku)
        if self.product and self.product.last_cost is not None and (not typed or left_over):
            known = cost_in_words(self.product.last_cost)
            self.data[self.add_prefix("unit_cost")] = known
            self.data[self.add_prefix("filled")] = f"{known} {self.product.sku}"
            self.was_filled_in = True

    def clean(self):
        if "unit_cost" in self.cleaned_data and self.cleaned_data["unit_cost"] is None:
            cost = self.product.last_cost if self.product else None
            self.cleaned_data["unit_cost"] = cost
            if cost is None:
                self.add_error("unit_cost", "Enter what one unit costs; 0 is allowed.")
        return self.cleaned_data

    @property
    def figures(self) -> Figures:
        values = self.typed_so_far
        units, cost = values.get("quantity"), values.get("unit_cost")
        return Figures(
            units=units,
            cartons=self.cartons or None,
            amount=units * cost if units and cost is not None else None,
            title=self.product.title if self.product else "",
        )

    def line(self) -> LineInput:
        return LineInput(self.product, self.units, self.cleaned_data["unit_cost"])


class BaseLineFormSet(ProductRowFormSet):
    """All lines of an order."""

    def clean(self):
        if len(self.written) > MOST_LINES:
            raise ValidationError(f"An order holds at most {MOST_LINES:,} lines.")

    def lines(self) -> list[LineInput]:
        return [form.line() for form in self.written]


LineFormSet = forms.formset_factory(
    LineForm, formset=BaseLineFormSet, extra=0, max_num=MOST, absolute_max=MOST
)

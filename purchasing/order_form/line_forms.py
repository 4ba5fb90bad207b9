"""The lines of an order as rows of a form: which product, how many units, and what one costs."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from inventory.products.line_forms import ProductLineForm, ProductRowFormSet
from inventory.rules.product_facts import ProductFacts
from purchasing.models import MAX_QUANTITY
from purchasing.order_rows import LineInput
from sostocked.foundation.pages.draft_forms import formset_of
from sostocked.foundation.pages.fields.typed_fields import DecimalNumberField, WholeNumberField
from sostocked.foundation.rules.money import cost_in_words, line_amount

MOST_LINES = 1000
MAX_COST = Decimal("99999999.9999")


class Figures(NamedTuple):
    """What a row comes to so far."""

    units: int | None
    cartons: int | None
    amount: Decimal | None
    currency: str
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

    def __init__(self, *args, currency: str, said: Callable[[], Mapping[int, ProductFacts]], **kwargs):
        super().__init__(*args, **kwargs)
        self.currency, self.said = currency, said

    @property
    def filled(self) -> str:
        """The cost we filled in, its currency and SKU ("1.85 USD KT-SPAT-4"), as the page remembers it."""
        return self.data.get(self.add_prefix("filled"), "")

    def fill_in_cost(self) -> None:
        """Write the product's last cost where none is, or where the one of another product still stands."""
        typed, last, sku = self.typed("unit_cost"), self.last_cost, self.product.sku if self.product else ""
        cost, _, of = self.filled.partition(" ")
        left_over = bool(of) and typed == cost and of != f"{self.currency} {sku}"
        if left_over and last is None and self.is_of_another_currency:
            self.data[self.add_prefix("unit_cost")] = self.data[self.add_prefix("filled")] = ""
            self.was_filled_in = True
        elif last is not None and (not typed or left_over):
            known = cost_in_words(last, self.currency)
            self.data[self.add_prefix("unit_cost")] = known
            self.data[self.add_prefix("filled")] = f"{known} {self.currency} {sku}"
            self.was_filled_in = True

    @property
    def is_of_another_currency(self) -> bool:
        """Whether the cost is one that we filled in before the order's currency was changed."""
        cost, _, of = self.filled.partition(" ")
        currency = of.partition(" ")[0]
        return bool(currency) and cost == self.typed("unit_cost") and currency != self.currency

    def clean(self):
        if self.is_of_another_currency and self.currency:
            cost, _, of = self.filled.partition(" ")
            was = f"{cost} {of.partition(' ')[0]}"
            self.add_error("unit_cost", f"{was} was filled in. Enter what one unit costs in {self.currency}.")
        elif "unit_cost" in self.cleaned_data and self.cleaned_data["unit_cost"] is None:
            self.cleaned_data["unit_cost"] = self.last_cost
            if self.last_cost is None:
                self.add_error("unit_cost", "Enter what one unit costs; 0 is allowed.")
        return self.cleaned_data

    @property
    def last_cost(self) -> Decimal | None:
        """What the product cost last, in the order's currency."""
        return self.product.cost_in(self.currency) if self.product else None

    @property
    def cost_elsewhere(self) -> str:
        """What it cost last in another currency ("27.50 CNY"): to look at, never taken over."""
        if not self.product or self.product.last_cost is None or self.last_cost is not None:
            return ""
        return f"{self.product.cost_in_short} {self.product.last_cost_currency}"

    @property
    def figures(self) -> Figures:
        values = self.typed_so_far
        units, cost = values.get("quantity"), values.get("unit_cost")
        return Figures(
            units=units,
            cartons=self.cartons or None,
            amount=line_amount(units, cost, self.currency) if units and cost is not None else None,
            currency=self.currency,
            title=self.title,
        )

    def line(self) -> LineInput:
        product, cost = self.cleaned_data[self.product_field], self.cleaned_data["unit_cost"]
        return LineInput(product=product, quantity=self.units, unit_cost=cost, row_id=self.row_id)


class BaseLineFormSet(ProductRowFormSet):
    """All lines of an order, in its currency; `said` is what it has said of their products already."""

    def __init__(self, *args, currency: str, said: Callable[[], Mapping[int, ProductFacts]], **kwargs):
        super().__init__(*args, **kwargs)
        self.form_kwargs |= {"currency": currency, "said": said}

    def lines(self) -> list[LineInput]:
        return [form.line() for form in self.written]


LineFormSet = formset_of(
    LineForm, BaseLineFormSet, most=MOST_LINES, too_many=f"An order holds at most {MOST_LINES:,} lines."
)

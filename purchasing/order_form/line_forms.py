"""The lines of an order as rows of a form. A product is typed, by SKU or title, and found on the server."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Lower

from inventory.models import Product
from purchasing.models import MAX_QUANTITY, cost_in_words
from purchasing.services import LineInput
from sostocked.foundation.pages.draft_forms import DraftForm
from sostocked.foundation.pages.fields import DecimalNumberField, WholeNumberField
from sostocked.foundation.pages.form_rows import MOST
from sostocked.foundation.people.models import Organization

MOST_LINES = 1000
MAX_COST = Decimal("99999999.9999")


class Catalog:
    """The products that these texts may mean, read with one query however many lines there are."""

    def __init__(self, organization: Organization, texts: Iterable[str]):
        self.by_sku, self.by_title = defaultdict(list), defaultdict(list)
        wanted = {text.strip().lower() for text in texts if text.strip() and "\0" not in text}
        found = Product.objects.none()
        if wanted:
            found = organization.products.annotate(low_sku=Lower("sku"), low_title=Lower("title")).filter(
                Q(low_sku__in=wanted) | Q(low_title__in=wanted)
            )
        for product in found:
            self.by_sku[product.low_sku].append(product)
            self.by_title[product.low_title].append(product)

    def find(self, text: str) -> Product:
        """The product of this SKU or, if only one has it, of this title; or ValidationError."""
        low = text.lower()
        exact = [product for product in self.by_sku[low] if product.sku == text]
        for found in (exact, self.by_sku[low], [p for p in self.by_title[low] if not p.archived_at]):
            if len(found) > 1:
                raise ValidationError(f"Several products are called “{text}”. Choose one by its SKU.")
            if found:
                return self._in_use(found[0])
        raise ValidationError(f"You have no product with the SKU or title “{text[:60]}”.")

    @staticmethod
    def _in_use(product: Product) -> Product:
        if product.archived_at:
            raise ValidationError(f"{product.sku} is archived and cannot be ordered.")
        return product


class Figures(NamedTuple):
    """What can be told about a row so far."""

    units: int | None
    cartons: int | None
    amount: Decimal | None
    title: str


class LineForm(DraftForm):
    """One line. A cost left empty is the product's last one."""

    sku = forms.CharField(
        max_length=250,
        label="Product",
        error_messages={"required": "Choose a product by SKU or title."},
    )
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

    def __init__(self, *args, catalog: Catalog, **kwargs):
        super().__init__(*args, **kwargs)
        self.catalog = catalog
        self.number = self.prefix.rpartition("-")[2]
        self.was_filled_in = False

    @property
    def filled(self) -> str:
        """The cost we filled in and the SKU it is of ("1.85 KT-SPAT-4"), as the page remembers it."""
        return self.data.get(self.add_prefix("filled"), "")

    def fill_in_cost(self) -> None:
        """Write the product's last cost where none is, or where the one of another product still stands."""
        typed = (self.data.get(self.add_prefix("unit_cost")) or "").strip()
        cost, _, sku = self.filled.partition(" ")
        left_over = bool(sku) and typed == cost and sku != (self.product and self.product.sku)
        if self.product and self.product.last_cost is not None and (not typed or left_over):
            known = cost_in_words(self.product.last_cost)
            self.data[self.add_prefix("unit_cost")] = known
            self.data[self.add_prefix("filled")] = f"{known} {self.product.sku}"
            self.was_filled_in = True

    def clean_sku(self):
        return self.catalog.find(self.cleaned_data["sku"])

    def clean(self):
        if "unit_cost" in self.cleaned_data and self.cleaned_data["unit_cost"] is None:
            cost = self.product.last_cost if self.product else None
            self.cleaned_data["unit_cost"] = cost
            if cost is None:
                self.add_error("unit_cost", "Enter what one unit costs; 0 is allowed.")
        return self.cleaned_data

    @property
    def place(self) -> int:
        return int(self.number) + 1

    @property
    def product(self) -> Product | None:
        """The product, once it is found."""
        found = self.cleaned_data.get("sku") if hasattr(self, "cleaned_data") else None
        return found if isinstance(found, Product) else None

    @property
    def is_blank(self) -> bool:
        return not any((self.data.get(self.add_prefix(name)) or "").strip() for name in self.fields)

    @property
    def figures(self) -> Figures:
        values = getattr(self, "cleaned_data", {})
        units, cost = values.get("quantity"), values.get("unit_cost")
        return Figures(
            units=units,
            cartons=self.product.cartons(units) if self.product and units else None,
            amount=units * cost if units and cost is not None else None,
            title=self.product.title if self.product else "",
        )

    def line(self) -> LineInput:
        return LineInput(self.product, self.cleaned_data["quantity"], self.cleaned_data["unit_cost"])


class BaseLineFormSet(forms.BaseFormSet):
    """All lines. Blank rows mean nothing."""

    def __init__(self, *args, organization: Organization, **kwargs):
        super().__init__(*args, **kwargs)
        texts = (self.data.get(f"{self.add_prefix(n)}-sku", "") for n in range(self.total_form_count()))
        self.form_kwargs = {"catalog": Catalog(organization, texts)}

    def clean(self):
        if len(self.written) > MOST_LINES:
            raise ValidationError(f"An order holds at most {MOST_LINES:,} lines.")

    def lines(self) -> list[LineInput]:
        return [form.line() for form in self.written]

    @property
    def written(self) -> list[LineForm]:
        return [form for form in self.forms if not form.is_blank]


LineFormSet = forms.formset_factory(
    LineForm, formset=BaseLineFormSet, extra=0, max_num=MOST, absolute_max=MOST
)

"""A sheet of opening stock, of a count or of scrap while it is written."""

import uuid
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from inventory.adjusting.queries import key_of, sheet_rows
from inventory.adjusting.review import BOOKS, Comparison, books_token, compare
from inventory.adjusting.services import AdjustmentInput
from inventory.models import Bin, Product, StockBalance
from inventory.products.line_forms import ProductField, ProductRowForm, ProductRowFormSet, product_values
from inventory.rules.pasted_units import read_pasted
from inventory.rules.stock import (
    ADJUSTMENTS,
    CONDITIONS,
    COUNT,
    DAMAGED,
    GOOD,
    MOST_UNITS,
    OPENING,
    SCRAP,
    as_choices,
)
from inventory.stock.places import LotInput
from leadtimes.models import Facility
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import DraftForm, formset_of
from sostocked.foundation.pages.drafts import Draft
from sostocked.foundation.pages.fields.choices import offer_rows
from sostocked.foundation.pages.fields.day import DayField
from sostocked.foundation.pages.fields.typed_fields import (
    KeyField,
    LinesField,
    OneLineField,
    OwnCodeField,
    WholeNumberField,
)
from sostocked.foundation.people.models import Organization
from sostocked.foundation.rules.number_reading import read_id

LINE = "lines"
MOST_ROWS = 500
USUAL_REASON = {OPENING: "Opening stock"}


class SheetForm(DraftForm):
    """Where, what kind of sheet, and why."""

    kind = forms.ChoiceField(
        label="What is this?",
        choices=[
            (OPENING, "Opening stock: these units are there already"),
            (COUNT, "Count: so many are there, whatever the books say"),
            (SCRAP, "Scrap: these units are thrown away"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what this is.", "invalid_choice": "Choose what this is."},
    )
    facility = forms.ModelChoiceField(
        Facility.objects.none(),
        empty_label="Choose where the units are…",
        error_messages={
            "required": "Choose the facility where the units are.",
            "invalid_choice": "Choose one of your own warehouses, prep centers or other businesses in use.",
        },
    )
    reason = OneLineField(
        label="Reason",
        max_length=300,
        help_text="Everybody who looks at the stock later reads it.",
        error_messages={"required": "Say why: everybody who looks at the stock later will ask."},
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    pasted = LinesField(
        label="Many products at once",
        required=False,
        max_length=60_000,
        help_text="Paste two columns of a spreadsheet, SKU and units: one product on each line.",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "spellcheck": "false"}),
    )
    key = KeyField()

    def __init__(self, *args, organization: Organization, **kwargs):
        super().__init__(*args, **kwargs)
        rows = organization.facilities.working().filter(Q(archived_at=None)).order_by("name")
        offer_rows(self, "facility", rows)
        cast(Any, self.fields["facility"]).label_from_instance = lambda facility: facility.place

    def clean_pasted(self):
        if self.cleaned_data["pasted"]:
            raise ValidationError("These are no lines yet. Press “Add these lines”, or empty the field.")
        return ""


class LineForm(ProductRowForm):
    """One line: a product in one condition and lot, and how many units."""

    sku = ProductField(label="Product", placeholder="SKU or title")
    condition = forms.ChoiceField(
        choices=as_choices(CONDITIONS),
        error_messages={"required": "Choose the condition.", "invalid_choice": "Choose the condition."},
    )
    lot = OwnCodeField(
        label="Lot", required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    expires_on = DayField(label="Expires on", required=False, called="day of expiry", example="2027-06-30")
    units = WholeNumberField(
        label="Units", least=0, most=MOST_UNITS, error_messages={"required": "Enter how many units."}
    )

    @property
    def is_listed(self) -> bool:
        """Whether the page wrote this product down itself, and nobody said anything of it yet."""
        same = self.typed("sku") == self.typed("sku_was")
        return (
            bool(self.typed("listed")) and same and not any(map(self.typed, ("lot", "expires_on", "units")))
        )

    @property
    def is_blank(self) -> bool:
        return self.is_listed or not any(map(self.typed, ("sku", "lot", "expires_on", "units")))

    def has_changed(self) -> bool:
        return not self.is_listed and super().has_changed()

    @property
    def product(self) -> Product | None:
        """Of a row that the page wrote down the product that it is about, too."""
        return cast(ProductField, self.fields["sku"]).known if self.is_listed else super().product

    @property
    def hidden_values(self) -> list[tuple[str, str]]:
        more = [(self.add_prefix(name), self.typed(name)) for name in ("listed", BOOKS) if self.typed(name)]
        return [*super().hidden_values, *more]

    @property
    def said_lot(self) -> LotInput:
        read = self.typed_so_far
        return LotInput(read.get("lot") or "", read.get("expires_on"))

    def clean(self):
        read = super().clean() or self.cleaned_data
        product = read.get("sku")
        if product and product.tracks_expiry and not {"lot", "expires_on"} & set(self.errors):
            if not read.get("expires_on"):
                self.add_error("expires_on", f"{product.sku} tracks expiry: say on which day these expire.")
        elif product and self.said_lot.is_said:
            self.add_error("lot" if read.get("lot") else "expires_on", f"{product.sku} has no lots.")
        return read


class BaseLineFormSet(ProductRowFormSet):
    """All lines. A product in one condition and lot stands on one of them."""

    takes_archived = True

    def clean(self):
        first: dict[tuple, int] = {}
        for form in self.forms:
            if not form.product or form.is_blank:
                continue
            key = (form.product.pk, form.typed_so_far.get("condition"), form.said_lot.key)
            if key in first:
                form.add_error("sku", f"{form.product.sku} is on line {first[key]} already.")
            first.setdefault(key, form.place)
        if not self.written:
            raise ValidationError("Add at least one product.")

    def lines(self) -> list[AdjustmentInput]:
        return [
            AdjustmentInput(
                product=form.product,
                condition=form.cleaned_data["condition"],
                units=form.cleaned_data["units"],
                lot=form.said_lot,
            )
            for form in self.written
        ]

    def counted(self) -> list[tuple[str, str, AdjustmentInput]]:
        """The lines, each with the prefix of its form and what its writer saw the books say."""
        pairs = zip(self.written, self.lines(), strict=True)
        return [(form.prefix, form.typed(BOOKS), line) for form, line in pairs]


LineFormSet = formset_of(
    LineForm, BaseLineFormSet, most=MOST_ROWS, too_many=f"A sheet holds at most {MOST_ROWS} lines."
)


class AdjustmentDraft(Draft):
    """What one POST says about a sheet."""

    rows = {"line": LINE}

    def __init__(self, organization: Organization, data: QueryDict):
        super().__init__(data)
        self.organization = organization

    @classmethod
    def new(cls, organization: Organization, asked: QueryDict) -> "AdjustmentDraft":
        """A sheet to start from, as an address asks for it: kind, facility, product, or `all` that lies there."""
        kind = asked.get("kind", "")
        kind = kind if kind in ADJUSTMENTS else COUNT
        data = QueryDict(mutable=True)
        data["kind"], data["key"], data["reason"] = kind, str(uuid.uuid4()), USUAL_REASON.get(kind, "")
        facility = read_id(asked.get("facility", ""))
        data["facility"] = str(facility or "")
        return cls(
            organization, form_rows.replaced(data, LINE, _first_rows(organization, facility, kind, asked))
        )

    @classmethod
    def listing(cls, organization: Organization, data: QueryDict) -> "AdjustmentDraft":
        """The same sheet with every product in use on it that was not, as long as there is room."""
        draft = cls(organization, data).forgive_blanks()
        there = {form.product.pk for form in draft.lines if form.product}
        products = organization.products.active().exclude(pk__in=there).order_by("sku")
        rows = _typed_rows(data)
        more = [
            {**product_values("sku", product), "condition": GOOD, "listed": "1"}
            for product in products[: max(0, MOST_ROWS - len(rows))]
        ]
        return cls(organization, form_rows.replaced(data, LINE, [*rows, *more]))

    @classmethod
    def pasting(cls, organization: Organization, data: QueryDict) -> "AdjustmentDraft":
        """The same sheet with a line for each that was pasted; what has no room stays where it was pasted."""
        rows, pasted = _typed_rows(data), read_pasted(data.get("pasted", ""))
        room = max(0, MOST_ROWS - len(rows))
        more: list[dict[str, object]] = [
            {"sku": each.sku, "units": each.units, "condition": GOOD} for each in pasted[:room]
        ]
        data = form_rows.replaced(data, LINE, [*rows, *more])
        data["pasted"] = "\n".join("\t".join(each) for each in pasted[room:])
        draft = cls(organization, data)
        if pasted[room:]:
            draft.problems.append(
                f"A sheet holds at most {MOST_ROWS} lines. Save it, then go on with the rest."
            )
        return draft

    @property
    def parts(self) -> list[Any]:
        return [self.sheet, self.lines]

    @cached_property
    def sheet(self) -> SheetForm:
        return SheetForm(self.data, organization=self.organization)

    @cached_property
    def lines(self) -> BaseLineFormSet:
        return LineFormSet(self.data, prefix=LINE, organization=self.organization)

    @cached_property
    def bins(self) -> dict[int, str]:
        """Where in the hall of the chosen facility things lie, by product."""
        self.sheet.is_valid()
        facility = self.sheet.cleaned_data.get("facility")
        products = [form.product for form in self.lines if form.product]
        return Bin.objects.filter(facility=facility, product__in=products).texts() if facility else {}

    @property
    def rows_with_bins(self) -> list[tuple[LineForm, str]]:
        """The lines, and where in the hall to count each."""
        return [(form, self.bins.get(form.product.pk, "") if form.product else "") for form in self.lines]

    @property
    def is_count(self) -> bool:
        return self.data.get("kind") == COUNT

    def compared(self) -> Comparison:
        """A valid count beside the books."""
        return compare(self.sheet.cleaned_data["facility"], self.lines.counted(), self.data)

    @property
    def tracks_expiry(self) -> bool:
        """Whether a line needs fields for lot and expiry."""
        return any(form.product and form.product.tracks_expiry for form in self.lines) or any(
            form.typed("lot") or form.typed("expires_on") for form in self.lines
        )


def _typed_rows(data: QueryDict) -> list[dict[str, object]]:
    """The rows of a sheet on which something stands, as they were sent."""
    rows: list[dict[str, object]] = [
        {name: values[-1] for name, values in row.items()} for row in form_rows.read(data, LINE)
    ]
    return [row for row in rows if any(row.get(name) for name in ("sku", "lot", "expires_on", "units"))]


def _first_rows(
    organization: Organization, facility: int | None, kind: str, asked: QueryDict
) -> list[dict[str, object]]:
    condition = DAMAGED if kind == SCRAP else GOOD
    listed = sheet_rows(organization.pk, facility, most=MOST_ROWS) if asked.get("all") and facility else []
    if listed:
        return list(map(_row_of, listed))
    known = read_id(asked.get("product", ""))
    product = Product.objects.filter(organization=organization, pk=known).first() if known else None
    return [{**product_values("sku", product), "condition": condition}]


def _row_of(row: StockBalance) -> dict[str, object]:
    return {
        **product_values("sku", row.product),
        "condition": row.condition,
        "lot": row.lot.code if row.lot else "",
        "expires_on": row.lot.expires_on if row.lot else None,
        BOOKS: books_token(key_of(row), row.quantity),
    }

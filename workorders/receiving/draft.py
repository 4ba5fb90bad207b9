"""What one POST says about goods that came: how many of each line, and of what nobody expected."""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from inventory.models import Product
from inventory.products.scanning import find_scanned
from inventory.rules.stock import MOST_UNITS
from inventory.stock.places import LotInput
from sostocked.foundation.pages import form_rows
from sostocked.foundation.pages.draft_forms import DraftForm, RowForm, RowFormSet, formset_of
from sostocked.foundation.pages.drafts import Draft
from sostocked.foundation.pages.fields.day import DayField
from sostocked.foundation.pages.fields.typed_fields import (
    KeyField,
    OneLineField,
    OwnCodeField,
    WholeNumberField,
)
from sostocked.foundation.rules.number_reading import read_id
from workorders.models import WorkOrder, WorkOrderLine
from workorders.page.photos import PhotoItem, Photos
from workorders.photos.services import album_of
from workorders.receiving.writing import CountInput
from workorders.rules.receiving import DAMAGED, GOOD, WRONG, Tally

LINE, WRONG_ITEM = "lines", "wrong"
MOST_LINES, MOST_WRONG = 1000, 200
_QUIET = {"autocomplete": "off", "dir": "auto"}


def _count(label: str, most: int = MOST_UNITS) -> WholeNumberField:
    return WholeNumberField(label=label, least=0, most=most, required=False)


def _note() -> OneLineField:
    return OneLineField(label="Note", required=False, max_length=300, widget=forms.TextInput(attrs=_QUIET))


class ShowsPhotos:
    """A form that has an album: a key that stays with what it counts, before and after that is saved.

    Photos are taken for the album, and are no part of the form: they are kept as soon as they are taken.
    """

    photos: Sequence[PhotoItem] = ()
    photo_problems: Sequence[str] = ()
    typed: Callable[[str], str]
    album_field = "album"

    @cached_property
    def album(self) -> uuid.UUID:
        """As it was sent; a new one for a row that was not there yet."""
        return album_of(self.typed(self.album_field)) or uuid.uuid4()

    @property
    def photo_input(self) -> str:
        """What the field is called that photos for it are chosen in (`add_to_albums` reads them)."""
        return f"photo-{self.album}"


class HeadForm(ShowsPhotos, DraftForm):
    """What belongs to the receipt as a whole."""

    album_field = "key"  # the receipt's key is the album of its photos

    key = KeyField()
    reason = OneLineField(
        label="Why do you take more than was ordered?",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=_QUIET),
    )
    final = forms.BooleanField(label="Nothing more comes: the count is final", required=False)


class LineForm(ShowsPhotos, RowForm):
    """What came of one line, in one lot: full cartons and units beside them, good; and damaged units."""

    product = forms.CharField(widget=forms.HiddenInput)
    cartons = _count("Cartons", 1_000_000)
    units = _count("Units")
    damaged = _count("Damaged")
    lot = OwnCodeField(
        label="Lot", required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    expires_on = DayField(label="Expires on", required=False, called="day of expiry", example="2027-06-30")
    note = _note()

    def __init__(
        self, *args, by_product: Mapping[int, WorkOrderLine], tallies: Mapping[int, Tally], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.line = by_product.get(read_id(self.typed("product")) or 0)
        self.tally = tallies.get(self.line.product_id) if self.line else None

    @property
    def is_blank(self) -> bool:
        return not any(map(self.typed, ("cartons", "units", "damaged", "lot", "expires_on", "note")))

    @property
    def tracks_expiry(self) -> bool:
        return bool(self.line and self.line.product.tracks_expiry)

    @property
    def shows_lot(self) -> bool:
        """Whether it asks for a lot, or somebody typed one."""
        return self.tracks_expiry or bool(self.typed("lot") or self.typed("expires_on"))

    @property
    def good(self) -> int:
        read = getattr(self, "cleaned_data", {})
        per_carton = self.line.facts.units_per_carton if self.line else 0
        return (read.get("cartons") or 0) * per_carton + (read.get("units") or 0)

    @property
    def said_lot(self) -> LotInput:
        read = getattr(self, "cleaned_data", {})
        return LotInput(read.get("lot") or "", read.get("expires_on"))

    @property
    def codes(self) -> str:
        """What a scanner reads on its units, for the page's script: as it is said, and as it is now."""
        if self.line is None:
            return "[]"
        said, now = self.line.facts, self.line.product
        codes = (said.sku, said.fnsku, said.upc, now.sku, now.fnsku, now.upc)
        return json.dumps(list(dict.fromkeys(filter(None, codes))))

    def clean(self):
        read = super().clean() or self.cleaned_data
        if self.line is None:
            raise ValidationError("This product is no longer on the work order. Open this page again.")
        if self.good > MOST_UNITS:
            self.add_error("cartons", f"Enter at most {MOST_UNITS:,} units.")
        counts = self.good or read.get("damaged")
        if not self.is_blank and not self.errors and not counts:
            self.add_error("units", "Count at least one unit, or leave the line empty.")
        if self.line and not self.tracks_expiry and self.said_lot.is_said:
            self.add_error("lot" if read.get("lot") else "expires_on", f"{self.line.facts.sku} has no lots.")
        if self.tracks_expiry and counts and not read.get("expires_on") and "expires_on" not in self.errors:
            self.add_error("expires_on", "Say on which day these expire.")
        return read

    def counts(self) -> list[CountInput]:
        """Good and damaged, as far as there are any."""
        line, read = cast(WorkOrderLine, self.line), self.cleaned_data
        units = {GOOD: self.good, DAMAGED: read.get("damaged") or 0}
        return [
            CountInput(
                product=line.product,
                outcome=outcome,
                units=count,
                lot=self.said_lot,
                note=read.get("note", ""),
                album=self.album,
            )
            for outcome, count in units.items()
            if count
        ]


class WrongForm(ShowsPhotos, RowForm):
    """Units that the work order does not name, by the code on them."""

    code = OwnCodeField(
        label="Code on it",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "FNSKU, UPC or SKU"}),
        error_messages={"required": "Scan or type the code on it."},
    )
    units = WholeNumberField(
        label="Units", least=1, most=MOST_UNITS, error_messages={"required": "Enter how many units."}
    )
    note = _note()

    product: Product | None = None

    def __init__(self, *args, found: Mapping[str, list[Product]], by_product: Mapping[int, Any], **kwargs):
        super().__init__(*args, **kwargs)
        self.found, self.by_product = found, by_product

    def clean_code(self):
        code = self.cleaned_data["code"]
        products = self.found.get(self.typed("code"), [])
        if not products:
            raise ValidationError(
                f"Nothing of this seller has the code {code}. Put it aside, and ask before you take it."
            )
        if len(products) > 1:
            raise ValidationError(f"Several products have the code {code}. Type the SKU.")
        self.product = products[0]
        if self.product.pk in self.by_product:
            raise ValidationError(f"{self.product.sku} is on this work order. Count it on its line.")
        return code

    def counts(self) -> list[CountInput]:
        read = self.cleaned_data
        product = cast(Product, self.product)
        note = read.get("note", "")
        return [CountInput(product=product, outcome=WRONG, units=read["units"], note=note, album=self.album)]


class BaseLineFormSet(RowFormSet):
    """What came of the lines; a product in one lot stands there once."""

    def clean(self):
        seen: set[tuple] = set()
        for form in self.written:
            key = (form.typed("product"), form.said_lot.key)
            if key in seen:
                form.add_error("lot", "This lot is counted above already.")
            seen.add(key)


LineFormSet = formset_of(
    LineForm, BaseLineFormSet, most=MOST_LINES, too_many=f"A receipt counts at most {MOST_LINES:,} lines."
)
WrongFormSet = formset_of(
    WrongForm, RowFormSet, most=MOST_WRONG, too_many=f"A receipt names at most {MOST_WRONG} wrong items."
)


class ReceivingDraft(Draft):
    """A receipt while it is counted."""

    rows = {"wrong": WRONG_ITEM}

    def __init__(self, work_order: WorkOrder, data: QueryDict, *, tallies: Mapping[int, Tally]):
        super().__init__(data)
        self.work_order, self.tallies = work_order, tallies
        self.lines_by_product = {line.product_id: line for line in work_order.lines.all()}
        self.asks_reason = bool(self.data.get("reason", "").strip())

    @classmethod
    def new(cls, work_order: WorkOrder, *, tallies: Mapping[int, Tally]) -> "ReceivingDraft":
        """Nothing counted yet."""
        data = QueryDict(mutable=True)
        data["key"] = str(uuid.uuid4())
        lines = [{"product": line.product_id} for line in work_order.lines.all()]
        return cls(work_order, form_rows.replaced(data, LINE, lines), tallies=tallies)

    @classmethod
    def acted(cls, data: QueryDict, action: str) -> QueryDict:
        """The same, and "lot-<n>" gives the product of line n one more row for another lot."""
        rows = form_rows.read(data, LINE)
        at = read_id(action.removeprefix("lot-")) if action.startswith("lot-") else None
        if at is None or not 0 <= at < len(rows):
            return super().acted(data, action)
        rows.insert(at + 1, {"product": rows[at].get("product", [""])})
        return form_rows.written(data, LINE, rows)

    @property
    def parts(self) -> list[Any]:
        return [self.head, self.lines, self.wrong]

    @cached_property
    def head(self) -> HeadForm:
        return HeadForm(self.data)

    @cached_property
    def lines(self) -> BaseLineFormSet:
        known = {"by_product": self.lines_by_product, "tallies": self.tallies}
        return LineFormSet(self.data, prefix=LINE, form_kwargs=known)

    @cached_property
    def wrong(self) -> RowFormSet:
        rows = form_rows.read(self.data, WRONG_ITEM)[: WrongFormSet.absolute_max]
        texts = [text.strip() for row in rows for text in row.get("code", [])]
        found = find_scanned(self.work_order.organization, texts)
        known = {"found": found, "by_product": self.lines_by_product}
        return WrongFormSet(self.data, prefix=WRONG_ITEM, form_kwargs=known)

    @property
    def _with_albums(self) -> list[ShowsPhotos]:
        return [self.head, *self.lines.forms, *self.wrong.forms]

    @property
    def albums(self) -> list[uuid.UUID]:
        """The albums of the receipt and of its rows."""
        return [form.album for form in self._with_albums]

    def show_photos(self, photos: Photos, problems: Mapping[uuid.UUID, Sequence[str]]) -> None:
        """Show beside each row what was taken for it, and why some photos were not taken in."""
        for form in self._with_albums:
            form.photos, form.photo_problems = photos.of(form.album), problems.get(form.album, ())

    def counts(self) -> list[CountInput]:
        rows = [*self.lines.written, *self.wrong.written]
        return [count for row in rows for count in row.counts()]

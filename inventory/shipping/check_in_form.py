"""What one POST says of Amazon's count: units of each product, typed or pasted."""

from collections.abc import Mapping
from typing import Any

from django import forms

from inventory.models import Product
from inventory.rules.check_ins import ENTERED, PASTED, Counted, UnreadableRow, codes_of, read_rows
from inventory.rules.stock import MOST_UNITS
from inventory.shipping.check_ins import CheckInInput
from sostocked.foundation.pages.fields.day import DayField
from sostocked.foundation.pages.fields.typed_fields import KeyField, LinesField, WholeNumberField


class CheckInForm(forms.Form):
    """A field of units for every product of the shipment; rows that are pasted are said instead of those."""

    key = KeyField()
    rows = forms.CharField(  # as it came: tabs part its cells
        label="Or paste rows",
        required=False,
        max_length=100_000,
        help_text="SKU, FNSKU or ASIN, then the units Amazon has, on one line each. "
        "What is pasted counts instead of what is typed above.",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    counted_on = DayField(
        label="Counted by",
        called="day",
        example="2026-12-17",
        error_messages={"required": "Choose the day by which Amazon counted."},
    )
    note = LinesField(
        label="Note", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    is_closed = forms.BooleanField(label="Amazon is done: what is missing is lost", required=False)

    def __init__(self, *args: Any, counted: Mapping[Product, Counted], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.counted = counted
        for product, units in counted.items():
            self.fields[f"units-{product.pk}"] = WholeNumberField(
                label=f"At Amazon: {product.sku}",
                least=0,
                most=MOST_UNITS,
                required=False,
                initial=units.received,
            )

    @property
    def products(self) -> list[tuple[Product, Counted, forms.BoundField]]:
        return [(product, units, self[f"units-{product.pk}"]) for product, units in self.counted.items()]

    def clean(self) -> dict[str, Any]:
        read = super().clean() or self.cleaned_data
        read["pasted"] = {}
        if read.get("rows"):
            try:
                read["pasted"] = read_rows(read["rows"], self._codes)
            except UnreadableRow as wrong:
                self.add_error("rows", str(wrong))
        return read

    @property
    def _codes(self) -> dict[str, int]:
        return codes_of((each.pk, (each.sku, each.fnsku, each.asin)) for each in self.counted)

    @property
    def said(self) -> CheckInInput:
        """What it says, once it is valid."""
        read = self.cleaned_data
        pasted = read["pasted"]
        typed = {product.pk: read.get(f"units-{product.pk}") for product in self.counted}
        units = {pk: value for pk, value in (pasted or typed).items() if value is not None}
        return CheckInInput(
            units={product: units[product.pk] for product in self.counted if product.pk in units},
            counted_on=read["counted_on"],
            is_closed=read["is_closed"],
            source=PASTED if pasted else ENTERED,
            note=read["note"],
        )

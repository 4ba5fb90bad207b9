"""Reading units off a truck: by the exact code on them, with the lot where the product has lots."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from inventory.models import Product
from inventory.stock.places import LotInput
from sostocked.foundation.pages.fields.day import DayField
from sostocked.foundation.pages.fields.typed_fields import OwnCodeField


class CodeOrLot(forms.Form):
    """The fields by which a form reads a product and its lot; `found` are the products by what was typed."""

    code = OwnCodeField(
        label="Code on it",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "FNSKU, UPC or SKU"}),
    )
    lot = OwnCodeField(
        label="Lot", required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    expires_on = DayField(label="Expires on", required=False, called="day of expiry", example="2027-06-30")

    product: Product | None = None

    def __init__(self, *args: Any, found: Mapping[str, list[Product]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.found = found
        products = found.get((self.data.get(self.add_prefix("code")) or "").strip(), [])
        self.product = products[0] if len(products) == 1 else None

    @property
    def shows_lot(self) -> bool:
        """Whether it asks for a lot, or somebody typed one."""
        typed = (self.data.get(self.add_prefix(name)) for name in ("lot", "expires_on"))
        return bool(self.product and self.product.tracks_expiry) or any(typed)

    @property
    def said_lot(self) -> LotInput:
        return LotInput(self.cleaned_data.get("lot") or "", self.cleaned_data.get("expires_on"))

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if not code or self.product:
            return code
        if self.found.get((self.data.get(self.add_prefix("code")) or "").strip()):
            raise ValidationError(f"Several products have the code {code}. Type the SKU.")
        raise ValidationError(
            f"Nothing of this seller has the code {code}. Describe it under “What nobody knows” instead."
        )

    def clean(self) -> dict[str, Any]:
        read = super().clean() or self.cleaned_data
        if self.product and not self.product.tracks_expiry and self.said_lot.is_said:
            self.add_error("lot" if read.get("lot") else "expires_on", f"{self.product.sku} has no lots.")
        asks = self.product and self.product.tracks_expiry and "expires_on" not in self.errors
        if asks and not read.get("expires_on"):
            self.add_error("expires_on", "Say on which day these expire.")
        return read

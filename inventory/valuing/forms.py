"""Rates that somebody types to see the stock in one currency."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from sostocked.foundation.pages.fields.typed_fields import DecimalNumberField

MOST = 10_000_000
_PREFIX = "rate_"


class RatesForm(forms.Form):
    """A rate for each currency but the home one: what one unit of it is worth in that. None need be typed."""

    def __init__(self, data: QueryDict, *, currencies: Sequence[str], home: str):
        super().__init__(data if any(name.startswith(_PREFIX) for name in data) else None)
        self.currencies = [currency for currency in currencies if currency != home]
        for currency in self.currencies:
            self.fields[_PREFIX + currency] = DecimalNumberField(
                label=f"1 {currency} in {home}",
                least=0,
                most=MOST,
                places=8,
                required=False,
                widget=forms.TextInput(attrs={"form": "filters"}),
            )

    def clean(self) -> dict[str, Any]:
        for currency in self.currencies:
            if self.cleaned_data.get(_PREFIX + currency) == 0:
                self.add_error(_PREFIX + currency, "A rate is more than 0.")
        return self.cleaned_data

    @property
    def rates(self) -> dict[str, Decimal]:
        """Those that were typed and make sense."""
        if not self.is_valid():
            return {}
        typed = {currency: self.cleaned_data[_PREFIX + currency] for currency in self.currencies}
        return {currency: rate for currency, rate in typed.items() if rate}

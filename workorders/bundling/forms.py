"""What staff type at a bundle step: how many they built, of which lots, what was spoiled, that this is all."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms

from inventory.models import Product
from inventory.rules.stock import MOST_UNITS
from inventory.stock.places import LotInput
from inventory.stock.queries import lot_in_words
from purchasing.models import MAX_QUANTITY
from sostocked.foundation.pages.fields.day import DayField
from sostocked.foundation.pages.fields.typed_fields import OneLineField, OwnCodeField, WholeNumberField
from workorders.bundling.allocating import Chosen, Stock
from workorders.goods.built import PartStock

OPEN_AGAIN = "Open this page again before you save."


def _reason(label: str, missing: str = "") -> OneLineField:
    return OneLineField(
        label=label,
        max_length=300,
        required=bool(missing),
        error_messages={"required": missing} if missing else None,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )


class KeyedForm(forms.Form):
    """A form that counts once, however often it is sent."""

    key = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, error_messages={"required": OPEN_AGAIN}
    )


class _LotField(NamedTuple):
    """A field for units of a part in one lot."""

    name: str
    product: int
    stock: PartStock


class LotsForm(KeyedForm):
    """A form that asks for units by lot, of parts that lie here in several; lots come first expired first."""

    lot_fields: list[_LotField]

    def _ask_for_lots(self, parts: Sequence[Product], stock: Stock) -> None:
        self.lot_fields = []
        for part in parts:
            for each in stock[part.pk]:
                name = f"of-{part.pk}-{each.lot_id or 0}"
                label = f"{part.sku}, {lot_in_words(each.lot)}" if each.lot else part.sku
                self.fields[name] = WholeNumberField(
                    label=label,
                    least=0,
                    most=MOST_UNITS,
                    required=False,
                    help_text=f"{each.units:,} here{', expired' if each.is_expired else ''}",
                )
                self.lot_fields.append(_LotField(name, part.pk, each))

    @property
    def lots(self) -> list[forms.BoundField]:
        """The fields of all lots."""
        return [self[each.name] for each in self.lot_fields]

    @property
    def chosen(self) -> Chosen:
        """Units by product and lot, as far as any were typed."""
        found: dict[int, dict[int | None, int]] = {}
        for each in self.lot_fields:
            if units := self.cleaned_data.get(each.name):
                found.setdefault(each.product, {})[each.stock.lot_id] = units
        return found


class BuildForm(LotsForm):
    """So many bundles, their lot where they expire, and the lots of the parts where somebody chooses them."""

    units = WholeNumberField(
        label="Bundles",
        least=1,
        most=MAX_QUANTITY,
        error_messages={"required": "Say how many you built.", "least": "Build at least one."},
    )
    lot = OwnCodeField(
        label="Lot of the bundles",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    expires_on = DayField(
        label="They expire on", called="day of expiry", example="2027-06-30", required=False
    )
    reason = _reason("Why do you build more than was asked for?")

    def __init__(
        self, data: Any, *, product: Product, parts: Sequence[Product], stock: Stock, initial: Mapping
    ):
        super().__init__(data, initial=dict(initial))
        self.product, self.asks_reason = product, bool(self.data.get("reason", "").strip())
        if not product.tracks_expiry:
            del self.fields["lot"], self.fields["expires_on"]
        self._ask_for_lots([part for part in parts if _has_choice(stock[part.pk])], _usable(stock))

    @property
    def made(self) -> LotInput:
        """The lot of the bundles."""
        return LotInput(self.cleaned_data.get("lot") or "", self.cleaned_data.get("expires_on"))

    def clean(self):
        read = super().clean() or self.cleaned_data
        if self.product.tracks_expiry and not read.get("expires_on") and "expires_on" not in self.errors:
            self.add_error("expires_on", "Say on which day the bundles expire.")
        return read


class ScrapForm(LotsForm):
    """Parts that were spoiled: units of each, by lot, and why."""

    reason = _reason("Why", "Say why these parts are thrown away.")

    def __init__(self, data: Any, *, parts: Sequence[Product], stock: Stock):
        super().__init__(data, prefix="scrap")
        self._ask_for_lots(parts, stock)


class EndForm(forms.Form):
    """Why no more are built."""

    reason = _reason("Why no more are built", "Say why no more are built.")

    def __init__(self, data: Any):
        super().__init__(data, prefix="end")


class TakeBackForm(KeyedForm):
    """So many bundles of a build are taken apart again, or scrap was none; and why."""

    units = WholeNumberField(
        label="Bundles taken apart",
        least=1,
        most=MAX_QUANTITY,
        error_messages={"required": "Say how many are taken apart."},
    )
    reason = _reason("Why", "Say why it is taken back.")

    def __init__(self, data: Any, *, left: int | None):
        super().__init__(data)
        if left is None:
            del self.fields["units"]
        else:
            self.fields["units"].help_text = f"Up to {left:,}"


def _has_choice(stock: Sequence[PartStock]) -> bool:
    """Whether units can be taken from one lot or another."""
    return len([each for each in stock if not each.is_expired]) > 1 or any(each.lot for each in stock)


def _usable(stock: Stock) -> dict[int, list[PartStock]]:
    return {product: [each for each in lots if not each.is_expired] for product, lots in stock.items()}

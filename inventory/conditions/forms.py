"""What somebody says of the condition of units: what is done, to how many of which, and why."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from inventory.conditions.services import SAY_WHY, UnitsInput
from inventory.models import StockBalance
from inventory.rules.conditions import CHANGES, changes_for, why_not
from inventory.rules.stock import CONDITIONS, MOST_UNITS
from inventory.stock.queries import lot_in_words
from sostocked.foundation.pages.fields.typed_fields import OneLineField, WholeNumberField

SAY_WHAT = "Choose what happened."


class WhyForm(forms.Form):
    """A reason, once for each time the page was opened."""

    reason = OneLineField(
        label="Reason",
        max_length=300,
        help_text="Everybody who looks at the stock later reads it.",
        error_messages={"required": SAY_WHY},
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={"required": "Open this page again before you save."},
    )


class ConditionForm(WhyForm):
    """What is done to units of one product at one facility: a field of units for each balance that lies there."""

    what = forms.ChoiceField(
        label="What happened?",
        widget=forms.RadioSelect,
        error_messages={"required": SAY_WHAT, "invalid_choice": SAY_WHAT},
    )
    field_order = ["what", "reason", "key"]

    def __init__(self, *args: Any, balances: Sequence[StockBalance], seller: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.balances = balances
        choices = [(key, change.label) for key, change in changes_for(seller=seller).items()]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]  # of its widget, too
        for balance in balances:
            self.fields[_name(balance)] = _units_field(balance)

    @property
    def rows(self) -> list[tuple[StockBalance, str, BoundField]]:
        """What lies there, first expired first, the words for its lot, and the field beside it."""
        return [(each, _lot(each), self[_name(each)]) for each in self.balances]

    def clean(self) -> dict[str, Any]:
        read = self.cleaned_data
        typed = [each for each in self.balances if read.get(_name(each))]
        if not typed and not any(_name(each) in self.errors for each in self.balances):
            self.add_error(None, "Say how many units, beside at least one line.")
        for balance in typed if read.get("what") else []:
            change, units = CHANGES[read["what"]], read[_name(balance)]
            if sentence := why_not(change, balance.condition, units, balance.quantity):
                self.add_error(_name(balance), sentence)
        return read

    def units(self) -> list[UnitsInput]:
        """What was typed, once it is valid."""
        return [
            UnitsInput(product=each.product, condition=each.condition, lot=each.lot, units=units)
            for each in self.balances
            if (units := self.cleaned_data[_name(each)])
        ]


def _name(balance: StockBalance) -> str:
    return f"units-{balance.pk}"


def _lot(balance: StockBalance) -> str:
    return lot_in_words(balance.lot) if balance.lot else ""


def _units_field(balance: StockBalance) -> WholeNumberField:
    what = CONDITIONS[balance.condition].lower()
    label = ", ".join(filter(None, ["Units", what, _lot(balance)]))
    return WholeNumberField(label=label, least=0, most=MOST_UNITS, required=False)

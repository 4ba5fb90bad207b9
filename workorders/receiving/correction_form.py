"""What is taken back of a receipt."""

import uuid
from collections.abc import Mapping, Sequence

from django import forms

from inventory.rules.stock import MOST_UNITS
from sostocked.foundation.pages.fields.typed_fields import KeyField, OneLineField, WholeNumberField
from workorders.models import ReceiptLine


class CorrectionForm(forms.Form):
    """So many units of each line of a receipt did not come after all, and why it says so."""

    key = KeyField(initial=uuid.uuid4)
    reason = OneLineField(
        label="Why",
        max_length=300,
        error_messages={"required": "Say why it is corrected."},
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, data, *, lines: Sequence[ReceiptLine], left: Mapping[int, int]):
        super().__init__(data)
        self.lines, self.left = lines, left
        for line in lines:
            if left[line.pk]:
                label = f"{line.product.sku}, {line.get_outcome_display().lower()}"
                self.fields[self._name(line)] = WholeNumberField(
                    label=label,
                    least=0,
                    most=MOST_UNITS,
                    required=False,
                    help_text=f"Up to {left[line.pk]:,}",
                )

    @staticmethod
    def _name(line: ReceiptLine) -> str:
        return f"line-{line.pk}"

    @property
    def rows(self) -> list[forms.BoundField]:
        """The fields of the lines."""
        return [self[self._name(line)] for line in self.lines if self.left[line.pk]]

    @property
    def take_back(self) -> dict[int, int]:
        """Units by the id of the line."""
        return {line.pk: self.cleaned_data.get(self._name(line)) or 0 for line in self.lines}

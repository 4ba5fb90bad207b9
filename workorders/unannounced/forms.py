"""What people say of a truck that came: which work order it is for, and what is on it."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from inventory.rules.stock import MOST_UNITS
from sostocked.foundation.pages.fields.typed_fields import KeyField, OneLineField, WholeNumberField
from workorders.rules.unannounced import CAME_AS
from workorders.unannounced.candidates import Candidate
from workorders.unannounced.lines import CodeOrLot
from workorders.unannounced.services import GoodsInput

CHOOSE = "Choose a work order."


class AssignForm(forms.Form):
    """The work order that a truck is for, and why more of something is taken than was ordered, if it is asked."""

    key = KeyField(initial=uuid.uuid4)
    work_order = forms.ChoiceField(
        label="Work order",
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    reason = OneLineField(
        label="Why do you take more than was ordered?",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        choices = [
            (str(each.work_order.pk), each.work_order.number) for each in candidates if not each.why_not
        ]
        self.fields["work_order"].choices = choices  # type: ignore[attr-defined]  # of its widget, too

    @property
    def chosen(self):
        """The candidate's work order, once the form is valid."""
        wanted = self.cleaned_data["work_order"]
        return next(each.work_order for each in self.candidates if str(each.work_order.pk) == wanted)

    @property
    def marked(self) -> str:
        """Which candidate is marked: the one that was chosen, else the best, where it fits."""
        if self.is_bound:
            return self.data.get("work_order", "")
        best = next((each for each in self.candidates if not each.why_not), None)
        return str(best.work_order.pk) if best and best.match.expected else ""


class NameForm(CodeOrLot, forms.Form):
    """What so many units are that nobody knew: a product, by its code, or why they are set aside."""

    units = WholeNumberField(
        label="Units", least=1, most=MOST_UNITS, error_messages={"required": "Enter how many units."}
    )
    came_as = forms.ChoiceField(label="They are", choices=list(CAME_AS.items()), widget=forms.RadioSelect)
    aside = OneLineField(
        label="Or why they are set aside",
        required=False,
        max_length=300,
        help_text="They are nothing of this seller: “Given back to the driver”.",
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    key = KeyField(initial=uuid.uuid4)
    field_order = ["code", "units", "came_as", "lot", "expires_on", "aside", "key"]

    def clean(self) -> dict[str, Any]:
        read = super().clean() or self.cleaned_data
        said = [bool(read.get("code")), bool(read.get("aside"))]
        if sum(said) != 1 and not self.errors:
            self.add_error("code", "Scan the code on them, or say why they are set aside: one of the two.")
        return read

    def goods(self) -> GoodsInput:
        """What was said, once it is valid."""
        said = self.cleaned_data
        return GoodsInput(
            product=self.product,
            text=said["aside"],
            came_as=said["came_as"],
            units=said["units"],
            lot=self.said_lot,
        )

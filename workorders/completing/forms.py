"""What is asked of whoever completes a work order."""

from collections.abc import Callable
from datetime import date

from django import forms

from leadtimes.rules.leg_reports import REASONS, InvalidReport, days_over
from sostocked.foundation.pages.fields.typed_fields import OneLineField
from sostocked.foundation.words import day_of, listed
from workorders.access import Access
from workorders.content import WorkOrderContent


class CompletionForm(forms.Form):
    """Whether the facility's legs ended today, too. `sure` is shown once it is asked for."""

    confirm = forms.BooleanField(required=False, initial=True)
    reason = forms.ChoiceField(
        label="It is later than expected: why?", required=False, choices=[("", "Choose…"), *REASONS.items()]
    )
    note = OneLineField(
        label="In a few words", required=False, max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    sure = forms.BooleanField(label="Yes, that is so", required=False)

    def __init__(self, data, *, access: Access, content: WorkOrderContent, today: date):
        super().__init__(data)
        open_legs = [leg for leg in content.legs_here if not leg.actual_ends_on]
        if open_legs and access.is_running:
            legs = listed([leg.name for leg in open_legs])
            self.fields["confirm"].label = f"{legs} ended today, {day_of(today)}"
        else:
            del self.fields["confirm"]
        if "confirm" not in self.fields or not any(days_over(leg, today) for leg in open_legs):
            del self.fields["reason"], self.fields["note"]

    @property
    def confirms(self) -> bool:
        return self.cleaned_data.get("confirm", False)

    def take(self, act: Callable) -> bool:
        """Do `act`; False, with the sentence beside its field, where something is asked first."""
        try:
            act()
        except InvalidReport as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return False
        return True

"""What is asked of whoever completes a work order."""

from collections.abc import Callable

from django import forms

from leadtimes.rules.leg_reports import InvalidReport
from sostocked.foundation.words import day_of
from workorders.access import Access
from workorders.content import WorkOrderContent


class CompletionForm(forms.Form):
    """Whether the facility's legs ended today, too. `sure` is shown once it is asked for."""

    confirm = forms.BooleanField(required=False, initial=True)
    sure = forms.BooleanField(label="Yes, that is so", required=False)

    def __init__(self, data, *, access: Access, content: WorkOrderContent):
        super().__init__(data)
        open_legs = [leg.name for leg in content.legs_here if not leg.actual_ends_on]
        if open_legs and access.is_running:
            legs = " and ".join(open_legs)
            self.fields["confirm"].label = f"{legs} ended today, {day_of(access.today)}"
        else:
            del self.fields["confirm"]

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

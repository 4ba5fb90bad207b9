"""A day that was right when it was written, and has passed when it takes effect: whoever acts is asked."""

from datetime import date

from django import forms
from django.http import QueryDict

from sostocked.foundation.words import day_of, from_today

AS_WRITTEN, TODAY = "as-written", "today"


class CountFromForm(forms.Form):
    """Whether days are counted from the day that was written, which has passed, or from today.

    `what` is said of that day: “The PO date is”, and then how long ago.
    """

    def __init__(self, data: QueryDict | None, *, what: str, written: date, today: date):
        super().__init__(data)
        self.today = today
        self.fields["count_from"] = forms.ChoiceField(
            label=f"{what} {from_today((written - today).days)}",
            choices=[
                (AS_WRITTEN, f"Leave it, and count from {day_of(written)}"),
                (TODAY, f"Count from today, {day_of(today)}"),
            ],
            widget=forms.RadioSelect,
            initial=AS_WRITTEN,
            required=False,  # whoever only presses the button leaves it as it is
        )

    @property
    def day(self) -> date | None:
        """Today, where it was chosen; once valid."""
        return self.today if self.cleaned_data["count_from"] == TODAY else None


def ask_where_to_count_from(
    data: QueryDict | None, *, what: str, written: date | None, today: date
) -> CountFromForm | None:
    """The question, from one day on."""
    return (
        CountFromForm(data, what=what, written=written, today=today) if written and written < today else None
    )

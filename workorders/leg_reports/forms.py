"""What the people of a facility say of a leg, and whether the work order is completed with it."""

from django import forms

from leadtimes.leg_reports.forms import ReportForm
from leadtimes.rules.leg_reports import ReportKind


class WorkOrderReportForm(ReportForm):
    """A report; with `completes`, the number of a work order that may be completed in the same tap."""

    complete = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args, completes: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["complete"].label = f"The work is done: complete {completes} with it"
        if not completes:
            del self.fields["complete"]

    @property
    def completes(self) -> bool:
        """Whether it is to be completed: only what is over can be. Once valid."""
        is_over = self.cleaned_data["what"] == ReportKind.FINISHED.value
        return is_over and self.cleaned_data.get("complete", False)

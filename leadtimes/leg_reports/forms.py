"""Saying what happened to a leg: it started, it finished, not yet, or not at all."""

from collections.abc import Callable
from datetime import date, timedelta

from django import forms

from leadtimes.models import AbstractDateChange, DatedLeg
from leadtimes.rules.leg_reports import (
    MOST_DAYS_AHEAD,
    REASONS,
    WORDS,
    InvalidReport,
    LegReport,
    ReportKind,
    days_over,
)
from sostocked.foundation.pages.fields.choices import offer_choices
from sostocked.foundation.pages.fields.typed_fields import OneLineField
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import day_of, than_expected

_FORMATS = ["%Y-%m-%d"]
_NO_DAY = "This is no day of the calendar. Write a date like 2026-12-31."


def _day_input(first: date | None, last: date) -> forms.DateInput:
    limits = {"min": str(first)} if first else {}
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": str(last), **limits})


class ReportForm(forms.Form):
    """What somebody says of `leg`. Styles show only the fields that the chosen answer needs."""

    what = forms.ChoiceField(
        label="What happened?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened.", "invalid_choice": "Choose what happened."},
    )
    on = forms.DateField(
        label="On", required=False, input_formats=_FORMATS, error_messages={"invalid": _NO_DAY}
    )
    due = forms.DateField(
        label="When will it be over, as far as you know?",
        required=False,
        input_formats=_FORMATS,
        error_messages={"invalid": _NO_DAY},
    )
    reason = forms.ChoiceField(
        label="Why?",
        required=False,
        choices=[("", "Choose…"), *REASONS.items()],
        error_messages={"invalid_choice": "Choose one of the reasons."},
    )
    note = OneLineField(
        label="In a few words",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    sure = forms.BooleanField(label="Yes, that is so", required=False)

    def __init__(self, data, *, leg: DatedLeg, today: date, what: str = ""):
        self.leg, self.today = leg, today
        what = what or _likely(leg, today)
        super().__init__(data, initial={"what": what, "on": _said_on(leg, what) or today})
        takes_back = [] if leg.is_reported else [ReportKind.NOT_BEGUN]
        offer_choices(self, "what", [(k.value, v) for k, v in WORDS.items() if k not in takes_back])
        tomorrow = today + timedelta(days=1)
        self.fields["on"].widget = _day_input(None, tomorrow)  # where others are, it may be tomorrow
        self.fields["due"].widget = _day_input(tomorrow, today + timedelta(days=MOST_DAYS_AHEAD))
        if days_over(leg, today):
            self.fields["reason"].widget.attrs["data-always"] = ""
            self.fields["reason"].help_text = "Needed when it ended days later than expected."
        if leg.actual_ends_on:
            self.fields["reason"].widget.attrs["data-always"] = ""
            self.fields["reason"].help_text = "Needed when you correct what was said before."

    @property
    def leg_report(self) -> LegReport:
        typed = self.cleaned_data
        what = ReportKind(typed["what"])
        on = {ReportKind.NOT_YET: typed["due"], ReportKind.NOT_BEGUN: None}.get(what, typed["on"])
        return LegReport(what, on, typed["reason"], typed["note"], typed["sure"])

    def take(self, report: Callable[[LegReport], AbstractDateChange | None]) -> bool:
        """Hand the statement to `report`; False, with the sentence beside its field, if it was not taken up."""
        if not self.is_valid():
            return False
        try:
            self.date_change = report(self.leg_report)
        except InvalidReport as refusal:
            asks_ahead = refusal.field == "on" and self.leg_report.what is ReportKind.NOT_YET
            self.add_error("due" if asks_ahead else refusal.field, str(refusal))
            return False
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return False
        return True

    @property
    def outcome(self) -> str:
        """What came of it, in a sentence."""
        if self.date_change is None:
            return f"{self.leg.name}: that was said before. Nothing changed."
        date_change, told = self.date_change, self.date_change.available
        now = told.in_full if told else _day(date_change.new_available_on)
        moved = date_change.old_available_on != date_change.new_available_on
        rest = f"{now} instead of {_day(date_change.old_available_on)}" if moved else f"{now}, as before"
        noted = "taken back" if self.leg_report.what is ReportKind.NOT_BEGUN else "noted"
        return f"{date_change.leg_name} is {noted}, {than_expected(date_change.days)}. Available {rest}."

    @property
    def question(self) -> dict:
        """Title, text and button, for components/confirm.html."""
        leg = self.leg
        place = f" at {leg.facility.place}" if leg.facility else ""
        text = f"Expected {_day(leg.expected_starts_on)} to {_day(leg.expected_ends_on)}."
        if leg.baseline_ends_on and leg.baseline_ends_on != leg.expected_ends_on:
            text += f" As placed it was to end on {_day(leg.baseline_ends_on)}."
        return {
            "title": f"{leg.name}{place}",
            "text": text + _said_before(leg),
            "form": self,
            "submit": "Save",
            "cancel": "Go back",
        }


def _said_on(leg: DatedLeg, what: str) -> date | None:
    """The day that was said before, to be corrected."""
    return {
        ReportKind.STARTED.value: leg.actual_starts_on,
        ReportKind.FINISHED.value: leg.actual_ends_on,
    }.get(what)


def _said_before(leg: DatedLeg) -> str:
    said = [
        f"started on {_day(leg.actual_starts_on)}" if leg.actual_starts_on else "",
        f"finished on {_day(leg.actual_ends_on)}" if leg.actual_ends_on else "",
        f"not over yet, until {_day(leg.reported_ends_on)}" if leg.reported_ends_on else "",
    ]
    words = " and ".join(filter(None, said))
    return f"\nSaid so far: {words}." if words else ""


def _likely(leg: DatedLeg, today: date) -> str:
    """What people most probably have come to say."""
    if leg.actual_starts_on or leg.state(today) != "planned":
        return ReportKind.FINISHED.value
    begun = leg.expected_starts_on and leg.expected_starts_on <= today
    return ReportKind.FINISHED.value if begun and leg.position == 1 else ReportKind.STARTED.value


def _day(day: date | None) -> str:
    return day_of(day, missing="no date yet")

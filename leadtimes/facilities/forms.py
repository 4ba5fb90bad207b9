"""What a manager fills in about facilities and their calendars."""

import calendar
from itertools import pairwise

from django import forms
from django.core.exceptions import ValidationError

from leadtimes.models import Closure, ExtraDay, Facility, monday_to_friday
from leadtimes.rules.public_holidays import countries
from sostocked.foundation.pages.constraint_messages import SentencesBesideFields
from sostocked.foundation.pages.dates_field import DatesField
from sostocked.foundation.pages.fields import WholeNumberField
from sostocked.foundation.people.tenant_admin import OwnRowsForm

MOST_REPEATS = 30
"""How often one closure may come again."""


class CountryField(forms.RegexField):
    """A country as two letters, however they are typed."""

    def __init__(self, **more):
        sentence = "Write the country as two letters, such as US or CN."
        super().__init__(r"\A[A-Z]{2}\Z", required=False, error_messages={"invalid": sentence}, **more)

    def to_python(self, value):
        return str(value or "").strip().upper()


class FacilityForm(OwnRowsForm):
    """A business, with its working weekdays as seven boxes."""

    beside = {
        "facility_names_are_unique": "name",
        "only_suppliers_have_a_default_lead_time": "default_lead_time",
        "weekdays_are_0_to_6": "working_weekdays",
        "a_facility_is_told_from_1_to_60_days": "notice_days",
    }
    notice_days = WholeNumberField(
        label="Told of delays from",
        least=1,
        most=60,
        initial=2,
        error_messages=dict.fromkeys(["least", "most"], "Choose between 1 and 60 days."),
        help_text="Days. It is told of a new date only when goods move by at least so many.",
        widget=forms.TextInput(attrs={"size": 4}),
    )
    country = CountryField(help_text="Two letters, such as US or CN.")
    holiday_country = CountryField(
        label="Public holidays of",
        help_text="No working days there. A country as two letters, such as US or CN; empty for no holidays.",
    )
    holiday_subdivision = forms.CharField(
        label="State or province",
        required=False,
        max_length=10,
        help_text="Where it has holidays of its own, such as TX.",
    )
    working_weekdays = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        initial=monday_to_friday,
        choices=list(enumerate(calendar.day_name)),
        widget=forms.CheckboxSelectMultiple,
        help_text="Count for legs in working days.",
    )

    class Meta:
        model = Facility
        fields = [
            "name",
            "kind",
            "default_lead_time",
            "address",
            "city",
            "country",
            "timezone",
            "contact_email",
            "notice_days",
            "working_weekdays",
            "holiday_country",
            "holiday_subdivision",
        ]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance.gets_work_orders:
            del self.fields["notice_days"]  # it is told of nothing

    def clean_holiday_country(self):
        country = self.cleaned_data["holiday_country"]
        if country and country not in countries():
            raise ValidationError(f"The public holidays of {country} are not known. Enter them as closures.")
        return country

    def clean_holiday_subdivision(self):
        subdivision = self.cleaned_data["holiday_subdivision"].strip().upper()
        country = self.cleaned_data.get("holiday_country")
        if subdivision and not country:
            raise ValidationError("Enter the country, too.")
        if subdivision and subdivision not in countries()[country]:
            known = ", ".join(countries()[country]) or "none"
            raise ValidationError(f"{country} has no holidays of its own for {subdivision}. Known: {known}.")
        return subdivision

    def clean_default_lead_time(self):
        chosen = self.cleaned_data["default_lead_time"]
        if chosen and chosen.archived_at and chosen.pk != self.instance.default_lead_time_id:
            raise ValidationError(f"{chosen} is archived. Choose another lead time.")
        return chosen


class ClosureForm(SentencesBesideFields, forms.ModelForm):
    """Days on which nobody works, once or again from hand-picked dates on."""

    beside = {"closure_ends_after_it_starts": "ends_on"}
    repeats_on = DatesField(
        label="again from",
        required=False,
        most=MOST_REPEATS,
        help_text="First days of the same closure in other years, such as 2028-01-26, 2029-02-13.",
        widget=forms.TextInput(attrs={"size": 28, "placeholder": "2028-01-26, 2029-02-13"}),
    )

    class Meta:
        model = Closure
        fields = ["starts_on", "ends_on", "reason", "repeats_on"]

    def clean(self):
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        repeats = self.cleaned_data.get("repeats_on")
        if repeats and first and last and last >= first:
            self.cleaned_data["repeats_on"] = [day for day in repeats if day != first]
            self._check_repeats(first, last)
        return self.cleaned_data

    def _check_repeats(self, first, last):
        """Every time is as long as the first; none may begin before the one before it is over."""
        closure = Closure(starts_on=first, ends_on=last, repeats_on=self.cleaned_data["repeats_on"])
        try:
            times = closure.times
        except OverflowError:
            self.add_error("repeats_on", "This would last beyond the year 9999.")
            return
        for one, other in pairwise(times):
            if other.starts_on <= one.ends_on:
                again, known = (one, other) if other.starts_on == first else (other, one)
                sentence = "Again from %s, it would overlap the days from %s to %s."
                days = (again.starts_on, known.starts_on, known.ends_on)
                self.add_error("repeats_on", sentence % days)
                return


class ExtraDayForm(SentencesBesideFields, forms.ModelForm):
    """A day of work out of turn."""

    beside = {"one_extra_day_per_date": "day"}

    class Meta:
        model = ExtraDay
        fields = ["day", "reason"]

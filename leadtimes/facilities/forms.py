"""What a manager fills in about facilities and their calendars."""

from itertools import pairwise
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from leadtimes.facilities.place_fields import (
    AskedField,
    CountryField,
    RegionField,
    WeekdaysField,
    week_in_words,
)
from leadtimes.models import Closure, ExtraDay, Facility, Leg, monday_to_friday
from leadtimes.rules.countries import country_name, read_region, region_name, region_names
from leadtimes.rules.kinds import CAPABILITIES, USUAL_CAPABILITIES, happens_at, work_of
from leadtimes.rules.public_holidays import usual_weekdays
from sostocked.foundation.pages.constraint_messages import SentencesBesideFields
from sostocked.foundation.pages.fields.dates import DatesField
from sostocked.foundation.pages.fields.mail_address import MailAddressField
from sostocked.foundation.pages.fields.timezones import offer_places
from sostocked.foundation.pages.fields.typed_fields import OneLineField, WholeNumberField
from sostocked.foundation.people.invitation_limits import require_room_for_contact
from sostocked.foundation.people.tenant_admin import OwnRowsForm
from sostocked.foundation.records.errors import Refused

MOST_REPEATS = 30
"""How often one closure may come again."""
MOST_CLOSURES = 200
MOST_EXTRA_DAYS = 300


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
    country = CountryField()
    holiday_country = CountryField(
        label="Public holidays of",
        help_text="No working days there, and the weekends that the country works instead are. "
        "Empty for no holidays.",
    )
    holiday_subdivision = RegionField(
        label="State or province", help_text="Where it has holidays of its own. Choose the country, too."
    )
    capabilities = forms.MultipleChoiceField(
        label="What it can do",
        choices=list(CAPABILITIES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Which legs can happen there. Leave all empty for what is usual: a warehouse stores, a prep "
        "center preps and stores. Everybody who gets work orders receives and ships.",
        error_messages={"invalid_choice": "Choose what it can do from the list."},
    )
    working_weekdays = WeekdaysField(
        help_text="Count for legs in working days. On a new facility, leave all empty for the usual week of "
        "its country.",
    )
    usual_week_of = AskedField()

    class Meta:
        model = Facility
        fields = [
            "name",
            "kind",
            "capabilities",
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
        field_classes = {"name": OneLineField, "city": OneLineField, "contact_email": MailAddressField}
        labels = {"timezone": "Time zone"}
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_places(self)
        if self.instance.pk:
            self._keep_what_stands(self.instance)
        else:
            self.initial["capabilities"] = []

    def _keep_what_stands(self, facility):
        region = cast(RegionField, self.fields["holiday_subdivision"])
        for name in ("country", "holiday_country"):
            cast(CountryField, self.fields[name]).keep(getattr(facility, name))
        region.keep(facility.holiday_country, facility.holiday_subdivision)
        if facility.holiday_subdivision:
            self.initial["holiday_subdivision"] = f"{facility.holiday_country}-{facility.holiday_subdivision}"
        del self.fields["usual_week_of"]  # it has its week
        if not facility.gets_work_orders:
            del self.fields["notice_days"]  # it is told of nothing
            del self.fields["capabilities"]

    def clean_holiday_subdivision(self):
        """The region's code. A region that names its country stands for that, too."""
        text = self.cleaned_data["holiday_subdivision"].strip()
        country = self.cleaned_data.get("holiday_country", "")
        if (
            text
            and text == self.initial.get("holiday_subdivision")
            and country == self.instance.holiday_country
        ):
            return self.instance.holiday_subdivision
        if not text:
            return self._region_written_as_country(country)
        return self._region(text, country)

    def _region_written_as_country(self, country):
        """England, written where a country goes."""
        found = read_region(str(self["holiday_country"].data or ""))
        return found[1] if found and found[0] == country else ""

    def _region(self, text, country):
        found = read_region(text, country)
        if found:
            self.cleaned_data["holiday_country"] = found[0]
            return found[1]
        if not country:
            raise ValidationError("Choose the country, too.")
        known = ", ".join(region_names(country).values()) or "none"
        elsewhere = read_region(text)
        name = region_name(*elsewhere) if elsewhere else text
        raise ValidationError(
            f"{country_name(country)} has no holidays of its own for {name}. Known: {known}."
        )

    def clean(self):
        cleaned = super().clean()
        country = cleaned.get("holiday_country") or cleaned.get("country")
        if not self.instance.pk and "working_weekdays" in cleaned:
            self._propose_week(cleaned, country or "")
        if "capabilities" in cleaned:
            self._read_capabilities(cleaned, cleaned.get("kind") or self.instance.kind)
        if cleaned.get("contact_email") and "contact_email" in self.changed_data:
            self._check_contact(cleaned.get("organization") or self.instance.organization)
        return cleaned

    def _read_capabilities(self, cleaned, kind):
        """What is usual for its kind, where nothing is ticked."""
        if cleaned["capabilities"] and kind not in USUAL_CAPABILITIES:
            self.add_error(
                "capabilities", "Only a business that gets work orders does such work. Leave it empty."
            )
            return
        able = cleaned["capabilities"] = cleaned["capabilities"] or USUAL_CAPABILITIES.get(kind, [])
        legs = (
            Leg.objects.filter(facility=self.instance.pk).select_related("lead_time")
            if self.instance.pk
            else []
        )
        missed = [leg for leg in legs if not happens_at(leg.kind, kind, able)]
        if missed:
            names = ", ".join(sorted({f"“{leg.lead_time}”" for leg in missed}))
            work = work_of(missed[0].kind)
            self.add_error("capabilities", f"{names} needs that it {work}. Change that lead time first.")

    def _check_contact(self, organization):
        try:
            require_room_for_contact(organization)
        except Refused as refusal:
            self.add_error("contact_email", str(refusal))

    def _propose_week(self, cleaned, country):
        """A new facility works in the week of its country, unless somebody wants it otherwise."""
        usual, chosen = usual_weekdays(country, on=timezone.localdate()), cleaned["working_weekdays"]
        if not chosen:
            cleaned["working_weekdays"] = usual
        elif chosen == monday_to_friday() != usual and cleaned.get("usual_week_of") != country:
            cast(WeekdaysField, self.fields["working_weekdays"]).proposed = usual
            cast(AskedField, self.fields["usual_week_of"]).proposed = country
            sentence = f"{week_in_words(country, usual)} These days are ticked now: save, or tick others."
            self.add_error("working_weekdays", sentence)

    def clean_default_lead_time(self):
        chosen = self.cleaned_data["default_lead_time"]
        if chosen and chosen.archived_at and chosen.pk != self.instance.default_lead_time_id:
            raise ValidationError(f"{chosen} is archived. Choose another lead time.")
        return chosen


class ClosureForm(SentencesBesideFields):
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


class ExtraDayForm(SentencesBesideFields):
    """A day of work out of turn."""

    beside = {"one_extra_day_per_date": "day"}

    class Meta:
        model = ExtraDay
        fields = ["day", "reason"]

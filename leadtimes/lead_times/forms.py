"""What a manager fills in about facilities, their calendars, lead times and the legs of a lead time."""

import calendar
from itertools import pairwise

from adminsortable2.admin import CustomInlineFormSet
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from leadtimes.lead_times.leg_forms import (
    DAYS_SENTENCES,
    FACILITY_SENTENCES,
    KIND_SENTENCES,
    MODE_SENTENCES,
    MOST_LEGS,
    places,
    wrong_place,
)
from leadtimes.models import MAX_LEG_DAYS, Closure, ExtraDay, Facility, LeadTime, Leg, monday_to_friday
from leadtimes.rules.kinds import LEG_KINDS
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


class LeadTimeForm(OwnRowsForm):
    """The name of a lead time and a note about it."""

    beside = {"lead_time_names_are_unique": "name"}

    class Meta:
        model = LeadTime
        fields = ["name", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}


class PlaceField(forms.IntegerField):
    """Where a row stands. Pages write it by themselves; nonsense means "at the end"."""

    def to_python(self, value):
        try:
            place = super().to_python(value)
        except ValidationError:
            return None
        return place if place and 0 < place <= MOST_LEGS * 10 else None


class LeadTimeLegForm(SentencesBesideFields, forms.ModelForm):
    """A leg of a lead time."""

    beside = {"leg_at_a_business_names_it": "facility", "leg_has_a_mode_only_as_freight": "mode"}
    days = WholeNumberField(least=0, most=MAX_LEG_DAYS, error_messages=DAYS_SENTENCES)
    position = PlaceField(required=False)

    class Meta:
        model = Leg
        fields = ["kind", "mode", "label", "facility", "days", "day_basis", "position"]
        labels = {"label": "Own name"}
        error_messages = {"kind": KIND_SENTENCES, "mode": MODE_SENTENCES, "facility": FACILITY_SENTENCES}

    @property
    def is_new(self) -> bool:
        return self.instance.pk is None

    def has_changed(self):
        """A new row of which only the place in the list was set is still empty."""
        return bool(set(self.changed_data) - ({"position"} if self.is_new else set()))

    def clean(self):
        kind, facility = LEG_KINDS.get(self.cleaned_data.get("kind")), self.cleaned_data.get("facility")
        if facility and facility.archived_at:
            self.add_error("facility", f"{facility} is archived. Choose another facility.")
        elif facility and kind and facility.kind != kind.facility_kind:
            self.add_error("facility", wrong_place(kind, facility))
        return self.cleaned_data

    def stand(self, position: int) -> None:
        """Give the leg its place, and save the row if that is a new one."""
        self.instance.position = position
        others = [name for name in self.changed_data if name != "position"]
        moved = position != self.initial.get("position")
        self.changed_data[:] = [*others, "position"] if moved else others

    def sketch(self) -> Leg:
        """The leg as far as it has been typed, unsaved."""
        typed = self.instance
        leg = Leg(kind=typed.kind, mode=typed.mode, label=typed.label, day_basis=typed.day_basis)
        leg.days, leg.facility = typed.days or 0, typed.facility
        return leg


class LeadTimeLegFormSet(CustomInlineFormSet):
    """The legs of one lead time, in order, starting with the supplier's; positions are 1, 2, 3 and so on."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        facility = form.fields["facility"]
        if self.instance.organization_id:
            facility.queryset = facility.queryset.filter(organization=self.instance.organization_id)
        if not hasattr(self, "_places"):
            chosen = {leg.facility_id for leg in self.get_queryset()} if self.instance.pk else set()
            self._places = places(
                facility.queryset.filter(Q(archived_at=None) | Q(pk__in=chosen)).order_by("name")
            )
        facility.widget.choices = self._places

    def clean(self):
        shown = {form.instance.pk for form in self.initial_forms}
        if shown != {leg.pk for leg in self.get_queryset()}:
            raise ValidationError("Somebody else changed these legs meanwhile. Open the page again.")
        rows = self.in_order()
        if len(rows) > MOST_LEGS:
            raise ValidationError(f"A lead time has at most {MOST_LEGS} legs.")
        if not rows:
            raise ValidationError("Add at least one leg. The first one is the supplier's: production.")
        if rows[0].cleaned_data.get("kind", "supplier") != "supplier":
            rows[0].add_error("kind", "The first leg is the supplier's: production.")
        for position, form in enumerate(rows, start=1):
            form.stand(position)

    def in_order(self) -> list[LeadTimeLegForm]:
        """The rows that stay, in the order in which they stand."""
        rows = [each for each in self.forms if each.has_changed() or not each.is_new]
        stay = [each for each in rows if not each.cleaned_data.get("DELETE")]
        return sorted(stay, key=lambda each: each.cleaned_data.get("position") or MOST_LEGS * 10)

    def sketches(self) -> list[Leg]:
        """The legs as far as they have been typed; ask after `is_valid`, whatever it said."""
        return [form.sketch() for form in self.in_order() if form.instance.kind in LEG_KINDS]

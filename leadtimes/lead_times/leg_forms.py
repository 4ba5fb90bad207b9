"""Legs as rows of a form: of an order's own lead time, or of a stand-alone work order."""

from collections import defaultdict
from typing import TypeVar

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db.models import CharField, OuterRef, QuerySet, Value

from leadtimes.dating import MOST_DAYS, TOO_LONG
from leadtimes.models import MAX_LEG_DAYS, AbstractLeg, Facility
from leadtimes.rules.kinds import (
    FACILITY_KIND_CHOICES,
    FREIGHT_MODE_CHOICES,
    LEG_KIND_CHOICES,
    LEG_KINDS,
    work_of,
)
from sostocked.foundation.pages.draft_forms import LimitedRows, RowForm, formset_of
from sostocked.foundation.pages.fields.choices import offer_choices
from sostocked.foundation.pages.fields.typed_fields import OneLineField, WholeNumberField
from sostocked.foundation.people.models import Organization

MOST_LEGS = 50
HOW_MANY_LEGS = f"Between 1 and {MOST_LEGS} legs, please."
FIELDS = ("kind", "mode", "label", "facility", "days", "day_basis")
DAYS_SENTENCES = {
    "required": "Enter the days; 0 is allowed.",
    "whole": "Days are whole: %(text)s is not.",
    "least": "Days cannot be below zero.",
    "most": "A leg takes at most %(most)s days.",
}
KIND_SENTENCES = {
    "required": "Choose what happens on this leg.",
    "invalid_choice": "Choose one of the kinds of leg.",
}
MODE_SENTENCES = {"invalid_choice": "Choose one of the modes of freight."}
FACILITY_SENTENCES = {"invalid_choice": "Choose one of your own facilities."}
_PLACES = {kind: label.lower() for kind, label in FACILITY_KIND_CHOICES} | {
    "fba": "Amazon FBA center",
    "awd": "Amazon AWD center",
}


AnyLeg = TypeVar("AnyLeg", bound=AbstractLeg)


class LegForm(RowForm):
    """One leg. `facilities` are the organization's, by id; `places` the choices made of them."""

    kind = forms.ChoiceField(
        choices=[("", "Choose…"), *LEG_KIND_CHOICES],
        error_messages=KIND_SENTENCES,
    )
    mode = forms.ChoiceField(
        choices=[("", "–"), *FREIGHT_MODE_CHOICES],
        required=False,
        error_messages=MODE_SENTENCES,
    )
    label = OneLineField(
        max_length=80,
        required=False,
        label="Own name",
        widget=forms.TextInput(attrs={"dir": "auto", "placeholder": "as its kind", "autocomplete": "off"}),
    )
    facility = forms.ChoiceField(required=False, error_messages=FACILITY_SENTENCES)
    days = WholeNumberField(least=0, most=MAX_LEG_DAYS, error_messages=DAYS_SENTENCES)
    day_basis = forms.ChoiceField(
        choices=[("calendar", "calendar"), ("working", "working")],
        label="Days count",
        error_messages={"invalid_choice": "Choose calendar days or working days."},
    )

    def __init__(self, *args, facilities, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.facilities = facilities
        offer_choices(self, "facility", self._offered(places))

    def _offered(self, places: list) -> list:
        """The places without those that are archived, but for the one that this row has."""
        has = str(self["facility"].value() or "")
        empty, *groups = places
        offered = ((label, [c for c in rows if self._is_offered(c[0], has)]) for label, rows in groups)
        return [empty, *((label, rows) for label, rows in offered if rows)]

    def _is_offered(self, pk: str, has: str) -> bool:
        return pk == has or not self.facilities[int(pk)].archived_at

    def clean_facility(self):
        chosen = self.cleaned_data["facility"]
        facility = self.facilities[int(chosen)] if chosen else None
        if facility and facility.archived_at and not facility.standing_kinds:
            raise ValidationError(f"{facility} is archived. Choose another facility.")
        return facility

    def clean(self):
        kind, mode = self.cleaned_data.get("kind"), self.cleaned_data.get("mode")
        if kind and mode and kind != "freight":
            self.add_error("mode", "Only freight has a mode. Set it to –.")
        if kind and "facility" in self.cleaned_data:
            self._check_place(kind, self.cleaned_data["facility"])
        return self.cleaned_data

    def _check_place(self, kind, facility):
        if facility is None and LEG_KINDS[kind].needs_facility:
            self.add_error("facility", "Choose the facility where this leg happens.")
        elif facility and not (facility.has_room_for(kind) or self._stands(kind, facility)):
            self.add_error("facility", wrong_place(kind, facility))

    def _stands(self, kind, facility) -> bool:
        """Whether such a leg happens there on this document already."""
        return kind in facility.standing_kinds

    def leg(self, model: type[AnyLeg]) -> AnyLeg:
        """The leg as an unsaved `model`; of a row that is not right yet, as much as can be told."""
        values = {name: self.cleaned_data.get(name) for name in FIELDS}
        leg = model(kind=values["kind"] or "", mode=values["mode"] or "", label=values["label"] or "")
        leg.days, leg.day_basis = values["days"] or 0, values["day_basis"] or "calendar"
        leg.facility = values["facility"]
        return leg


class BaseLegFormSet(LimitedRows):
    """The legs of one document, in order. A document for the supplier starts with the supplier.

    `standing` are the legs that are on the document already: where they happen they may stay, though the facility
    was archived or does no longer do such work.
    """

    starts_with_supplier = True

    def __init__(self, *args, organization: Organization, standing: QuerySet | None = None, **kwargs):
        found = organization.facilities.annotate(standing_kinds=_kinds_of(standing)).order_by("name")
        facilities = {each.pk: each for each in found}
        kwargs["form_kwargs"] = {"facilities": facilities, "places": places(facilities.values())}
        super().__init__(*args, **kwargs)
        for form in self.forms:
            form.empty_permitted = False

    def clean(self):
        if not self.forms:
            raise ValidationError(HOW_MANY_LEGS)
        if sum(form.cleaned_data.get("days") or 0 for form in self.forms) > MOST_DAYS:
            raise ValidationError(TOO_LONG)
        if self.starts_with_supplier and self.forms[0].cleaned_data.get("kind") not in (None, "supplier"):
            self.forms[0].add_error("kind", "The first leg is the supplier's: production.")
            raise ValidationError("The first leg is the supplier's: production.")

    def legs(self, model: type[AnyLeg]) -> list[AnyLeg]:
        """The legs as unsaved `model`s; rows without a kind are left out."""
        return [form.leg(model) for form in self.forms if form.cleaned_data.get("kind")]


def _kinds_of(standing: QuerySet | None) -> ArraySubquery | Value:
    """Of which kinds the legs of a document are that happen at each facility."""
    if standing is None:
        return Value([], output_field=ArrayField(CharField()))
    legs = standing.order_by().filter(facility=OuterRef("pk")).values("kind").distinct()
    return ArraySubquery(legs)


LegFormSet = formset_of(LegForm, BaseLegFormSet, most=MOST_LEGS, too_many=HOW_MANY_LEGS)


def wrong_place(kind: str, facility: Facility) -> str:
    """The sentence for a leg at a facility where no such leg happens."""
    leg = LEG_KINDS[kind]
    if leg.done_by and facility.gets_work_orders:
        return (
            f"{facility} {facility.capabilities_in_words}; this leg needs a facility that {work_of(kind)}. "
            f"If it does, tick that on the page of {facility}."
        )
    return f"{facility} is a {_PLACES[facility.kind]}; this leg happens at a {_PLACES[leg.facility_kind]}."


def places(facilities) -> list:
    """The choices of a facility field, under what each facility is; what is unusual for that is said."""
    by_kind = defaultdict(list)
    for facility in facilities:
        more = ", ".join(filter(None, [facility.unusual_capabilities, facility.archived_at and "archived"]))
        by_kind[facility.kind].append(
            (str(facility.pk), f"{facility.place} ({more})" if more else facility.place)
        )
    groups = [(label, by_kind[kind]) for kind, label in FACILITY_KIND_CHOICES if kind in by_kind]
    return [("", "–"), *groups]


def row_values(leg: AbstractLeg) -> dict:
    """A leg as the values of a row."""
    return {
        "kind": leg.kind,
        "mode": leg.mode,
        "label": leg.label,
        "facility": leg.facility_id,
        "days": leg.days,
        "day_basis": leg.day_basis,
    }

"""What a manager fills in about lead times and their legs in the Django admin."""

from adminsortable2.admin import CustomInlineFormSet
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from leadtimes.dating import MOST_DAYS, TOO_LONG
from leadtimes.lead_times.leg_forms import (
    DAYS_SENTENCES,
    FACILITY_SENTENCES,
    KIND_SENTENCES,
    MODE_SENTENCES,
    MOST_LEGS,
    places,
    wrong_place,
)
from leadtimes.models import MAX_LEG_DAYS, LeadTime, Leg
from leadtimes.rules.kinds import LEG_KINDS
from sostocked.foundation.pages.constraint_messages import SentencesBesideFields
from sostocked.foundation.pages.fields.typed_fields import OneLineField, WholeNumberField
from sostocked.foundation.people.tenant_admin import OwnRowsForm


class LeadTimeForm(OwnRowsForm):
    """The name of a lead time and a note about it."""

    beside = {"lead_time_names_are_unique": "name"}

    class Meta:
        model = LeadTime
        fields = ["name", "note"]
        field_classes = {"name": OneLineField}
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}


class PlaceField(forms.IntegerField):
    """Where a row stands. Pages write it by themselves; nonsense means "at the end"."""

    def to_python(self, value):
        try:
            place = super().to_python(value)
        except ValidationError:
            return None
        return place if place and 0 < place <= MOST_LEGS * 10 else None


class LeadTimeLegForm(SentencesBesideFields):
    """A leg of a lead time. A facility that was archived since may stay where it is."""

    beside = {"leg_at_a_business_names_it": "facility", "leg_has_a_mode_only_as_freight": "mode"}
    days = WholeNumberField(least=0, most=MAX_LEG_DAYS, error_messages=DAYS_SENTENCES)
    position = PlaceField(required=False)

    class Meta:
        model = Leg
        fields = ["kind", "mode", "label", "facility", "days", "day_basis", "position"]
        field_classes = {"label": OneLineField}
        labels = {"label": "Own name"}
        error_messages = {"kind": KIND_SENTENCES, "mode": MODE_SENTENCES, "facility": FACILITY_SENTENCES}

    @property
    def is_new(self) -> bool:
        return self.instance.pk is None

    def has_changed(self):
        """A new row of which only the place in the list was set is still empty."""
        return bool(set(self.changed_data) - ({"position"} if self.is_new else set()))

    def clean(self):
        kind, facility = self.cleaned_data.get("kind"), self.cleaned_data.get("facility")
        if facility and facility.archived_at and facility.pk != self.initial.get("facility"):
            self.add_error("facility", f"{facility} is archived. Choose another facility.")
        elif facility and kind and not facility.has_room_for(kind):
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
        if sum(form.cleaned_data.get("days") or 0 for form in rows) > MOST_DAYS:
            raise ValidationError(TOO_LONG)
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

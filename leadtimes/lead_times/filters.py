"""How the lists of lead times and facilities are narrowed. Nonsense in an address is left out of account."""

from django import forms
from django_filters import CharFilter, ChoiceFilter, FilterSet

from leadtimes.models import Facility, LeadTime
from leadtimes.rules.kinds import FACILITY_KIND_CHOICES


def search_box(hint: str) -> forms.TextInput:
    """The widget of a search field."""
    return forms.TextInput(
        attrs={"type": "search", "placeholder": hint, "autocomplete": "off", "maxlength": 120}
    )


class ArchivableFilter(FilterSet):
    """Rows in use, unless the archived ones are asked for."""

    show = ChoiceFilter(
        label="Show",
        method="keep",
        empty_label="In use",
        choices=[("archived", "Archived"), ("all", "All")],
    )

    def filter_queryset(self, queryset):
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("show") else rows.active()

    def keep(self, rows, _name, value):
        """Called by django-filter with "archived" or "all"."""
        return rows.exclude(archived_at=None) if value == "archived" else rows

    @property
    def narrows(self) -> bool:
        """True while anything is asked for."""
        return any(self.form.cleaned_data.values()) if self.is_bound and self.form.is_valid() else False


class LeadTimeFilter(ArchivableFilter):
    q = CharFilter(label="Search", method="search", widget=search_box("Name or facility"))

    class Meta:
        model = LeadTime
        fields = ["q", "show"]

    def search(self, rows, _name, text):
        """Lead times of that name, or with a leg at a facility of that name."""
        return rows.named(text)


class FacilityFilter(ArchivableFilter):
    q = CharFilter(label="Search", method="search", widget=search_box("Name, town or contact"))
    kind = ChoiceFilter(label="Kind", choices=FACILITY_KIND_CHOICES, empty_label="All kinds")

    class Meta:
        model = Facility
        fields = ["q", "kind", "show"]

    def search(self, rows, _name, text):
        """Facilities of that name, town or contact address."""
        return rows.named(text)

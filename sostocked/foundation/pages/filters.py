"""What the filters of every list share. Nonsense in an address is left out of account."""

from django import forms
from django_filters import ChoiceFilter, FilterSet


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

"""What the filters of every list share. The address is the state; nonsense in it is left out of account."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet

from sostocked.foundation.pages.paging import without_place

MOST_LETTERS = 120
"""So much of what is searched for is looked at; no name or code is longer."""


class SearchField(forms.CharField):
    """What is searched for, cut where nobody types on."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "")[:MOST_LETTERS]


class SearchFilter(CharFilter):
    """A search field; `hint` says what is looked through."""

    field_class = SearchField

    def __init__(self, hint: str, *, method: str | Callable[..., Any] = "search", **kwargs: Any):
        attrs = {"type": "search", "placeholder": hint, "autocomplete": "off", "maxlength": MOST_LETTERS}
        super().__init__(method=method, label="Search", widget=forms.TextInput(attrs=attrs), **kwargs)


class TickFilter(BooleanFilter):
    """A check box: narrows when it is ticked, else not."""

    def __init__(self, method: str, label: str):
        super().__init__(method=method, label=label, widget=forms.CheckboxInput)


class ListFilter(FilterSet):
    """What narrows a list."""

    @property
    def is_narrowed(self) -> bool:
        """True while anything is asked for."""
        self.form.is_valid()
        return any(self.form.cleaned_data.values())

    @property
    def reset_url(self) -> str:
        """Where "Clear" leads, while there is something to clear."""
        return "?" if self.is_narrowed else ""


ALL = "all"
"""The status of everything, in filters of lists that show what is open unless asked for more."""


def all_of(request: HttpRequest) -> str:
    """The address of the same list with everything in it that fits its other filters."""
    kept = without_place(request)
    kept["status"] = ALL
    return f"{request.path}?{kept.urlencode()}"


class OpenFirstFilter(ListFilter):
    """Documents that are open unless a status, or all of them, are asked for."""

    is_open: ClassVar[Q] = Q()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("status") else rows.filter(self.is_open)

    def in_status(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Called by django-filter with a status, or with "all"."""
        return rows if value == ALL else rows.filter(status=value)


class ArchivableFilter(ListFilter):
    """Rows in use, unless the archived ones are asked for."""

    show = ChoiceFilter(
        label="Show",
        method="keep",
        empty_label="In use",
        choices=[("archived", "Archived"), ("all", "All")],
    )

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("show") else rows.active()

    def keep(self, rows: Any, _name: str, value: str) -> Any:
        """Called by django-filter with "archived" or "all"."""
        return rows.exclude(archived_at=None) if value == "archived" else rows

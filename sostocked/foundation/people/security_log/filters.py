"""How the security log is narrowed."""

from django.db.models import Q
from django_filters import ChoiceFilter

from sostocked.foundation.pages.filters import ListFilter, SearchFilter
from sostocked.foundation.people.models import SecurityEvent, SecurityKind


class SecurityLogFilter(ListFilter):
    q = SearchFilter("Person or address")
    kind = ChoiceFilter(label="About", choices=SecurityKind.choices, empty_label="Everything")

    class Meta:
        model = SecurityEvent
        fields = ["q", "kind"]

    def search(self, rows, _name, text):
        """What somebody of that name did, or what is said of that person or address."""
        return rows.filter(Q(by__icontains=text) | Q(what__icontains=text))

"""How the list of facilities is narrowed."""

from django_filters import ChoiceFilter

from leadtimes.models import Facility
from leadtimes.rules.kinds import FACILITY_KIND_CHOICES
from sostocked.foundation.pages.filters import ArchivableFilter, SearchFilter


class FacilityFilter(ArchivableFilter):
    q = SearchFilter("Name, town or contact")
    kind = ChoiceFilter(label="Kind", choices=FACILITY_KIND_CHOICES, empty_label="All kinds")

    class Meta:
        model = Facility
        fields = ["q", "kind", "show"]

    def search(self, rows, _name, text):
        """Facilities of that name, town or contact address."""
        return rows.named(text)

"""How the lists of lead times and facilities are narrowed. Nonsense in an address is left out of account."""

from django_filters import CharFilter

from leadtimes.models import LeadTime
from sostocked.foundation.pages.filters import ArchivableFilter, search_box


class LeadTimeFilter(ArchivableFilter):
    q = CharFilter(label="Search", method="search", widget=search_box("Name or facility"))

    class Meta:
        model = LeadTime
        fields = ["q", "show"]

    def search(self, rows, _name, text):
        """Lead times of that name, or with a leg at a facility of that name."""
        return rows.named(text)

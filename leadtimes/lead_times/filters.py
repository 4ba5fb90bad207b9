"""How the list of lead times is narrowed."""

from leadtimes.models import LeadTime
from sostocked.foundation.pages.filters import ArchivableFilter, SearchFilter


class LeadTimeFilter(ArchivableFilter):
    q = SearchFilter("Name or facility")

    class Meta:
        model = LeadTime
        fields = ["q", "show"]

    def search(self, rows, _name, text):
        """Lead times of that name, or with a leg at a facility of that name."""
        return rows.named(text)

"""How the list of products is narrowed."""

from django_filters import ModelChoiceFilter

from inventory.models import Product
from leadtimes.models import Facility, LeadTime
from sostocked.foundation.pages.filters import ArchivableFilter, SearchFilter


def suppliers(request):
    """The suppliers of the organization whose door was opened."""
    return Facility.objects.suppliers().filter(organization=request.organization)


def lead_times(request):
    """The lead times of the organization whose door was opened."""
    return LeadTime.objects.filter(organization=request.organization)


class ProductFilter(ArchivableFilter):
    q = SearchFilter("SKU, title, ASIN or FNSKU")
    supplier = ModelChoiceFilter(label="Supplier", queryset=suppliers, empty_label="All suppliers")
    lead_time = ModelChoiceFilter(label="Lead time", queryset=lead_times, empty_label="Any lead time")

    class Meta:
        model = Product
        fields = ["q", "supplier", "lead_time", "show"]

    def search(self, rows, _name, text):
        """Products whose SKU, title, ASIN or FNSKU match."""
        return rows.matching(text)

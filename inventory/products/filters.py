"""How the list of products is narrowed."""

from django_filters import ChoiceFilter, ModelChoiceFilter

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
    q = SearchFilter("SKU, title, ASIN, FNSKU or barcode")
    supplier = ModelChoiceFilter(label="Supplier", queryset=suppliers, empty_label="All suppliers")
    lead_time = ModelChoiceFilter(label="Lead time", queryset=lead_times, empty_label="Any lead time")
    codes = ChoiceFilter(
        label="Codes", method="by_codes", choices=[("to-mend", "Codes to mend")], empty_label="All codes"
    )

    class Meta:
        model = Product
        fields = ["q", "supplier", "lead_time", "codes", "show"]

    def search(self, rows, _name, text):
        """Products that the text finds, by any of their codes or by their title."""
        return rows.matching(text)

    def by_codes(self, rows, _name, _value):
        """Called by django-filter with "to-mend"."""
        return rows.to_mend()

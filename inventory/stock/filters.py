"""How stock and movements are narrowed."""

from typing import Any, cast

from django_filters import ChoiceFilter, ModelChoiceFilter

from inventory.models import Product, StockMove
from inventory.rules.stock import CAUSES, CONDITIONS, as_choices
from leadtimes.models import Facility
from sostocked.foundation.pages.filters import ListFilter, SearchFilter

HINT = "SKU, title, ASIN, FNSKU or barcode"


def working_facilities(request):
    """Facilities of the organization whose door was opened that hold stock."""
    return Facility.objects.working().filter(organization=request.organization).order_by("name")


class StockFilter(ListFilter):
    """Products by what lies where; what is asked about places narrows the rows that are added up, too."""

    q = SearchFilter(HINT)
    facility = ModelChoiceFilter(
        label="Facility", queryset=working_facilities, method="keep", empty_label="All facilities"
    )
    condition = ChoiceFilter(
        label="Condition", method="keep", empty_label="Any condition", choices=as_choices(CONDITIONS)
    )

    class Meta:
        model = Product
        fields = ["q", "facility", "condition"]

    def search(self, rows, _name, text):
        """Products that the text finds, by any of their codes or by their title."""
        return rows.matching(text)

    def keep(self, rows, _name, _value):
        """Of what kind of stock is asked by `balances`."""
        return rows

    def balances(self, rows: Any) -> Any:
        """Those of `rows` of the stock that are asked for."""
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        if asked.get("facility"):
            rows = rows.filter(place__facility=asked["facility"])
        return rows.filter(condition=asked["condition"]) if asked.get("condition") else rows


class PlaceStockFilter(ListFilter):
    """Products at one facility."""

    q = SearchFilter(HINT)

    class Meta:
        model = Product
        fields = ["q"]

    def search(self, rows, _name, text):
        return rows.matching(text)


class MovementFilter(ListFilter):
    """Moves of an organization."""

    q = SearchFilter(HINT)
    facility = ModelChoiceFilter(
        label="Facility", queryset=working_facilities, method="at", empty_label="All places"
    )
    cause = ChoiceFilter(label="Why", empty_label="Any reason", choices=as_choices(CAUSES))

    class Meta:
        model = StockMove
        fields = ["q", "facility", "cause"]

    def search(self, rows, _name, text):
        """Moves of products that the text finds."""
        return rows.filter(product__in=Product.objects.matching(text).values("pk"))

    def at(self, rows, _name, facility):
        """Moves from or to a facility."""
        place = cast(Any, getattr(facility, "stock_place", None))
        return rows.touching(place) if place else rows.none()


class PlaceMovementFilter(MovementFilter):
    """Moves at one facility."""

    facility = None

    class Meta:
        model = StockMove
        fields = ["q", "cause"]

"""How stock and movements are narrowed."""

from typing import Any, cast

from django import forms
from django_filters import ChoiceFilter, ModelChoiceFilter

from inventory.models import Lot, Place, Product, StockMove
from inventory.rules.stock import AWD, CAUSES, CONDITIONS, FBA, IN_TRANSIT, PLACE_KINDS, as_choices
from inventory.stock.scope import Scope
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
    """Moves of an organization. A page with a figure asks by `product`, `at`, `lot` for the moves behind it."""

    q = SearchFilter(HINT)
    facility = ModelChoiceFilter(
        label="Facility", queryset=working_facilities, method="keep", empty_label="All places"
    )
    condition = ChoiceFilter(
        label="Condition", method="keep", empty_label="Any condition", choices=as_choices(CONDITIONS)
    )
    cause = ChoiceFilter(label="Why", empty_label="Any reason", choices=as_choices(CAUSES))
    product = ModelChoiceFilter(queryset=Product.objects.all(), widget=forms.HiddenInput)
    lot = ModelChoiceFilter(queryset=Lot.objects.all(), method="keep", widget=forms.HiddenInput)
    at = ChoiceFilter(
        method="keep",
        widget=forms.HiddenInput,
        choices=as_choices(PLACE_KINDS, among=(IN_TRANSIT, FBA, AWD)),
    )

    class Meta:
        model = StockMove
        fields = ["q", "facility", "condition", "cause", "product", "lot", "at"]

    def search(self, rows, _name, text):
        """Moves of products that the text finds."""
        return rows.filter(product__in=Product.objects.matching(text).values("pk"))

    def keep(self, rows, _name, _value):
        """What is asked about places, conditions and lots is about one side of a move: see `scope`."""
        return rows

    def filter_queryset(self, queryset):
        """Moves into or out of what is asked for."""
        return self.scope.narrow(super().filter_queryset(queryset))

    @property
    def ways(self) -> list[Any]:
        """The same as lists to be merged (`page_of`)."""
        scope = self.scope  # reads the form
        return scope.ways(super().filter_queryset(self.queryset.all()))

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked for, as far as it makes sense."""
        self.form.is_valid()
        return self.form.cleaned_data

    @property
    def place(self) -> Place | None:
        """The place of the facility that is asked for; of one that never held anything there is none."""
        return cast(Any, getattr(self.asked.get("facility"), "stock_place", None))

    @property
    def scope(self) -> Scope:
        """Of what moves are asked for: where, in which condition and lot."""
        asked = self.asked
        return Scope(
            place=self.place.pk if self.place else 0 if asked.get("facility") else None,
            kind=asked.get("at") or "",
            condition=asked.get("condition") or "",
            lot=asked["lot"].pk if asked.get("lot") else None,
        )


class PlaceMovementFilter(MovementFilter):
    """Moves at one facility."""

    facility = at = None
    here: Place | None = None

    class Meta:
        model = StockMove
        fields = ["q", "condition", "cause", "product", "lot"]

    @property
    def place(self) -> Place | None:
        return self.here

"""How the list of orders is narrowed."""

from typing import ClassVar

from django import forms
from django.db.models import Exists, OuterRef, Q
from django_filters import ChoiceFilter, DateFilter

from inventory.as_said import saying
from inventory.matching import matching
from purchasing.models import OrderLine, PurchaseOrder
from purchasing.workflow import BADGES, CHOICES, OPEN, OVER
from sostocked.foundation.pages.filters import ALL, OpenFirstFilter, SearchFilter
from sostocked.foundation.people.models import Organization
from sostocked.foundation.rules.text import folded

_OPEN = "open"
_LATE, _AT_RISK = "late", "at_risk"


def _day():
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class OrderFilter(OpenFirstFilter):
    """Orders by status, who makes and handles them, PO date and words."""

    is_open = ~Q(status__in=OVER)

    q = SearchFilter("Number, SKU, supplier or notes")
    status = ChoiceFilter(
        label="Status",
        method="in_status",
        choices=[(ALL, "All"), (_OPEN, "Open"), *CHOICES],
        empty_label="Open and drafts",
    )
    supplier = ChoiceFilter(label="Supplier", empty_label="All")
    lead_time = ChoiceFilter(label="Lead time", empty_label="All")
    facility = ChoiceFilter(label="Facility on the way", method="at_facility", empty_label="All")
    punctuality = ChoiceFilter(
        label="Dates",
        method="in_time",
        choices=[(_LATE, "Late"), (_AT_RISK, "At risk, to be confirmed")],
        empty_label="All",
    )
    ordered_from = DateFilter("ordered_on", "gte", label="PO date from", widget=_day())
    ordered_until = DateFilter("ordered_on", "lte", label="PO date until", widget=_day())

    class Meta:
        model = PurchaseOrder
        fields: ClassVar[list[str]] = []

    def __init__(self, *args, organization: Organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization = organization
        places = [
            (str(pk), name, kind)
            for pk, name, kind in organization.facilities.order_by("name").values_list("pk", "name", "kind")
        ]
        chains = organization.lead_times.order_by("name").values_list("pk", "name")
        self.filters["supplier"].extra["choices"] = [
            (pk, name) for pk, name, kind in places if kind == "supplier"
        ]
        self.filters["facility"].extra["choices"] = [
            (pk, name) for pk, name, kind in places if kind != "supplier"
        ]
        self.filters["lead_time"].extra["choices"] = [(str(pk), name) for pk, name in chains]

    def in_status(self, orders, _name, value):
        """The same, or with "open" for every one that is under way."""
        return orders.filter(status__in=OPEN) if value == _OPEN else super().in_status(orders, _name, value)

    def at_facility(self, orders, _name, value):
        """Orders with a leg at this facility."""
        return orders.at_facility(value)

    def in_time(self, orders, _name, value):
        """Open orders that are late, or at risk of it, today."""
        return orders.late() if value == _LATE else orders.at_risk(on=self.organization.today())

    def search(self, orders, _name, text):
        """Orders whose number, supplier, notes or products hold `text`."""
        lines = OrderLine.objects.filter(order=OuterRef("pk"))
        products = matching(text, "product__") | saying(text)
        own = (
            Q(number__icontains=text)
            | Q(supplier__name_key__contains=folded(text))
            | Q(notes__icontains=text)
        )
        return orders.filter(own | Exists(lines.filter(products)))


class OpenOrderFilter(OrderFilter):
    """The same among open orders alone."""

    status = ChoiceFilter(
        label="Status", choices=[(each.value, BADGES[each].label) for each in OPEN], empty_label="All open"
    )

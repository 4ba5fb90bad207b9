"""What narrows the lists of work orders. The address is the state."""

from typing import ClassVar

import django_filters as filters
from django.db.models import Exists, OuterRef, Q

from inventory.as_said import saying
from inventory.matching import matching
from sostocked.foundation.pages.filters import ALL, ListFilter, OpenFirstFilter, SearchFilter, TickFilter
from sostocked.foundation.rules.text import folded
from workorders.models import WorkOrder, WorkOrderLine
from workorders.workflow import AT_WORK, BADGES, OVER
from workorders.worklist.queries import ON_THE_WORKLIST, Due, by_need


def find_text(queryset, _name, text):
    """Work orders whose number, seller, facility or products hold `text`."""
    lines = WorkOrderLine.objects.filter(work_order=OuterRef("pk"))
    products = lines.filter(matching(text, "product__") | saying(text))
    places = Q(organization__name__icontains=text) | Q(facility__name_key__contains=folded(text))
    return queryset.filter(Q(number__icontains=text) | places | Exists(products))


class WorkFilter(ListFilter):
    """What the lists of work have in common."""

    class Meta:
        model = WorkOrder
        fields: ClassVar[list[str]] = []

    def that_wait(self, queryset, _name, ticked):
        return queryset.awaiting_acknowledgement() if ticked else queryset


class WorklistFilter(WorkFilter):
    """For facility staff. Without a status: what is to be done now."""

    q = SearchFilter("Number, seller, SKU, FNSKU…", method=find_text, max_length=100)
    seller = filters.ChoiceFilter(label="Seller", field_name="organization__slug", empty_label="All sellers")
    facility = filters.ChoiceFilter(
        label="Facility", field_name="facility__name", empty_label="All facilities"
    )
    status = filters.ChoiceFilter(
        choices=[(each.value, BADGES[each].label) for each in (*AT_WORK, *OVER)],
        empty_label="Open",
        method="in_status",
    )
    awaiting = TickFilter("that_wait", "Awaiting acknowledgement")
    week = TickFilter("of_this_week", "Expected this week")

    def __init__(self, data, queryset, *, facilities, today):
        super().__init__(data, queryset)
        self.today, self.facilities = today, facilities
        sellers = {each.organization.slug: each.organization.name for each in facilities}
        places = sorted({each.name for each in facilities})
        self.filters["seller"].extra["choices"] = sorted(sellers.items(), key=lambda item: item[1])
        self.filters["facility"].extra["choices"] = [(name, name) for name in places]
        for name, count in (("seller", len(sellers)), ("facility", len(places))):
            if count < 2:
                del self.filters[name]

    @property
    def has_several_facilities(self) -> bool:
        return "facility" in self.filters

    @property
    def is_over(self) -> bool:
        """Whether the list is of finished work: newest first then."""
        return self.form.is_valid() and self.form.cleaned_data.get("status") in OVER

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("status") else queryset.filter(ON_THE_WORKLIST)

    def in_status(self, queryset, _name, value):
        return queryset.filter(status=value)

    def of_this_week(self, queryset, _name, ticked):
        if not ticked:
            return queryset
        dated = by_need(queryset, facilities=self.facilities, today=self.today)
        return dated.filter(status__in=AT_WORK, due=Due.THIS_WEEK)


class AtWorkFilter(WorklistFilter):
    """The same for work under way alone."""

    status = filters.ChoiceFilter(
        choices=[(each.value, BADGES[each].label) for each in AT_WORK], empty_label="Open", method="in_status"
    )
    reset_url = ""  # the timeline has its own sentence for that, which keeps the scale


class WorkOrderFilter(OpenFirstFilter, WorkFilter):
    """For the seller's people."""

    is_open = ~Q(status__in=OVER)

    q = SearchFilter("Number, facility, SKU, FNSKU…", method=find_text, max_length=100)
    facility = filters.ChoiceFilter(label="Facility", field_name="facility_id", empty_label="All facilities")
    status = filters.ChoiceFilter(
        choices=[(ALL, "All"), *((each.value, badge.label) for each, badge in BADGES.items())],
        empty_label="Open",
        method="in_status",
    )
    source = filters.ChoiceFilter(
        label="Made for",
        choices=[("order", "Purchase orders"), ("alone", "Stand-alone")],
        empty_label="Everything",
        method="from_source",
    )
    awaiting = TickFilter("that_wait", "Awaiting acknowledgement")

    def __init__(self, data, queryset, *, facilities):
        super().__init__(data, queryset)
        self.filters["facility"].extra["choices"] = [(str(each.pk), each.name) for each in facilities]

    def from_source(self, queryset, _name, value):
        return queryset.filter(order__isnull=value == "alone")

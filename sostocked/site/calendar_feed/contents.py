"""Which documents are in a person's calendar: hers to see, under way, and no more. A fixed number of queries."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery

from inventory.as_said import not_full_in_sql, said
from leadtimes.models import Facility
from purchasing.models import OrderLeg, OrderLine, PurchaseOrder, PurchaseOrderQuerySet
from sostocked.foundation.people.models import Organization, User
from sostocked.site.calendar_feed import words
from sostocked.site.calendar_feed.ical import Entry
from workorders.closed_day_words import tell_days
from workorders.models import WorkOrder, WorkOrderLine, WorkOrderQuerySet
from workorders.workflow import AT_WORK
from workorders.worklist.queries import NAMED_SKUS, with_card

MOST = 500
"""Documents of one kind in a calendar, the newest: that makes 0.8 MB, and some programs refuse more than 1 MB."""


def contents_of(user: User) -> list[Entry]:
    """What stands in the calendar of `user`, for her organizations and for the facilities she works at.

    A superuser's holds what is hers, not everybody's: a calendar is for living with.
    """
    sellers = list(Organization.objects.filter(memberships__user=user))
    several = len(sellers) > 1
    # A place that works for two sellers is listed by each of them and stays one place to those who work there.
    many_places = Facility.objects.staffed_by(user).values("name").distinct().count() > 1
    orders = PurchaseOrder.objects.visible_to(user).filter(organization__in=sellers).open()
    under_way = WorkOrder.objects.filter(status__in=AT_WORK)
    told = under_way.visible_to(user).filter(organization__in=sellers).select_related("order__supplier")
    received = under_way.assigned_to(user).exclude(organization__in=sellers)
    return [
        *(words.of_order(order, several) for order in _orders(orders) if order.available_on),
        *(entry for each in _work_orders(told) for entry in words.for_the_seller(each, several)),
        *(entry for each in _work_orders(received) for entry in words.for_the_facility(each, many_places)),
    ]


def _orders(orders: PurchaseOrderQuerySet) -> QuerySet[PurchaseOrder]:
    """With their date, where they go, what is in them, and when that was last changed."""
    last = OrderLeg.objects.filter(order=OuterRef("pk")).order_by("-position")
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by("position")
    return (
        orders.with_totals()
        .with_availability()
        .with_last_calendar()
        .select_related("organization", "supplier")
        .prefetch_related("legs__facility")
        .annotate(
            last_kind=Subquery(last.values("kind")[:1]),
            last_place=Subquery(last.values("facility__name")[:1]),
            skus=ArraySubquery(lines.values(said_sku=said("sku"))[:NAMED_SKUS]),
            line_count=Subquery(lines.order_by().values("order").annotate(n=Count("pk")).values("n")),
            changed_at=_last_change(OrderLeg, pgh_obj__order=OuterRef("pk")),
        )[:MOST]
    )


def _work_orders(work_orders: WorkOrderQuerySet) -> list[WorkOrder]:
    changed_at = _last_change(WorkOrder, pgh_obj=OuterRef("pk"))
    lines = WorkOrderLine.objects.filter(work_order=OuterRef("pk")).annotate(rest=not_full_in_sql())
    rests = ArraySubquery(lines.filter(rest__gt=0).order_by("position").values("rest"))
    rows = with_card(work_orders).annotate(changed_at=changed_at, rests=rests)
    found = list(rows.prefetch_related("legs__facility", "order__legs__facility")[:MOST])
    tell_days(found)
    return found


def _last_change(model: Any, **about: Any) -> Subquery:
    """When rows of a remembered table were last written, by whomever."""
    events = model.pgh_event_model.objects.filter(**about).order_by("-pgh_created_at")
    return Subquery(events.values("pgh_created_at")[:1])

"""The facility's list of work: what it asks for first, and in which group of the page a work order stands."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import IntEnum
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any, NamedTuple, Protocol, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from inventory.as_said import said
from leadtimes.models import Facility, calendar_columns
from leadtimes.rules.schedule import DAY, Calendar
from leadtimes.rules.told_days import first_open_day, last_open_day
from sostocked.foundation.pages.paging import Key, read_id
from sostocked.foundation.words import short_day
from workorders.models import UNREAD, Step, WorkOrder, WorkOrderLine, WorkOrderQuerySet
from workorders.workflow import AT_WORK, Status

NEAREST_NEED_FIRST = (Key("rank", read_id), Key("need", date.fromisoformat), Key("pk", read_id))
"""How `by_need` orders the list."""

SOMEDAY = date.max
"""When undated work comes or is needed: after everything else."""

THIS_WEEK = timedelta(days=6)
"""Today and the six days after it."""

ON_THE_WORKLIST = Q(status__in=AT_WORK) | UNREAD
"""What the facility has to do something about."""


NAMED_SKUS = 3
"""How many products a card names before it says how many more there are."""


class WithCard(Protocol):
    """What `with_card` brings along with a work order, and `by_need` with its `rank`.

    `unnamed`: how many products `skus` leaves out; below 0 where it has room for more.
    """

    units: int
    cartons: int
    skus: list[str]
    line_count: int
    unnamed: int
    rank: int


class Group(NamedTuple):
    """Work orders under one heading."""

    name: str
    heading: str
    hint: str
    work_orders: list[WorkOrder]


class Due(IntEnum):
    """How near the day is that counts."""

    OVERDUE = 1
    THIS_WEEK = 2
    LATER = 3


def by_need(
    work_orders: WorkOrderQuerySet, *, facilities: Iterable[Facility], today: date
) -> WorkOrderQuerySet:
    """Adds `need` (the next date that matters: goods expected, then must leave), `due` and `rank`, the group.

    `facilities` are those that the work orders are at, with their calendars: `due` goes by the day that counts
    there (`told_days`). It never comes sooner for a later day, so that a few days per facility say it in SQL.
    """
    dates = (F("leave_on"), F("expected_on"), Value(SOMEDAY))
    need = Case(
        When(status=Status.IN_PROGRESS, then=Coalesce(*dates)),
        default=Coalesce(F("expected_on"), F("leave_on"), Value(SOMEDAY)),
        output_field=DateField(),
    )
    known = [(each.pk, each.calendar()) for each in facilities]
    until = today + THIS_WEEK
    due = Case(
        When(_counts_until(today - DAY, known), then=Value(Due.OVERDUE)),
        When(_counts_until(until, known), then=Value(Due.THIS_WEEK)),
        default=Value(Due.LATER),
        output_field=SmallIntegerField(),
    )
    rank = Case(
        When(UNREAD, then=Value(0)),
        When(~Q(status__in=AT_WORK), then=Value(4)),
        default=F("due"),
        output_field=SmallIntegerField(),
    )
    return work_orders.annotate(need=need).annotate(due=due).annotate(rank=rank)


def _counts_until(day: date, known: Iterable[tuple[int, Calendar]]) -> Q:
    """Whether the working day that counts for `need` is `day` or before."""
    return reduce(or_, (Q(facility=pk) & _counts_there(day, calendar) for pk, calendar in known), Q(pk=None))


def _counts_there(day: date, calendar: Calendar) -> Q:
    """The same at one facility: goods come on the first open day from then on, and leave on the last before."""
    comes, leaves = last_open_day(day, calendar), first_open_day(day + DAY, calendar)
    is_leaving = Q(status=Status.IN_PROGRESS, leave_on__isnull=False)
    goes = Q(need__lt=leaves) if leaves else Q(need__lte=day)
    came = Q(need__lte=comes or day)
    return (is_leaving & goes) | (~is_leaving & came)


def with_card(work_orders: WorkOrderQuerySet) -> WorkOrderQuerySet:
    """Adds what a card or row shows besides the work order itself, in the same query."""
    lines = WorkOrderLine.objects.filter(work_order=OuterRef("pk"), quantity__gte=1).order_by("position")
    steps = Step.objects.filter(work_order=OuterRef("pk")).order_by().values("work_order")
    line_count = _count(lines.order_by().values("work_order"), "pk")
    return (
        work_orders.with_totals()
        .select_related("facility", "organization", "order")
        .annotate(
            skus=ArraySubquery(lines.values(said_sku=said("sku"))[:NAMED_SKUS]),
            line_count=line_count,
            unnamed=line_count - NAMED_SKUS,
            **calendar_columns("facility"),
            step_count=_count(steps, "pk"),
            steps_done=_count(steps, "done_at"),
        )
    )


def _count(rows: QuerySet[Any], field: str) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(n=Count(field)).values("n")), 0)


def grouped(work_orders: Iterable[WorkOrder], *, today: date) -> list[Group]:
    """Sorted work orders under their headings."""
    until = today + THIS_WEEK
    headings = [
        ("waiting", "Waiting for your acknowledgement", ""),
        ("overdue", "Overdue", "The date has passed."),
        ("week", "Expected this week", f"{short_day(today)} to {short_day(until)}"),
        ("later", "Later", ""),
        ("done", "Done", ""),
    ]
    return [
        Group(*headings[rank], work_orders=list(members))
        for rank, members in groupby(work_orders, key=lambda each: cast(WithCard, each).rank)
    ]

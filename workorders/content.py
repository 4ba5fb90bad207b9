"""A work order as one reads it: legs, where the goods go next, steps in words, what changed, its bar."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, Protocol, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.urls import reverse

from inventory.as_said import said
from inventory.models import bin_at
from leadtimes.dating import date_chain, set_expected
from leadtimes.leg_reports.date_change_history import (
    DateChangeRecord,
    date_changes_subquery,
    read_date_changes,
)
from leadtimes.models import DatedLeg, Facility, calendar_columns
from leadtimes.rules.bar import Bar, Document, Viewing, draw_alone, draw_chain
from leadtimes.rules.portions import STARTS_A_PORTION
from purchasing.models import DateChange
from purchasing.rules.goods_reported import reported_leg
from workorders.models import Step, StepPart, WorkOrder, WorkOrderDateChange, WorkOrderLeg, WorkOrderLine
from workorders.rules.onward import Onward, onward_from
from workorders.rules.own_portion import Division, divide_for
from workorders.rules.step_kinds import saying
from workorders.spawning.former_legs import ReadLeg, read_former_legs
from workorders.workflow import STANDING_STILL, Status


@dataclass(frozen=True)
class WorkOrderContent:
    """Everything a work order says. `legs` are the order's, or its own when it stands alone."""

    work_order: WorkOrder
    legs: Sequence[DatedLeg]
    division: Division
    onward: Onward

    @property
    def own_legs(self) -> list[DatedLeg]:
        """The legs that this work order takes care of."""
        return self.division.own_legs(self.legs)

    @property
    def legs_here(self) -> list[DatedLeg]:
        """Those of its own legs that happen at its facility."""
        return [leg for leg in self.own_legs if leg.kind in STARTS_A_PORTION]

    @property
    def goods_came(self) -> bool:
        """Whether somebody has said so: of its own legs, or by ending what leads to them."""
        own = self.own_legs
        return bool(own) and reported_leg(self.legs, self.legs.index(own[0])) is not None

    @property
    def date_changes(self) -> list[DateChangeRecord]:
        """Why the dates of its own legs moved."""
        return _date_changes(self.own_legs)

    @property
    def date_changes_elsewhere(self) -> list[DateChangeRecord]:
        """Why the dates of the other legs on the way moved, its own with them."""
        own = self.division.own.legs if self.division.own else ()
        return _date_changes(leg for n, leg in enumerate(self.legs) if n not in own)

    @property
    def lines(self) -> list[WorkOrderLine]:
        return list(self.work_order.lines.all())

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def cartons(self) -> int:
        return sum(line.cartons for line in self.lines)

    @property
    def steps(self) -> list["StepText"]:
        return [
            StepText(
                step,
                saying(step.kind, step.instruction, self.onward),
                [BundlePart(**part) for part in cast(_WithParts, step).part_list],
            )
            for step in self.work_order.steps.all()
        ]


def _date_changes(legs: Iterable[DatedLeg]) -> list[DateChangeRecord]:
    return [each for leg in legs for each in read_date_changes(cast(ReadLeg, leg).date_change_list)]


class _WithParts(Protocol):
    part_list: list[dict[str, Any]]


class BundlePart(NamedTuple):
    """What goes into one bundle."""

    quantity: int
    sku: str
    title: str
    product_id: int = 0


class StepText(NamedTuple):
    """A step and what it says to its reader."""

    step: Step
    text: str
    parts: list[BundlePart]


def read_content(work_order: WorkOrder) -> WorkOrderContent:
    """Gather what `work_order` says: lines with bins, steps with parts, and legs, in a query each."""
    parts = StepPart.objects.filter(step=OuterRef("pk"))
    part = JSONObject(quantity="quantity", sku=said("sku"), title=said("title"), product_id="product_id")
    steps = Step.objects.select_related("product", "done_by", "recipe").annotate(
        part_list=ArraySubquery(parts.values(part=part))
    )
    prefetch_related_objects(
        [work_order],
        Prefetch(
            "lines",
            WorkOrderLine.objects.with_reason()
            .select_related("product")
            .annotate(bin=bin_at(work_order.facility_id)),
        ),
        Prefetch("steps", steps),
    )
    legs = _legs(work_order)
    division = divide_for(work_order, legs)
    return WorkOrderContent(work_order, legs, division, work_order.onward(now=_onward(legs, division)))


def onward_now(work_order: WorkOrder) -> Onward:
    """Where the goods of `work_order` go next, by its legs and what places are called now."""
    legs = _legs(work_order)
    return _onward(legs, divide_for(work_order, legs))


def _onward(legs: Sequence[DatedLeg], division: Division) -> Onward:
    return onward_from(legs, division.own, division.following) if legs and division.own else Onward()


def _legs(work_order: WorkOrder) -> Sequence[DatedLeg]:
    """Its own legs, or its order's, with their date changes; these know the work orders that they are anchors of.

    Cancelled because its legs went from the order, it has those that the order had then.
    """
    if work_order.former_legs:
        return read_former_legs(work_order.former_legs)
    order = work_order.order
    if order is None:
        own = WorkOrderDateChange.objects.filter(leg=OuterRef("pk"))
        return list(
            work_order.legs.select_related("facility").annotate(
                date_change_list=date_changes_subquery(own), **calendar_columns("facility")
            )
        )
    date_changes = DateChange.objects.filter(leg=OuterRef("pk"))
    anchored = WorkOrder.objects.filter(leg=OuterRef("pk")).exclude(status=Status.CANCELLED)
    legs = order.legs.select_related("facility")
    number = Subquery(anchored.values("number")[:1])
    changes = date_changes_subquery(date_changes)
    return list(
        legs.annotate(work_order_number=number, date_change_list=changes, **calendar_columns("facility"))
    )


def work_order_bar(
    content: WorkOrderContent, *, today: date, discreet: bool, staffed: Container[int] = ()
) -> Bar:
    """The bar of a work order's page. A facility (`discreet`) sees the other legs as grey text only.

    Where goods come to one place twice, its people are those of both work orders: `staffed` holds the facilities
    where the reader works, and what hangs on a leg at one of them is named and linked.
    """
    work_order = content.work_order
    cancelled = work_order.status == Status.CANCELLED
    mine = Document(work_order.number, work_order.facility.place, cancelled=cancelled)
    order, own = work_order.order, content.division.own
    if order is None:
        running = work_order.status not in STANDING_STILL
        viewing = Viewing(today, running=running, discreet=discreet)
        return draw_alone(content.legs, mine, facility_id=work_order.facility_id, viewing=viewing)

    def work_order_at(at: int) -> Document:
        if own and own.first == at:
            return mine
        is_open = not discreet or content.legs[at].facility_id in staffed
        return _sibling(content, at, is_open=is_open)

    bar = draw_chain(
        content.legs,
        head=Document(order.number, order.organization.name, "" if discreet else order.get_absolute_url()),
        work_order_at=work_order_at,
        active=content.division.number,
        viewing=Viewing(today, running=order.is_open or order.status == "closed", discreet=discreet),
    )
    return _naming_next_stop(bar, content)


def _naming_next_stop(bar: Bar, content: WorkOrderContent) -> Bar:
    """The bar with the next stop called as the work order says it, whatever it is called by now."""
    said = content.onward
    stop = next((leg.facility for leg in content.legs if leg.facility_id == said.facility_id), None)
    if stop is None or stop.place == said.name:
        return bar
    portions = [
        replace(
            portion,
            owner=said.name if portion.owner == stop.place else portion.owner,
            legs=tuple(
                replace(leg, place=said.name) if leg.place == stop.place else leg for leg in portion.legs
            ),
        )
        for portion in bar.portions
    ]
    return replace(bar, portions=tuple(portions))


def _sibling(content: WorkOrderContent, at: int, *, is_open: bool) -> Document:
    """The other work order on the leg of this index; whose affair it is not reads only where that is."""
    leg = content.legs[at]
    number, place = cast(ReadLeg, leg).work_order_number, leg.facility.place if leg.facility else ""
    if not is_open or not number:
        return Document("", place)
    slug = content.work_order.organization.slug
    return Document(number, place, reverse("workorders:work_order", args=[slug, number]))


def transfer_bar(
    title: str, facility: Facility, starts_on: date, legs: Sequence[WorkOrderLeg], *, today: date
) -> Bar:
    """The bar of a stand-alone work order that is being written: its own legs, all of them active.

    `title` is empty until it has a number.
    """
    spans = date_chain(starts_on, legs)
    set_expected(legs, spans)
    return draw_alone(
        legs,
        Document(title or "New work order", facility.place, upcoming=not title),
        facility_id=facility.pk,
        viewing=Viewing(today),
        lost=[span.lost for span in spans],
    )

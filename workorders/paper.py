"""A work order as one reads it: its legs, where the goods go next, its steps in words, what changed, its bar."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects

from leadtimes.bar import Bar, Document, Viewing, draw
from leadtimes.portions import Portion, divide
from workorders.instructions import Onward, onward_from, saying
from workorders.models import Step, WorkOrder, WorkOrderLine
from workorders.workflow import Status


@dataclass(frozen=True)
class Paper:
    """Everything a work order says. `legs` are the order's, or its own when it stands alone."""

    work_order: WorkOrder
    legs: list[Any]
    portions: tuple[Portion, ...]
    number: int
    onward: Onward

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
            StepText(step, saying(step.kind, step.instruction, self.onward))
            for step in self.work_order.steps.all()
        ]


class StepText(NamedTuple):
    """A step and what it tells its reader."""

    step: Step
    text: str


class Difference(NamedTuple):
    """One thing that a new revision says otherwise; either side may be empty."""

    label: str
    before: str
    after: str


def read(work_order: WorkOrder) -> Paper:
    """Gather what `work_order` says, in a handful of queries whatever its size."""
    prefetch_related_objects(
        [work_order], "lines__product", "steps__product", "steps__parts__product", "steps__done_by"
    )
    if work_order.stands_alone:
        legs = list(work_order.legs.select_related("facility"))
        portions = (Portion(work_order.facility_id, tuple(range(len(legs)))),)
        number = 0
    else:
        legs = list(work_order.order.legs.select_related("facility"))
        portions = divide(legs)
        number = next((n for n, p in enumerate(portions) if n and legs[p.first].pk == work_order.leg_id), -1)
    return Paper(work_order, legs, portions, number, _onward(legs, portions, number))


def _onward(legs, portions, number) -> Onward:
    if number < 0 or not legs:
        return Onward()
    return onward_from(legs, portions[number], portions[number + 1] if number + 1 < len(portions) else None)


def content(paper: Paper) -> dict:
    """What the work order says, as plain data: kept with each acknowledgement, compared with the next revision."""
    work_order = paper.work_order
    return {
        "facts": {
            "Goods expected": _iso(work_order.expected_on),
            "Must leave": _iso(work_order.leave_on),
            "Goes on to": paper.onward.name,
            "Note": work_order.instructions,
            "Cancelled because": work_order.cancel_reason,
        },
        "lines": {line.product.sku: f"{line.quantity:,} units" for line in paper.lines},
        "steps": [_step_line(each) for each in paper.steps],
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _step_line(each: StepText) -> str:
    step = each.step
    what = [f"{step.quantity:,} ×" if step.quantity else "", step.product.sku if step.product else ""]
    parts = ", ".join(f"{part.quantity} × {part.product.sku}" for part in step.parts.all())
    return " ".join(filter(None, [f"{step.label}:", *what, f"from {parts}." if parts else "", each.text]))


def differences(before: dict, after: dict) -> list[Difference]:
    """What a reader of `before` must know about `after`: facts, lines and steps that differ."""
    found = [
        Difference(label, old, new)
        for label, old, new in _paired(before["facts"], after["facts"])
        if old != new
    ]
    found += [
        Difference(sku, old, new) for sku, old, new in _paired(before["lines"], after["lines"]) if old != new
    ]
    steps_before, steps_after = (dict(enumerate(each["steps"], start=1)) for each in (before, after))
    found += [
        Difference(f"Step {n}", old, new) for n, old, new in _paired(steps_before, steps_after) if old != new
    ]
    return found


def _paired(before: dict, after: dict):
    return [(key, before.get(key, ""), after.get(key, "")) for key in dict.fromkeys([*before, *after])]


def work_order_bar(paper: Paper, *, today: date, discreet: bool, siblings: dict[int, WorkOrder]) -> Bar:
    """The bar of a work order's page. A facility (`discreet`) sees other documents' legs as grey text only.

    `siblings` are the same order's work orders by leg.
    """
    work_order = paper.work_order
    cancelled = work_order.status == Status.CANCELLED
    mine = Document(work_order.number, work_order.facility.place, cancelled=cancelled)
    if work_order.stands_alone:
        documents = [mine]
        running = work_order.status not in (Status.PLANNED, Status.CANCELLED)
    else:
        order = work_order.order
        head = Document(order.number, order.organization.name, "" if discreet else order.get_absolute_url())
        documents = [head, *(_sibling(paper, portion, siblings, discreet) for portion in paper.portions[1:])]
        running = order.is_open or order.status == "closed"
        if paper.number > 0:
            documents[paper.number] = mine
    viewing = Viewing(today, running=running, discreet=discreet)
    return draw(paper.legs, paper.portions, documents, active=paper.number, viewing=viewing)


def _sibling(paper: Paper, portion: Portion, siblings: dict[int, WorkOrder], discreet: bool) -> Document:
    leg = paper.legs[portion.first]
    other = siblings.get(leg.pk)
    if discreet or other is None:
        return Document("", leg.facility.place)
    return Document(other.number, leg.facility.place, other.get_absolute_url())

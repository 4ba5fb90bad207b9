"""Rules P, S and E: an order's work orders are what its legs and lines ask for.

The wanted state is computed afresh from the order and compared with what is there; only differences are
written, so running it again does nothing. The number of queries does not grow with lines, legs or work orders.
Whoever needs an order and its work orders locks the order first, and whoever locks several work orders does so by
pk: so nobody waits in a ring.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Protocol, cast

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from leadtimes.models import calendar_columns
from purchasing.change_context import INSTRUCTED, ChangeContext, ReasonNeeded
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.workflow import Status as OrderStatus
from workorders.as_said.freezing import freeze_rows, is_redirected, keep_onward
from workorders.models import SetAsideInstructions, Step, WorkOrder, WorkOrderLine
from workorders.notices.services import announce
from workorders.revisions import Changes, record, revise_where_dates_move
from workorders.rules.asked import Asked, says_enough, wanted_of
from workorders.rules.default_steps import default_steps, ways_along
from workorders.rules.instructions import require_instructions
from workorders.rules.onward import Onward
from workorders.rules.own_portion import WorkDates, work_dates
from workorders.spawning.former_legs import keep_former_legs
from workorders.spawning.set_aside import has_own_words, set_aside, take_back
from workorders.spawning.work_done import lines_of, require_changeable, require_no_work
from workorders.told_dates import is_news, move_dates, note_as_told, would_move
from workorders.workflow import CHANGEABLE, Status

CANCELLATION = ("cancel_reason", "former_legs")
NO_LONGER_A_STOP = "This facility is no longer on the order's way."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the work order of one facility on an order's legs should say."""

    leg: OrderLeg
    dates: WorkDates
    onward: Onward
    steps: list[str]


class _Locked(Protocol):
    """What a locked order brings along: whether anything was set aside for it."""

    has_set_aside: bool


@transaction.atomic(savepoint=False)
def reconcile(order: PurchaseOrder, context: ChangeContext = INSTRUCTED) -> None:
    """Bring the work orders of `order` in line with its portions, or raise Refused and change nothing.

    What goes is saved as cancelled before anything is created: a leg may have changed its facility, and has one
    work order that is not cancelled. One that was only planned goes without a trace and frees its number. It is
    announced last, all at once, when every line and step is written.
    """
    order = _locked(order)
    if order.status == OrderStatus.CLOSED:
        return  # whatever a script does to its legs: nobody is sent to work for an order that is over
    legs = list(order.legs.select_related("facility"))
    wanted = {} if order.status == OrderStatus.CANCELLED else wanted_along(legs)
    rows = order.work_orders.select_for_update(of=("self",)).select_related("facility", "organization")
    rows = rows.annotate(**calendar_columns("facility")).prefetch_related("lines", "steps")
    ever = list(rows.order_by("pk"))
    if not wanted and not ever:
        return
    kept, left = _matched((each for each in ever if each.status != Status.CANCELLED), wanted)
    gone = [each for each in left if each.status != Status.PLANNED]
    unseen = [each for each in left if each.status == Status.PLANNED]
    former_legs = cast(Sequence[OrderLeg], context.former_legs)  # whoever saves an order has no other
    _cancel(gone, order.cancel_reason or context.reason, legs=legs, former_legs=former_legs)
    _remove(order, unseen)
    asked = _asked_by(order) if wanted else {}
    changes = _follow(order, kept, asked, context, legs=legs)
    changes.revised += gone
    record(changes, "status", "sent_at", "onward_as_said", *(CANCELLATION if gone else ()))
    missing = [want for want in wanted.values() if want not in kept.values()]
    taken = {each.number for each in ever if each not in unseen}
    new = _create(order, missing, asked, taken=taken)
    _forget_set_aside(order)
    announce([*changes.heard, *(each for each in new if each.sent_at)])


def _locked(order: PurchaseOrder) -> PurchaseOrder:
    kept = SetAsideInstructions.objects.filter(order=OuterRef("pk"))
    rows = PurchaseOrder.objects.select_for_update(of=("self",)).select_related("organization")
    return rows.annotate(has_set_aside=Exists(kept)).get(pk=order.pk)


def wanted_along(legs: Sequence[OrderLeg]) -> dict[int, Wanted]:
    """The work orders that `legs` of an order ask for, by the leg each is anchored to."""
    return {
        legs[portion.first].pk: Wanted(
            leg=legs[portion.first],
            dates=work_dates(legs, portion),
            onward=onward,
            steps=default_steps(legs, portion, onward),
        )
        for portion, onward in ways_along(legs)
    }


@transaction.atomic(savepoint=False)
def follow_dates(legs_by_order: Mapping[int, Sequence[OrderLeg]]) -> None:
    """Let the work orders of many orders follow the dates of these legs, after a calendar has moved them.

    A constant number of queries. Whoever calls has locked the orders; no leg came or went.
    """
    rows = WorkOrder.objects.filter(order__in=list(legs_by_order)).exclude(status=Status.CANCELLED)
    rows = rows.select_for_update(of=("self",)).select_related("facility", "organization").order_by("pk")
    wanted = {leg_id: want for legs in legs_by_order.values() for leg_id, want in wanted_along(legs).items()}
    dates = {each: want.dates for each in rows if (want := _wanted_of(each, wanted))}
    revise_where_dates_move(dates, ChangeContext(is_drift=True))


def _wanted_of(work_order: WorkOrder, wanted: Mapping[int, Wanted]) -> Wanted | None:
    """What is wanted of a work order, by the leg that it hangs on; None where that leg went or asks for none."""
    return wanted.get(work_order.leg_id) if work_order.leg_id else None


def _matched(
    existing: Iterable[WorkOrder], wanted: Mapping[int, Wanted]
) -> tuple[dict[WorkOrder, Wanted], list[WorkOrder]]:
    """Work orders whose leg and facility still are what they were, with what is wanted; and those left over."""
    kept: dict[WorkOrder, Wanted] = {}
    gone = []
    for work_order in existing:
        want = _wanted_of(work_order, wanted)
        if want and want.leg.facility_id == work_order.facility_id:
            kept[work_order] = want
        else:
            gone.append(work_order)
    return kept, gone


def _asked_by(order: PurchaseOrder) -> dict[int, Asked]:
    """What is asked for by product, in the order of the lines; two lines of one product are one to a facility."""
    asked: dict[int, Asked] = {}
    for product_id, units, short in order.lines.values_list("product_id", "quantity", "short"):
        before = asked.get(product_id, Asked(0))
        asked[product_id] = Asked(before.units + units, before.short + short)
    return asked


def _cancel(
    work_orders: list[WorkOrder], reason: str, *, legs: Sequence[OrderLeg], former_legs: Sequence[OrderLeg]
) -> None:
    """Cancel these, unsaved; one that was acknowledged needs somebody's reason.

    Where legs are gone, they keep those that the order had (`former_legs`): what is cancelled stays readable.
    """
    for work_order in work_orders:
        name = work_order.facility.name
        require_no_work(work_order, former_legs or legs)
        if work_order.acknowledged_revision and not reason:
            raise ReasonNeeded(f"{work_order.number}: {name} has acknowledged it. Say why it is cancelled.")
        work_order.status, work_order.cancel_reason = Status.CANCELLED, reason or NO_LONGER_A_STOP
        if former_legs:
            work_order.former_legs = keep_former_legs(former_legs, work_order)


def _remove(order: PurchaseOrder, work_orders: list[WorkOrder]) -> None:
    """Nobody was told of these: they go, and what a person wrote for their facilities is kept aside."""
    if work_orders:
        set_aside(order, work_orders)
        its = cast(_Locked, order)
        its.has_set_aside |= any(has_own_words(each) for each in work_orders)
        WorkOrder.objects.filter(pk__in=[each.pk for each in work_orders]).delete()


def _forget_set_aside(order: PurchaseOrder) -> None:
    if cast(_Locked, order).has_set_aside and order.status != OrderStatus.DRAFT:
        SetAsideInstructions.objects.filter(order=order).delete()


def _create(
    order: PurchaseOrder, wanted: list[Wanted], asked: dict[int, Asked], *, taken: set[str]
) -> list[WorkOrder]:
    """Create what is missing: planned for a draft, else sent with the dates it tells.

    Each gets the smallest number that is free: one that a facility was told is never given again.
    """
    if not wanted:
        return []
    stem = f"WO-{order.number.removeprefix('PO-')}"
    free = (number for n in count(1) if (number := f"{stem}-{n}") not in taken)
    new = [
        WorkOrder(
            organization=order.organization,
            order=order,
            number=next(free),
            facility=want.leg.facility,
            leg=want.leg,
            expected_on=want.dates.expected_on,
            leave_on=want.dates.leave_on,
            created_by_id=order.created_by_id,
        )
        for want in wanted
    ]
    if order.status != OrderStatus.DRAFT:
        for work_order, want in zip(new, wanted, strict=True):
            _send(work_order, want)
        note_as_told(new)
    WorkOrder.objects.bulk_create(new)
    _write_lines([(work_order, [], wanted_of(asked, {})) for work_order in new])
    steps = dict(zip(new, (want.steps for want in wanted), strict=True))
    for work_order in take_back(order, new) if cast(_Locked, order).has_set_aside else ():
        del steps[work_order]
    _write_steps(steps)
    freeze_rows(each for each in new if each.sent_at)
    return new


def _follow(
    order: PurchaseOrder,
    kept: Mapping[WorkOrder, Wanted],
    asked: dict[int, Asked],
    context: ChangeContext,
    *,
    legs: Sequence[OrderLeg],
) -> Changes:
    """Let the kept work orders follow dates, lines, steps and placing; they are left to be recorded.

    Each of these is asked and followed by itself, and only at the end it is decided what that makes of a work
    order: whoever moves the dates and cuts a line at once makes the facility read once.
    """
    moved = [each for each, want in kept.items() if would_move(each, want.dates)]
    for work_order in moved:
        move_dates(work_order, kept[work_order].dates, context)
    relined = [each for each in kept if _needs_other_lines(each, asked)]
    for work_order in relined:
        require_changeable(work_order, asked, legs)
        work_order.was_units = sum(row.quantity for row in work_order.lines.all())
    _write_lines([(each, list(each.lines.all()), wanted_of(asked, lines_of(each))) for each in relined])
    restepped = [each for each, want in kept.items() if _needs_other_steps(each, want)]
    _renew_steps({each: kept[each].steps for each in restepped})
    placed = [each for each in kept if each.status == Status.PLANNED and order.status != OrderStatus.DRAFT]
    for work_order in placed:
        if work_order not in restepped:
            require_instructions(work_order.number, work_order.steps.all(), work_order.instructions)
        _send(work_order, kept[work_order])
    freeze_rows(each for each in kept if each.sent_at and (each in relined or each in placed))
    redirected = [each for each, want in kept.items() if is_redirected(each, want.onward)]
    for work_order in redirected:
        keep_onward(work_order, kept[work_order].onward)
    news = {*relined, *restepped, *redirected, *(each for each in moved if is_news(each, context))}
    return Changes(
        revised=[each for each in kept if each in news and each not in placed],
        sent=placed,
        unheard=[each for each in moved if each not in news and each not in placed],
    )


def _needs_other_lines(work_order: WorkOrder, asked: Mapping[int, Asked]) -> bool:
    """Whether the order asks for something else. What is completed stays as it was, however short it is closed."""
    said = lines_of(work_order)
    if work_order.status == Status.COMPLETED and says_enough(said, asked):
        return False
    return said != wanted_of(asked, said)


def _needs_other_steps(work_order: WorkOrder, want: Wanted) -> bool:
    """Whether the steps that its legs ask for are others. What a person wrote stays, and so does work begun."""
    is_untouched = not work_order.steps_by_hand and work_order.status in CHANGEABLE
    return is_untouched and [step.kind for step in work_order.steps.all()] != want.steps


def _send(work_order: WorkOrder, want: Wanted) -> None:
    keep_onward(work_order, want.onward)
    work_order.status, work_order.sent_at = Status.SENT, timezone.now()


def _write_lines(changes: list[tuple[WorkOrder, list[WorkOrderLine], dict[int, Asked]]]) -> None:
    """Make each work order's lines what is asked, in three queries at most for all of them."""
    new, updated, removed = [], [], []
    for work_order, rows, asked in changes:
        by_product = {row.product_id: row for row in rows}
        for position, (product_id, (units, short)) in enumerate(asked.items(), start=1):
            row = by_product.pop(product_id, None)
            if row is None:
                row = WorkOrderLine(work_order=work_order, product_id=product_id)
                new.append(row)
            elif (row.quantity, row.short, row.position) != (units, short, position):
                updated.append(row)
            row.quantity, row.short, row.position = units, short, position
        removed += [row.pk for row in by_product.values()]
    if removed:
        WorkOrderLine.objects.filter(pk__in=removed).delete()
    if updated:
        WorkOrderLine.objects.bulk_update(updated, ["quantity", "short", "position"])
    if new:
        WorkOrderLine.objects.bulk_create(new)


def _renew_steps(steps: dict[WorkOrder, list[str]]) -> None:
    """Replace the steps of work orders where nobody touched them."""
    if steps:
        Step.objects.filter(work_order__in=[work_order.pk for work_order in steps]).delete()
        _write_steps(steps)


def _write_steps(steps: dict[WorkOrder, list[str]]) -> None:
    Step.objects.bulk_create(
        Step(work_order=work_order, position=position, kind=kind)
        for work_order, kinds in steps.items()
        for position, kind in enumerate(kinds, start=1)
    )

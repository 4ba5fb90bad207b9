"""Rules P, S and E: an order's work orders are what its legs and lines ask for.

The wanted state is computed afresh from the order and compared with what is there; only differences are
written, so running it again does nothing. The number of queries does not grow with lines, legs or work orders.
Everybody locks the order first and then its work orders, so nobody waits in a ring.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from leadtimes.rules.portions import divide, last_leg_at_facility
from purchasing.change_context import ChangeContext, ReasonNeeded
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.workflow import Status as OrderStatus
from sostocked.foundation.records.bulk_update import write_columns
from sostocked.foundation.records.errors import Refused
from workorders.models import Step, WorkOrder, WorkOrderLine
from workorders.notices import announce, announce_moves
from workorders.rules.step_kinds import Onward, default_steps, onward_from
from workorders.spawning.former_legs import keep_former_legs
from workorders.told_dates import DATES, is_news, move_dates, note_as_told
from workorders.workflow import CHANGEABLE, Status

INSTRUCTED = ChangeContext()
NO_LONGER_ON_THE_WAY = "This facility is no longer on the order's way."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one facility on an order's way should have on paper."""

    leg: OrderLeg
    expected_on: date | None
    leave_on: date | None
    onward: Onward
    steps: list[str]


@transaction.atomic(savepoint=False)
def reconcile(order: PurchaseOrder, cause: ChangeContext = INSTRUCTED) -> None:
    """Bring the work orders of `order` in line with its portions, or raise Refused and change nothing."""
    order = (
        PurchaseOrder.objects.select_for_update(of=("self",)).select_related("organization").get(pk=order.pk)
    )
    wanted = _wanted_for(order)
    rows = order.work_orders.select_for_update(of=("self",)).select_related("facility", "organization")
    ever = list(rows.prefetch_related("lines", "steps"))
    if not wanted and not ever:
        return
    kept, gone = _matched((each for each in ever if each.status != Status.CANCELLED), wanted)
    heard = _cancel(gone, order.cancel_reason or cause.reason, cause.former_legs)
    if order.status != OrderStatus.CANCELLED:
        quantities = _quantities(order)
        heard += _follow(order, kept, wanted, quantities, cause)
        heard += _create(
            order, [w for pk, w in wanted.items() if pk not in kept], quantities, first=len(ever) + 1
        )
    announce(heard)


def _wanted_for(order: PurchaseOrder) -> dict[int, Wanted]:
    """The work orders that `order` should have; none once it is cancelled."""
    if order.status == OrderStatus.CANCELLED:
        return {}
    return wanted_along(list(order.legs.select_related("facility")))


def wanted_along(legs: Sequence[OrderLeg]) -> dict[int, Wanted]:
    """The work orders that `legs` of an order ask for, by the leg each is anchored to."""
    portions = divide(legs)
    ways = [
        (portion, onward_from(legs, portion, following))
        for portion, following in zip(portions[1:], [*portions[2:], None], strict=False)
    ]
    return {
        legs[portion.first].pk: Wanted(
            leg=legs[portion.first],
            expected_on=legs[portion.first].expected_starts_on,
            leave_on=legs[last_leg_at_facility(legs, portion)].expected_ends_on,
            onward=onward,
            steps=default_steps(legs, portion, onward),
        )
        for portion, onward in ways
    }


@transaction.atomic(savepoint=False)
def follow_dates(legs_by_order: Mapping[int, Sequence[OrderLeg]]) -> None:
    """Let the work orders of many orders follow the dates of these legs, after a calendar has moved them.

    A constant number of queries. Whoever calls has locked the orders; no leg came or went.
    """
    rows = WorkOrder.objects.filter(order__in=list(legs_by_order)).exclude(status=Status.CANCELLED)
    rows = rows.select_for_update(of=("self",)).select_related("facility", "organization").order_by("pk")
    wanted = {leg_id: want for legs in legs_by_order.values() for leg_id, want in wanted_along(legs).items()}
    followed = [(each, wanted[each.leg_id]) for each in rows if each.leg_id in wanted]
    moved = [each for each, want in followed if move_dates(each, want.expected_on, want.leave_on)]
    heard = [each for each in moved if each.sent_at and is_news(each, ChangeContext(is_drift=True))]
    for work_order in heard:
        work_order.revision += 1
    note_as_told(heard)
    write_columns(moved, DATES)
    announce_moves(heard)


def _matched(existing: Iterable[WorkOrder], wanted: dict[int, Wanted]):
    """Existing work orders by leg where leg and facility still are what they were; and those left over."""
    kept, gone = {}, []
    for work_order in existing:
        want = wanted.get(work_order.leg_id)
        if want and want.leg.facility_id == work_order.facility_id:
            kept[work_order.leg_id] = work_order
        else:
            gone.append(work_order)
    return kept, gone


def _quantities(order: PurchaseOrder) -> dict[int, int]:
    """Units ordered by product, in the order of the lines; two lines of one product are one to a facility."""
    quantities: dict[int, int] = {}
    for product_id, quantity in order.lines.values_list("product_id", "quantity"):
        quantities[product_id] = quantities.get(product_id, 0) + quantity
    return quantities


def _cancel(
    work_orders: list[WorkOrder], reason: str, former_legs: Sequence[OrderLeg] = ()
) -> list[WorkOrder]:
    """Cancel these; one that was acknowledged needs somebody's reason. Those that a facility must hear of.

    Where legs are gone, they keep those that the order had (`former_legs`): what is cancelled stays readable.
    """
    for work_order in work_orders:
        name = work_order.facility.name
        if work_order.status not in CHANGEABLE:
            raise Refused(f"{work_order.number}: {name} has {_begun(work_order)}. It cannot be undone.")
        if work_order.acknowledged_revision and not reason:
            raise ReasonNeeded(f"{work_order.number}: {name} has acknowledged it. Say why it is cancelled.")
        work_order.status, work_order.cancel_reason = Status.CANCELLED, reason or NO_LONGER_ON_THE_WAY
        work_order.revision += 1
        if former_legs:
            work_order.former_legs = keep_former_legs(former_legs, work_order)
    if work_orders:
        way = ["former_legs"] if former_legs else []
        WorkOrder.objects.bulk_update(work_orders, ["status", "cancel_reason", "revision", *way])
    return [work_order for work_order in work_orders if work_order.sent_at]


def _begun(work_order: WorkOrder) -> str:
    return "completed the work" if work_order.status == Status.COMPLETED else "begun the work"


def _create(
    order: PurchaseOrder, wanted: list[Wanted], quantities: dict[int, int], *, first: int
) -> list[WorkOrder]:
    """Create what is missing, numbered on from `first`; those that a facility must hear of."""
    if not wanted:
        return []
    stem = f"WO-{order.number.removeprefix('PO-')}"
    new = [
        WorkOrder(
            organization=order.organization,
            order=order,
            number=f"{stem}-{first + n}",
            facility=want.leg.facility,
            leg=want.leg,
            expected_on=want.expected_on,
            leave_on=want.leave_on,
            created_by_id=order.created_by_id,
            **_sent_state(order, want),
        )
        for n, want in enumerate(wanted)
    ]
    WorkOrder.objects.bulk_create(new)
    _write_lines([(work_order, [], quantities) for work_order in new])
    _write_steps(dict(zip(new, (want.steps for want in wanted), strict=True)))
    return [work_order for work_order in new if work_order.sent_at]


def _sent_state(order: PurchaseOrder, want: Wanted) -> dict:
    """A draft's work orders are planned and its own affair; a placed one's are sent."""
    if order.status == OrderStatus.DRAFT:
        return {"status": Status.PLANNED}
    told = {"told_expected_on": want.expected_on, "told_leave_on": want.leave_on}
    return {"status": Status.SENT, "sent_at": timezone.now(), **told}


def _follow(
    order, kept: dict[int, WorkOrder], wanted: dict[int, Wanted], quantities, cause: ChangeContext
) -> list[WorkOrder]:
    """Let the kept work orders follow dates, lines and placing; those that a facility must hear of."""
    changed, heard, lines, steps = [], [], [], {}
    former = wanted_along(cause.former_legs)
    for leg_id, work_order in kept.items():
        want = wanted[leg_id]
        moved = move_dates(work_order, want.expected_on, want.leave_on)
        told = moved and is_news(work_order, cause)
        rows = list(work_order.lines.all())
        relined = {row.product_id: row.quantity for row in rows} != quantities
        if relined:
            _require_changeable(work_order, rows, quantities)
            lines.append((work_order, rows, quantities))
        restepped = _untouched(work_order) and [s.kind for s in work_order.steps.all()] != want.steps
        if restepped:
            steps[work_order] = want.steps
        says_more = told or relined or restepped or _is_redirected(work_order, former.get(leg_id), want)
        if says_more:
            work_order.revision += 1
        if _follow_placing(order, work_order) or says_more:
            heard.append(work_order)
        if moved or work_order in heard:
            changed.append(work_order)
    _write_lines(lines)
    _renew_steps(steps)
    heard = [work_order for work_order in heard if work_order.sent_at]
    note_as_told(heard)
    if changed:
        WorkOrder.objects.bulk_update(changed, ["status", "sent_at", *DATES])
    return heard


def _is_redirected(work_order: WorkOrder, former: Wanted | None, want: Wanted) -> bool:
    """Whether its goods go on to another place than before, although its steps may be the same."""
    return former is not None and former.onward != want.onward and work_order.status != Status.COMPLETED


def _untouched(work_order: WorkOrder) -> bool:
    return not work_order.steps_by_hand and work_order.status in CHANGEABLE


def _follow_placing(order: PurchaseOrder, work_order: WorkOrder) -> bool:
    """Send a planned work order when its order is placed; True if this did it."""
    if order.status == OrderStatus.DRAFT or work_order.status != Status.PLANNED:
        return False
    work_order.status, work_order.sent_at = Status.SENT, timezone.now()
    return True


def _require_changeable(work_order: WorkOrder, rows: list[WorkOrderLine], quantities: dict[int, int]) -> None:
    """Rule E for lines: free before work begins, only upward during it, never after."""
    if work_order.status in CHANGEABLE:
        return
    if work_order.status == Status.COMPLETED:
        raise Refused(
            f"{work_order.number}: {work_order.facility.name} has completed the work. Its lines stay."
        )
    for row in rows:
        target = quantities.get(row.product_id, 0)
        if target < row.quantity:
            raise Refused(
                f"{work_order.number}: {row.product.sku} cannot go from {row.quantity:,} down to {target:,}, "
                f"because {work_order.facility.name} has begun the work."
            )


def _write_lines(changes: list[tuple[WorkOrder, list[WorkOrderLine], dict[int, int]]]) -> None:
    """Make each work order's lines the wanted quantities, in three queries at most for all of them."""
    new, updated, removed = [], [], []
    for work_order, rows, quantities in changes:
        by_product = {row.product_id: row for row in rows}
        for position, (product_id, quantity) in enumerate(quantities.items(), start=1):
            row = by_product.pop(product_id, None)
            if row is None:
                new.append(
                    WorkOrderLine(
                        work_order=work_order, product_id=product_id, quantity=quantity, position=position
                    )
                )
            elif (row.quantity, row.position) != (quantity, position):
                row.quantity, row.position = quantity, position
                updated.append(row)
        removed += [row.pk for row in by_product.values()]
    if removed:
        WorkOrderLine.objects.filter(pk__in=removed).delete()
    if updated:
        WorkOrderLine.objects.bulk_update(updated, ["quantity", "position"])
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

"""Bundling: parts become bundles, or are scrapped at it; and what is taken back of both.

Lock order: the work order, then balances of stock by key (the trigger on moves).
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from inventory.models import Lot, Product
from inventory.rules.stock import ADJUSTMENT, BUILT, SPOILED, SPOILED_NOT, UNBUILT
from inventory.rules.stock import BUILD as BUILD_DOOR
from inventory.stock.places import NO_LOT, LotInput, lots_of
from inventory.stock.services import NotEnough
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused
from workorders.bundling.allocating import (
    Chosen,
    Taken,
    allocate,
    back_from,
    require_enough,
    require_within_stock,
)
from workorders.bundling.writing import move_all, new_line
from workorders.goods.built import parts_on_hand, read_bundle_states
from workorders.locking import lock_for_staff
from workorders.models import Build, Step, WorkOrder
from workorders.rules.bundling import BUILD, BUNDLE, PART, SCRAP
from workorders.workflow import Status

TRIES = 20
"""Of a build whose parts somebody else takes at the same moment: where one fails, another went through."""


class OverBuild(Refused):
    """More than the step asks for; with a reason it is built."""


@transaction.atomic
def build(
    work_order: WorkOrder,
    *,
    step_id: int,
    units: int,
    by: User,
    key: uuid.UUID,
    made: LotInput = NO_LOT,
    chosen: Chosen | None = None,
    reason: str = "",
) -> Build:
    """Make `units` bundles of the good parts that are there; of the same `key` it is the build there is already.

    `chosen` are units by lot, for each part of which somebody chose lots; of the others the first to expire goes
    first. `made` is the lot of the bundles. In this order: stock moves through the build door, and the step is
    ticked off once all are built. Raises NotYours, Refused, NotEnough with the numbers, or OverBuild (give a
    `reason`).
    """
    work_order = lock_for_staff(work_order, by)
    twin = work_order.builds.filter(key=key).first()
    if twin:
        return twin
    step = _open_step(work_order, step_id)
    _require_units(work_order, step, units, reason)
    head = {"units": units, "reason": reason.strip(), "by": by, "key": key, "kind": BUILD}
    lot = lots_of([(step.bundle, made)]).get((step.bundle.pk, *made.key)) if made.is_said else None
    parts = {part.product: part.quantity for part in step.parts.select_related("product").order_by("pk")}
    for tries_left in reversed(range(TRIES)):
        taken = _taken(work_order, parts, units, chosen or {})
        try:
            done = _make(work_order, step, taken, lot, **head)
            break
        except NotEnough:
            if not tries_left:
                raise
    _tick(work_order, step, by)
    return done


@transaction.atomic
def unbuild(done: Build, *, units: int, reason: str, by: User, key: uuid.UUID) -> Build:
    """Take `units` bundles of a build apart again: a build beside it, with a reason.

    Parts go back into the lots that they came from, the last one taken first. Raises NotEnough where the bundles
    are no longer there.
    """
    work_order = lock_for_staff(done.work_order, by)
    twin = work_order.builds.filter(key=key).first()
    if twin:
        return twin
    done = _to_reverse(work_order, done, BUILD, reason)
    left = left_of(done)
    if not 1 <= units <= left:
        raise Refused(f"{units:,} cannot be taken apart, {left:,} are left of this build.")
    head = {"units": units, "reason": reason.strip(), "by": by, "key": key, "kind": BUILD}
    beside = _new_build(work_order, done.step, reverses=done, **head)
    lines = [
        new_line(beside, line.role, line.product, back, line.lot, reverses=line)
        for line, back in back_from(done, units)
    ]
    move_all(lines, cause=UNBUILT, door_kind=BUILD_DOOR)
    _tick(work_order, done.step, by)
    return beside


@transaction.atomic
def scrap(
    work_order: WorkOrder, *, step_id: int, chosen: Chosen, reason: str, by: User, key: uuid.UUID
) -> Build:
    """Throw good parts away that were spoiled at bundling: units by lot of each part, with a reason.

    Raises NotEnough with the numbers where more goes than is there.
    """
    work_order = lock_for_staff(work_order, by)
    twin = work_order.builds.filter(key=key).first()
    if twin:
        return twin
    step = _open_step(work_order, step_id)
    if not reason.strip():
        raise Refused("Say why these parts are thrown away.")
    parts = {part.product_id: part.product for part in step.parts.select_related("product")}
    wanted = {product: lots for product, lots in chosen.items() if product in parts and any(lots.values())}
    if not wanted:
        raise Refused("Say how many units of which part.")
    stock = parts_on_hand(work_order.facility, list(wanted), work_order.facility.today())
    taken = [
        each
        for product, lots in wanted.items()
        for each in require_within_stock(parts[product], lots, stock[product])
    ]
    head = {"units": 0, "reason": reason.strip(), "by": by, "key": key, "kind": SCRAP}
    done = _new_build(work_order, step, **head)
    lines = [new_line(done, PART, each.product, each.units, each.lot) for each in taken]
    move_all(lines, cause=SPOILED, door_kind=ADJUSTMENT)
    return done


@transaction.atomic
def take_scrap_back(done: Build, *, reason: str, by: User, key: uuid.UUID) -> Build:
    """Say that parts were not scrapped after all: they are good and here again."""
    work_order = lock_for_staff(done.work_order, by)
    twin = work_order.builds.filter(key=key).first()
    if twin:
        return twin
    done = _to_reverse(work_order, done, SCRAP, reason)
    if done.reversals.exists():
        raise Refused("This scrap was taken back already.")
    head = {"units": 0, "reason": reason.strip(), "by": by, "key": key, "kind": SCRAP}
    beside = _new_build(work_order, done.step, reverses=done, **head)
    lines = [
        new_line(beside, line.role, line.product, line.quantity, line.lot, reverses=line)
        for line in done.lines.all()
    ]
    move_all(lines, cause=SPOILED_NOT, door_kind=ADJUSTMENT)
    return beside


@transaction.atomic
def end_build(work_order: WorkOrder, *, step_id: int, reason: str, by: User) -> Step:
    """Say that this is all: the step is done although fewer were built than it asks for, with a reason."""
    work_order = lock_for_staff(work_order, by)
    step = _open_step(work_order, step_id)
    if step.done_at:
        raise Refused("This step is done already.")
    if not reason.strip():
        raise Refused("Say why no more are built.")
    step.short_reason, step.done_at, step.done_by = reason.strip(), timezone.now(), by
    step.save(update_fields=["short_reason", "done_at", "done_by"])
    return step


@transaction.atomic
def _make(work_order: WorkOrder, step: Step, taken: Sequence[Taken], lot: Lot | None, **head: Any) -> Build:
    """Write a build of these parts, or raise NotEnough and write nothing."""
    done = _new_build(work_order, step, **head)
    lines = [
        *(new_line(done, PART, each.product, each.units, each.lot) for each in taken),
        new_line(done, BUNDLE, step.bundle, done.units, lot),
    ]
    move_all(lines, cause=BUILT, door_kind=BUILD_DOOR)
    return done


def left_of(done: Build) -> int:
    """How many bundles of a build were not taken apart again."""
    return done.units - sum(done.reversals.values_list("units", flat=True))


def _open_step(work_order: WorkOrder, step_id: int) -> Step:
    """The bundle step of a work order under way whose current revision was read, or Refused."""
    _require_under_way(work_order)
    step = work_order.steps.filter(pk=step_id, kind="bundle").select_related("product").first()
    if step is None:
        raise Refused("This step is no longer on the list.")
    return step


def _require_under_way(work_order: WorkOrder) -> None:
    if why := why_not_bundle(work_order):
        raise Refused(why)


def why_not_bundle(work_order: WorkOrder) -> str:
    """Why nothing can be built on it now, in a sentence; empty where it can."""
    if work_order.status == Status.ACKNOWLEDGED and not work_order.awaits_acknowledgement:
        return f"Start {work_order.number}, or receive its goods, before you build."
    if work_order.awaits_acknowledgement and work_order.status in (Status.SENT, Status.IN_PROGRESS):
        return f"Acknowledge {work_order.number} before you build."
    if work_order.status != Status.IN_PROGRESS:
        return f"{work_order.number} is {work_order.badge.label.lower()}: nothing is built on it."
    return ""


def _require_units(work_order: WorkOrder, step: Step, units: int, reason: str) -> None:
    if units < 1:
        raise Refused("Build at least one.")
    state = read_bundle_states(work_order)[step.pk]
    if state.built + units > state.needed and not reason.strip():
        raise OverBuild(
            f"{state.built + units:,} instead of {state.needed:,} of {step.facts.sku}. "
            "Count again, or say why you build more."
        )


def _taken(
    work_order: WorkOrder, parts: Mapping[Product, int], units: int, chosen: Chosen
) -> Sequence[Taken]:
    facility = work_order.facility
    stock = parts_on_hand(facility, [part.pk for part in parts], facility.today())
    require_enough(parts, units, stock)
    return allocate(parts, units, stock, chosen)


def _to_reverse(work_order: WorkOrder, done: Build, kind: str, reason: str) -> Build:
    _require_under_way(work_order)
    if not reason.strip():
        raise Refused("Say why it is taken back.")
    rows = work_order.builds.select_related("step").prefetch_related("lines__product", "lines__lot")
    done = rows.get(pk=done.pk)
    if done.reverses_id or done.kind != kind:
        raise Refused("This cannot be taken back.")
    return done


def _new_build(work_order: WorkOrder, step: Step, **fields: Any) -> Build:
    number = work_order.builds.count() + 1
    return Build.objects.create(work_order=work_order, step=step, number=number, at=timezone.now(), **fields)


def _tick(work_order: WorkOrder, step: Step, by: User) -> None:
    """Tick the step off once all are built, and open it again once they are not."""
    state = read_bundle_states(work_order)[step.pk]
    if state.is_all_built and not step.done_at:
        step.done_at, step.done_by = timezone.now(), by
    elif step.done_at and not state.is_all_built:
        step.done_at, step.done_by, step.short_reason = None, None, ""
    else:
        return
    step.save(update_fields=["done_at", "done_by", "short_reason"])

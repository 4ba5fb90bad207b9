"""What sellers do with purchase orders. Each call locks the order, and refuses or does all of it.

Whatever saves an order brings its work orders in line with it, or is refused by them, in the same transaction:
a receiver does that, in `workorders/spawning/receivers.py`.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from inventory.as_said import freeze
from inventory.products.services import note_costs
from leadtimes.dating import remembered, set_expected
from leadtimes.models import Facility, LeadTime
from leadtimes.rules.legs import EXPECTED
from leadtimes.rules.told_days import available_day
from purchasing.departed import require_what_left, why_goods_left
from purchasing.locking import lock, lock_to_become
from purchasing.models import OrderLeg, OrderLine, PurchaseOrder
from purchasing.order_rows import (
    LineInput,
    Remembered,
    copies_of,
    dates_of,
    put_last,
    require_closed_short_kept,
    write_legs,
    write_lines,
)
from purchasing.reported_goods import require_no_less, why_goods_came, why_goods_were_received
from purchasing.rules.received_lines import first_stop
from purchasing.rules.work_order_summary import Came
from purchasing.work_order_summaries import live_work_orders, open_work_orders, why_they_stay
from purchasing.workflow import OVER, Status
from sostocked.foundation.people.models import Organization, User
from sostocked.foundation.people.proof.services import require_proof
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.records.numbering import next_number
from sostocked.foundation.words import day_of

FIRST_NUMBER = 1001
SAY_WHY = "Say why: everybody who was told about this order will read it."
NO_LINES = "%s has no lines. Add at least one product."


class Head(NamedTuple):
    """The head of an order as a person typed it."""

    supplier: Facility
    lead_time: LeadTime
    ordered_on: date
    currency: str
    notes: str = ""


@transaction.atomic
def create_order(
    organization: Organization,
    *,
    by: User,
    head: Head,
    lines: Sequence[LineInput] = (),
    legs: Sequence[OrderLeg] | None = None,
    departed_from: Remembered | None = None,
    creation_key: uuid.UUID | None = None,
) -> PurchaseOrder:
    """Save a new draft. `legs` None follows the lead time; otherwise they are this order's own.

    These departed from what the lead time was like then (`departed_from`), or from what it is now.

    The same `creation_key` (one per form that was opened) makes one order, however often it is sent. Saving it
    plans its work orders (`workorders/spawning/receivers.py`).
    """
    Organization.objects.select_for_update().get(pk=organization.pk)
    twins = PurchaseOrder.objects.filter(organization=organization, creation_key=creation_key)
    twin: PurchaseOrder | None = twins.first() if creation_key else None
    if twin:
        return twin
    number = f"PO-{next_number(organization, 'purchase order', first=FIRST_NUMBER)}"
    order = PurchaseOrder(organization=organization, number=number, created_by=by, creation_key=creation_key)
    _set_head(order, head)
    # bulk_create sends no signal: the one that counts comes below, when lines and legs are there.
    PurchaseOrder.objects.bulk_create([order])
    write_lines(order, lines, rows=[])
    write_legs(order, legs, rows=[], departed_from=departed_from)
    order.save(update_fields=["lead_time_legs", "legs_adjusted"])
    return order


@transaction.atomic
def change_draft(
    order: PurchaseOrder,
    *,
    version: int,
    head: Head,
    lines: Sequence[LineInput],
    legs: Sequence[OrderLeg] | None = None,
    departed_from: Remembered | None = None,
) -> PurchaseOrder:
    """Save a draft anew, or raise ChangedMeanwhile when somebody saved it since `version` was read.

    Legs of its own still depart from what they departed from before, unless `departed_from` says otherwise.
    Its planned work orders follow (`workorders/spawning/receivers.py`).
    """
    order = lock(order, version)
    if not order.is_draft:
        now = order.badge.label.lower()
        raise Refused(f"{order.number} is {now}: its supplier stays, and its legs have a page of their own.")
    if departed_from is None and order.legs_adjusted and order.lead_time_id == head.lead_time.pk:
        departed_from = order.lead_time_legs
    _set_head(order, head)
    write_lines(order, lines, rows=list(order.lines.all()))
    write_legs(order, legs, rows=list(order.legs.all()), departed_from=departed_from)
    order.save()
    return order


@transaction.atomic
def change_placed(
    order: PurchaseOrder, *, version: int, lines: Sequence[LineInput], notes: str
) -> PurchaseOrder:
    """Change lines and notes of a placed order. What was closed short of it stays as it is.

    Its work orders follow, or refuse (rule E, `workorders/spawning/receivers.py`).
    """
    order = lock(order, version)
    if not order.is_open:
        raise Refused(f"{order.number} is {order.badge.label.lower()} and can no longer be changed.")
    _require_lines(order, lines)
    rows = list(order.lines.all())
    require_what_left(order, rows, _units_by_product(lines))
    require_no_less(order, rows, _units_by_product(lines), lambda: _came(order))
    require_closed_short_kept(rows, lines)
    order.notes = notes
    write_lines(order, lines, rows=[row for row in rows if row.quantity])
    put_last(order, [row for row in rows if not row.quantity])
    freeze(OrderLine.objects.filter(order=order), beside=OrderLine.objects.filter(order=order))
    order.save()
    return order


@transaction.atomic
def place(order: PurchaseOrder, *, by: User, ordered_on: date | None = None) -> PurchaseOrder:
    """Order from the supplier: date it on today's calendars, freeze that and what its lines say, save.

    With `ordered_on` all days are counted from there instead of from the PO date that was written. Legs that
    nobody adjusted are those of the lead time as it is now.

    Saving sends the work orders to their facilities (`workorders/spawning/receivers.py`). What it buys at is
    from now on the last cost of its products. Raises ProofNeeded where the address of `by` is not proved.
    """
    require_proof(by)
    order = lock_to_become(order, Status.PLACED)
    legs = list(order.legs.select_related("facility"))
    if reasons := why_not_place(order, legs):
        raise Refused(" ".join(reasons))
    order.ordered_on = ordered_on or order.ordered_on
    legs = _legs_to_place(order, legs)
    set_expected(legs, dates_of(order, legs))  # calendars may have changed since the draft was saved
    for leg in legs:
        leg.baseline_starts_on, leg.baseline_ends_on = leg.expected_starts_on, leg.expected_ends_on
    OrderLeg.objects.bulk_update(legs, [*EXPECTED, "baseline_starts_on", "baseline_ends_on"])
    order.baseline_available_on = legs[-1].baseline_ends_on
    freeze(OrderLine.objects.filter(order=order))
    order.status, order.placed_by, order.placed_at = Status.PLACED, by, timezone.now()
    order.save()
    known_on = min(order.ordered_on, order.organization.today())
    note_costs(order.lines.order_by("position"), currency=order.currency, on=known_on)
    return order


def _legs_to_place(order: PurchaseOrder, legs: list[OrderLeg]) -> list[OrderLeg]:
    """The order's `legs`, written anew where nobody adjusted them and the lead time has changed since."""
    if not follows_later(order):
        return legs
    write_legs(order, None, rows=legs)
    return list(order.legs.all())


def follows_later(order: PurchaseOrder) -> bool:
    """Whether a draft (read `with_lead_time_now`) has yet to take over what became of its lead time."""
    return order.is_draft and not order.legs_adjusted and order.lead_time_now != order.lead_time_legs


@transaction.atomic
def follow_lead_time(lead_time: LeadTime) -> None:
    """Give the drafts that nobody adjusted the legs that their lead time has now.

    Saving each lets its planned work orders follow (`workorders/spawning/receivers.py`). One that cannot be dated
    so keeps its legs, says that the lead time has changed, and cannot be placed.
    """
    drafts = PurchaseOrder.objects.filter(lead_time=lead_time, status=Status.DRAFT, legs_adjusted=False)
    behind = drafts.exclude(lead_time_legs=remembered(lead_time.legs.all()))
    rows = behind.select_for_update(of=("self",)).select_related("organization", "lead_time")
    for order in rows.order_by("pk"):
        with suppress(Refused), transaction.atomic():
            write_legs(order, None, rows=list(order.legs.all()))
            order.save(update_fields=["lead_time_legs"])


def availability_moved(order: PurchaseOrder) -> tuple[str, str] | None:
    """When a draft was to be available as saved, and when on today's calendars; None where that is the same."""
    own = list(order.legs.all())
    legs = copies_of(order.lead_time.legs.all()) if follows_later(order) else own
    if not legs:
        return None
    before = own[-1].expected_ends_on
    set_expected(legs, dates_of(order, legs))
    after = legs[-1].expected_ends_on
    told = available_day(legs[-1], legs[-1].known_calendar)
    return None if before == after else (day_of(before), told.in_full if told else day_of(after))


@transaction.atomic
def confirm(order: PurchaseOrder) -> PurchaseOrder:
    """Note that the supplier accepted the order."""
    return _move(lock_to_become(order, Status.CONFIRMED), Status.CONFIRMED)


@transaction.atomic
def close(order: PurchaseOrder) -> PurchaseOrder:
    """Put a finished order away; its documents stay readable. Refused while a work order of it is open."""
    order = lock_to_become(order, Status.CLOSED)
    if waiting := open_work_orders(order):
        listed = ", ".join(f"{each.number} ({each.place}, {each.badge.label.lower()})" for each in waiting)
        raise Refused(f"{order.number} stays open while somebody is to work for it: {listed}.")
    return _move(order, Status.CLOSED)


@transaction.atomic
def cancel(order: PurchaseOrder, *, reason: str) -> PurchaseOrder:
    """Cancel the order; saving cancels its work orders (`workorders/spawning/receivers.py`).

    Refused once goods have come somewhere, or work has begun, by somebody's word (rule X).
    """
    order = lock_to_become(order, Status.CANCELLED)
    if why := why_not_cancel(order):
        raise Refused(why)
    reason = reason.strip()
    if not reason:
        raise Refused(SAY_WHY)
    return _move(order, Status.CANCELLED, cancel_reason=reason)


def why_not_cancel(order: PurchaseOrder) -> str:
    """What cancelling would be refused for, in a sentence; empty where nothing keeps it. Only asks."""
    if received := why_goods_were_received(order, live_work_orders(order)):
        return f"{order.number} can no longer be cancelled: {received}."
    if left := why_goods_left(order):
        return f"{order.number} can no longer be cancelled: {left}"
    legs = list(order.legs.select_related("facility"))
    if came := why_goods_came(legs):
        return f"{order.number} can no longer be cancelled. {came}"
    return why_they_stay(order, legs)


def _came(order: PurchaseOrder) -> Mapping[int, Came]:
    """What was received of the order where it came first, by product."""
    stop = first_stop(live_work_orders(order))
    return stop.came if stop else {}


def _move(order: PurchaseOrder, to: Status, **fields: Any) -> PurchaseOrder:
    """Save a locked `order` in another status; its work orders follow (`workorders/spawning/receivers.py`).

    One that is over keeps the names of supplier and lead time.
    """
    order.status = to
    if to in OVER:
        order.supplier_as_said, order.lead_time_as_said = order.supplier.name, order.lead_time.name
        freeze(OrderLine.objects.filter(order=order))  # a draft that is cancelled is over, too
    for name, value in fields.items():
        setattr(order, name, value)
    order.save()
    return order


def _set_head(order: PurchaseOrder, head: Head) -> None:
    for name, value in head._asdict().items():
        setattr(order, name, value)


def _units_by_product(lines: Sequence[LineInput]) -> Counter[int]:
    units: Counter[int] = Counter()
    for line in lines:
        units[line.product.pk] += line.quantity
    return units


def _require_lines(order: PurchaseOrder, lines: Sequence[LineInput]) -> None:
    if not lines:
        raise Refused(NO_LINES % order.number)


def why_not_place(order: PurchaseOrder, legs: Sequence[OrderLeg] | None = None) -> list[str]:
    """What keeps `order` from being placed, in sentences; empty when nothing does.

    Whoever has its `legs` with their facilities gives them along.

    What was archived since it was chosen may stay on a draft, but is not ordered from, or along, unnoticed.
    """
    lines = order.lines.values_list("product__sku", "product__archived_at")
    reasons = [] if lines else [NO_LINES % order.number]
    reasons += [
        f"{sku} is archived. Take it off the order, or bring it back on the Products page."
        for sku, archived_at in lines
        if archived_at
    ]
    if order.lead_time.archived_at and not order.legs_adjusted:
        reasons.append(f"{order.lead_time} is archived. Choose another lead time or adjust the legs.")
    legs = list(order.legs.select_related("facility")) if legs is None else legs
    return [*reasons, *_archived_facilities(order, legs)]


def _archived_facilities(order: PurchaseOrder, legs: Iterable[OrderLeg]) -> list[str]:
    among = {order.supplier, *(leg.facility for leg in legs if leg.facility)}
    gone = sorted((each for each in among if each.archived_at), key=lambda each: each.name)
    return [
        f"{facility} is archived. Choose another supplier."
        if facility.pk == order.supplier_id
        else f"{facility} is archived. Choose another lead time or adjust the legs."
        for facility in gone
    ]

"""What sellers do with purchase orders. Each call locks the order, and refuses or does all of it.

Whatever saves an order brings its work orders in line with it, or is refused by them, in the same transaction:
a receiver does that, in `workorders/spawning/receivers.py`.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from inventory.as_said import freeze
from inventory.models import Product
from inventory.products.services import note_costs
from leadtimes.dating import date_chain, remembered, set_expected
from leadtimes.models import LEG_FIELDS, AbstractLeg, Facility, LeadTime
from leadtimes.rules.schedule import LegDates
from purchasing.models import OrderLeg, OrderLine, PurchaseOrder
from purchasing.reported_goods import require_no_less, why_goods_came
from purchasing.rules.row_matching import match_rows, rows_by_id
from purchasing.work_order_summaries import open_work_orders
from purchasing.workflow import MOVES, Status, require_move
from sostocked.foundation.people.models import Organization, User
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused
from sostocked.foundation.records.numbering import next_number

FIRST_NUMBER = 1001
NO_LINES = "%s has no lines. Add at least one product."
_LINE = ("position", "product_id", "quantity", "unit_cost", "as_said")
_DATED = ("expected_starts_on", "expected_ends_on")


class LineInput(NamedTuple):
    """A line as a person typed it; `row_id` is the line of the order that it was made from, if it was."""

    product: Product
    quantity: int
    unit_cost: Decimal
    row_id: int | None = None


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
    creation_key: uuid.UUID | None = None,
) -> PurchaseOrder:
    """Save a new draft. `legs` None follows the lead time; otherwise they are this order's own.

    The same `creation_key` (one per form that was opened) makes one order, however often it is sent. Saving it
    plans its work orders (`workorders/spawning/receivers.py`).
    """
    Organization.objects.select_for_update().get(pk=organization.pk)
    if creation_key and (
        twin := PurchaseOrder.objects.filter(organization=organization, creation_key=creation_key).first()
    ):
        return twin
    number = f"PO-{next_number(organization, 'purchase order', first=FIRST_NUMBER)}"
    order = PurchaseOrder(organization=organization, number=number, created_by=by, creation_key=creation_key)
    _set_head(order, head)
    # bulk_create sends no signal: the one that counts comes below, when lines and legs are there.
    PurchaseOrder.objects.bulk_create([order])
    _write_lines(order, lines, rows=[])
    _write_legs(order, legs, rows=[])
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
) -> PurchaseOrder:
    """Save a draft anew, or raise ChangedMeanwhile when somebody saved it since `version` was read.

    Its planned work orders follow (`workorders/spawning/receivers.py`).
    """
    order = _locked(order, version)
    if not order.is_draft:
        raise Refused(f"{order.number} is {order.badge.label.lower()}: its legs and supplier are frozen.")
    _set_head(order, head)
    _write_lines(order, lines, rows=list(order.lines.all()))
    _write_legs(order, legs, rows=list(order.legs.all()))
    order.save()
    return order


@transaction.atomic
def change_placed(
    order: PurchaseOrder, *, version: int, lines: Sequence[LineInput], notes: str
) -> PurchaseOrder:
    """Change lines and notes of a placed order.

    Its work orders follow, or refuse (rule E, `workorders/spawning/receivers.py`).
    """
    order = _locked(order, version)
    if not order.is_open:
        raise Refused(f"{order.number} is {order.badge.label.lower()} and can no longer be changed.")
    _require_lines(order, lines)
    require_no_less(order, _units_by_product(lines))
    order.notes = notes
    _write_lines(order, lines, rows=list(order.lines.all()))
    freeze(OrderLine.objects.filter(order=order), beside=OrderLine.objects.filter(order=order))
    order.save()
    return order


@transaction.atomic
def place(order: PurchaseOrder, *, by: User) -> PurchaseOrder:
    """Order from the supplier: date it on today's calendars, freeze that and what its lines say, save.

    Saving sends the work orders to their facilities (`workorders/spawning/receivers.py`). What it buys at is
    from now on the last cost of its products.
    """
    order = _locked(order)
    require_move(order.number, order.status, Status.PLACED)
    if reasons := why_not_place(order):
        raise Refused(" ".join(reasons))
    legs = list(order.legs.all())
    set_expected(legs, _dates_of(order, legs))  # calendars may have changed since the draft was saved
    for leg in legs:
        leg.baseline_starts_on, leg.baseline_ends_on = leg.expected_starts_on, leg.expected_ends_on
    OrderLeg.objects.bulk_update(legs, [*_DATED, "baseline_starts_on", "baseline_ends_on"])
    order.baseline_available_on = legs[-1].baseline_ends_on
    freeze(OrderLine.objects.filter(order=order))
    order.status, order.placed_by, order.placed_at = Status.PLACED, by, timezone.now()
    order.save()
    known_on = min(order.ordered_on, order.organization.today())
    note_costs(order.lines.order_by("position"), currency=order.currency, on=known_on)
    return order


def availability_moved(order: PurchaseOrder) -> tuple[date, date] | None:
    """When a draft was to be available as saved, and when on today's calendars; None where that is the same."""
    legs = list(order.legs.all())
    before, after = legs[-1].expected_ends_on, _dates_of(order, legs)[-1].ends_on
    return None if before == after else (before, after)


def _dates_of(order: PurchaseOrder, legs: Sequence[OrderLeg]) -> tuple[LegDates, ...]:
    return date_chain(order.ordered_on, legs, supplier_id=order.supplier_id)


@transaction.atomic
def confirm(order: PurchaseOrder) -> PurchaseOrder:
    """Note that the supplier accepted the order."""
    return _move(order, Status.CONFIRMED)


@transaction.atomic
def close(order: PurchaseOrder) -> PurchaseOrder:
    """Put a finished order away; its documents stay readable. Refused while a work order of it is open."""
    order = _locked(order)
    require_move(order.number, order.status, Status.CLOSED)
    if waiting := open_work_orders(order):
        listed = ", ".join(f"{each.number} ({each.place}, {each.badge.label.lower()})" for each in waiting)
        raise Refused(f"{order.number} stays open while somebody is to work for it: {listed}.")
    return _move(order, Status.CLOSED)


@transaction.atomic
def cancel(order: PurchaseOrder, *, reason: str) -> PurchaseOrder:
    """Cancel the order; saving cancels its work orders (`workorders/spawning/receivers.py`).

    Refused once goods have come somewhere, or work has begun, by somebody's word (rule X).
    """
    order = _locked(order)
    require_move(order.number, order.status, Status.CANCELLED)
    if came := why_goods_came(list(order.legs.select_related("facility"))):
        raise Refused(f"{order.number} can no longer be cancelled. {came}")
    reason = reason.strip()
    if not reason:
        raise Refused("Say why: everybody who was told about this order will read it.")
    return _move(order, Status.CANCELLED, cancel_reason=reason)


def _move(order: PurchaseOrder, to: Status, **fields) -> PurchaseOrder:
    """Save `order` in another status; its work orders follow (`workorders/spawning/receivers.py`).

    One that is over keeps the names of supplier and lead time.
    """
    order = _locked(order)
    require_move(order.number, order.status, to)
    order.status = to
    if not MOVES[to]:
        order.supplier_as_said, order.lead_time_as_said = order.supplier.name, order.lead_time.name
    for name, value in fields.items():
        setattr(order, name, value)
    order.save()
    return order


def _locked(order: PurchaseOrder, version: int | None = None) -> PurchaseOrder:
    """The order as it is now, locked until the transaction ends, its version counted up but unsaved."""
    order = (
        PurchaseOrder.objects.select_for_update(of=("self",))
        .select_related("organization", "supplier", "lead_time")
        .get(pk=order.pk)
    )
    if version is not None and order.version != version:
        raise ChangedMeanwhile(f"{order.number} was changed by somebody else after you opened it.")
    order.version += 1
    return order


def _set_head(order: PurchaseOrder, head: Head) -> None:
    for name, value in head._asdict().items():
        setattr(order, name, value)


def _write_lines(order: PurchaseOrder, lines: Sequence[LineInput], *, rows: list[OrderLine]) -> None:
    """Make the order's `rows` these lines. A row is known by its id, so the history shows what changed.

    What a sent order says of a product goes with the product, whichever row it is on.
    """
    said = {row.product_id: row.as_said for row in rows}
    wanted = [
        OrderLine(
            order=order,
            position=position,
            product=line.product,
            quantity=line.quantity,
            unit_cost=line.unit_cost,
            as_said=said.get(line.product.pk),
        )
        for position, line in enumerate(lines, start=1)
    ]
    own, gone = rows_by_id(rows, [line.row_id for line in lines])
    _write_rows(OrderLine, [*own, *gone], wanted, _LINE)


def _write_legs(order: PurchaseOrder, legs: Sequence[OrderLeg] | None, *, rows: list[OrderLeg]) -> None:
    """Make the order's `rows` these legs, or the lead time's when None, and date them from the PO date.

    Rows stay the legs that they were as far as they can be (`match_rows`), because a planned work order hangs on
    the row of its leg: were all rows written anew, saving a draft would cancel its work orders and plan new ones.
    """
    template = list(order.lead_time.legs.all())
    order.legs_adjusted = legs is not None
    order.lead_time_legs = remembered(
        template
    )  # also of legs that are its own: it is what they departed from
    wanted = copies_of(template) if legs is None else list(legs)
    if not wanted:
        raise Refused("A purchase order needs at least one leg.")
    for position, leg in enumerate(wanted, start=1):
        leg.order, leg.position = order, position
    set_expected(wanted, _dates_of(order, wanted))
    _write_rows(OrderLeg, _on_rows(rows, wanted), wanted, ("position", *LEG_FIELDS, *_DATED))


def copies_of(legs: Iterable[AbstractLeg]) -> list[OrderLeg]:
    """Fresh, unsaved legs of an order, like `legs` of a lead time."""
    return [
        OrderLeg(position=leg.position, **{name: getattr(leg, name) for name in LEG_FIELDS}) for leg in legs
    ]


def _on_rows(rows: list[OrderLeg], wanted: Sequence[OrderLeg]) -> list[OrderLeg | None]:
    """For each wanted leg the row that becomes it (see `match_rows`), then the rows that are left over and go."""
    claimed = [pair.row for pair in match_rows(rows, wanted)]
    return [*claimed, *(row for row in rows if row not in claimed)]


def _write_rows(model, rows: Sequence, wanted: Sequence, fields: Sequence[str]) -> None:
    """Turn the rows (paired by index, None where there is none) into the wanted ones, in three queries at most."""
    changed = []
    for row, target in zip(rows, wanted, strict=False):
        if row and any(getattr(row, name) != getattr(target, name) for name in fields):
            for name in fields:
                setattr(row, name, getattr(target, name))
            changed.append(row)
    surplus = [row.pk for row in rows[len(wanted) :]]
    new = [target for n, target in enumerate(wanted) if n >= len(rows) or rows[n] is None]
    if surplus:
        model.objects.filter(pk__in=surplus).delete()
    if changed:
        model.objects.bulk_update(changed, fields)
    if new:
        model.objects.bulk_create(new)


def _units_by_product(lines: Sequence[LineInput]) -> Counter[int]:
    units: Counter[int] = Counter()
    for line in lines:
        units[line.product.pk] += line.quantity
    return units


def _require_lines(order: PurchaseOrder, lines) -> None:
    if not lines:
        raise Refused(NO_LINES % order.number)


def why_not_place(order: PurchaseOrder) -> list[str]:
    """What keeps `order` from being placed, in sentences; empty when nothing does.

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
    return [*reasons, *_archived_facilities(order)]


def _archived_facilities(order: PurchaseOrder) -> list[str]:
    gone = Facility.objects.exclude(archived_at=None).filter(
        Q(pk__in=order.legs.values("facility")) | Q(pk=order.supplier_id)
    )
    return [
        f"{facility} is archived. Choose another supplier."
        if facility.pk == order.supplier_id
        else f"{facility} is archived. Choose another lead time or adjust the legs."
        for facility in gone
    ]

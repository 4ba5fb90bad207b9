"""Receiving: what came on a work order, corrections of it, and the end of counting.

Lock order: purchase order, its work orders by pk, then balances of stock by key (the trigger on moves).
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from inventory.models import StockMove
from inventory.shipping.services import find_again, write_off
from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import NotYours, Refused
from sostocked.foundation.words import listed
from workorders.content import read_content
from workorders.goods.arrivals import shipments_towards
from workorders.goods.received import left_of, received_units, why_not_receive
from workorders.leg_reports.witness import begin, witness
from workorders.locking import lock_with_order
from workorders.models import Receipt, ReceiptLine, WorkOrder
from workorders.receiving.writing import CountInput, write_back, write_receipt
from workorders.rules.instructions import require_instructions
from workorders.rules.receiving import RECEIVED, WRONG, Excess, excesses
from workorders.workflow import Status


class OverReceipt(Refused):
    """More came than is received without a reason; with one it is taken."""

    def __init__(self, found: Sequence[Excess]):
        super().__init__(
            f"More than ordered: {listed([each.words for each in found])}. Count again, or say why you take it."
        )


@transaction.atomic
def receive(
    work_order: WorkOrder,
    *,
    counts: Sequence[CountInput],
    speaker: Speaker,
    key: uuid.UUID,
    reason: str = "",
) -> Receipt:
    """Take in what came; the receipt of the same `key` is the one there is already. In this order:

    stock moves to the facility, from what is on its way there, else from the supplier's door; the first receipt
    confirms that the way there ended and the facility's leg began (rule W), and begins the work. Raises NotYours,
    Refused, or OverReceipt (give a `reason`).
    """
    work_order = _locked(work_order, speaker.user)
    twin = work_order.receipts.filter(key=key).first()
    if twin:
        return twin
    return take_in(work_order, counts=counts, speaker=speaker, came_on=speaker.today, key=key, reason=reason)


def take_in(
    work_order: WorkOrder,
    *,
    counts: Sequence[CountInput],
    speaker: Speaker,
    came_on: date,
    key: uuid.UUID,
    reason: str = "",
    beside: Sequence[StockMove] = (),
) -> Receipt:
    """The same on a work order that is locked with its order, by whoever the caller has let in.

    What came on `came_on` is witnessed as of that day. The moves `beside` it are written with the receipt's own.
    """
    _require_open(work_order)
    _require_sense(work_order, counts)
    if not reason.strip():
        _require_no_excess(work_order, counts)
    receipt = write_receipt(
        work_order, counts, by=speaker.user, key=key, reason=reason.strip(), beside=beside
    )
    if receipt.number == 1:
        _witness(work_order, speaker, came_on)
    return receipt


@transaction.atomic
def correct(
    receipt: Receipt, *, take_back: Mapping[int, int], reason: str, by: User, key: uuid.UUID
) -> Receipt:
    """Take units of a receipt back, by the ids of its lines: a receipt beside it, with a reason.

    Never more than came with it, and (NotEnough) never what is no longer there in that condition and lot.
    """
    work_order = _locked(receipt.work_order, by)
    twin = work_order.receipts.filter(key=key).first()
    if twin:
        return twin
    _require_under_way(work_order)
    if not reason.strip():
        raise Refused("Say why it is corrected.")
    receipt = _with_moves(work_order).get(pk=receipt.pk)
    if receipt.corrects_id:
        raise Refused("This is a correction itself. Receive what came after all.")
    lines = [line for line in receipt.lines.all() if take_back.get(line.pk)]
    _require_within(lines, take_back, left_of(receipt))
    beside = write_back(work_order, receipt, lines, take_back, by=by, key=key, reason=reason.strip())
    if work_order.counted_at:
        write_off(shipments_towards(work_order), by=by, why=str(beside))
    return beside


@transaction.atomic
def finish_count(work_order: WorkOrder, *, by: User) -> WorkOrder:
    """Say that nothing more comes: what is missing is short from now on, and the steps of receiving are done.

    What is still on the way here is lost on it.
    """
    work_order = _locked(work_order, by)
    _require_under_way(work_order)
    if work_order.counted_at:
        raise Refused(f"The count of {work_order.number} is final already.")
    if not work_order.receipts.exists():
        raise Refused("Nothing was received yet.")
    work_order.counted_at = timezone.now()
    work_order.save(update_fields=["counted_at"])
    write_off(shipments_towards(work_order), by=by, why=f"The count of {work_order.number} is final")
    for step in work_order.steps.filter(kind="receive", done_at=None):
        step.done_at, step.done_by = work_order.counted_at, by
        step.save(update_fields=["done_at", "done_by"])
    return work_order


@transaction.atomic
def reopen_count(work_order: WorkOrder, *, by: User) -> WorkOrder:
    """More came after all, or was counted wrong: receiving goes on, and what was lost may turn up."""
    work_order = _locked(work_order, by)
    _require_under_way(work_order)
    if not work_order.counted_at:
        raise Refused(f"The count of {work_order.number} is open already.")
    work_order.counted_at = None
    work_order.save(update_fields=["counted_at"])
    find_again(shipments_towards(work_order), by=by, why=f"The count of {work_order.number} is open again")
    for step in work_order.steps.filter(kind="receive").exclude(done_at=None):
        step.done_at, step.done_by = None, None
        step.save(update_fields=["done_at", "done_by"])
    return work_order


def _with_moves(work_order: WorkOrder) -> QuerySet[Receipt]:
    ends = (f"{end}_{what}" for end in ("from", "to") for what in ("place", "lot"))
    lines = ReceiptLine.objects.select_related("product", "lot", *(f"move__{end}" for end in ends))
    return work_order.receipts.prefetch_related(Prefetch("lines", lines))


def _locked(work_order: WorkOrder, by: User) -> WorkOrder:
    work_order = lock_with_order(work_order)
    if not work_order.facility.staff.filter(pk=by.pk).exists():
        raise NotYours(f"Only staff of {work_order.facility} can do this.")
    return work_order


def _require_open(work_order: WorkOrder) -> None:
    if why := why_not_receive(work_order):
        raise Refused(why)
    require_instructions(work_order.number, work_order.steps.all(), work_order.instructions)


def _require_under_way(work_order: WorkOrder) -> None:
    if work_order.status != Status.IN_PROGRESS:
        raise Refused(f"{work_order.number} is {work_order.badge.label.lower()}: what was received stays.")


def _require_sense(work_order: WorkOrder, counts: Sequence[CountInput]) -> None:
    """Something came; what the work order names is not wrong, and what it does not name is."""
    if not counts:
        raise Refused("Count at least one unit.")
    named = {line.product_id for line in work_order.lines.all()}
    for count in counts:
        if (count.product.pk in named) == (count.outcome == WRONG):
            what = "is on this work order: count it there" if count.outcome == WRONG else "is not on it"
            raise Refused(f"{work_order.number}: {count.product.sku} {what}.")


def _require_no_excess(work_order: WorkOrder, counts: Sequence[CountInput]) -> None:
    coming: Counter[int] = Counter()
    for count in counts:
        if count.outcome in RECEIVED:
            coming[count.product.pk] += count.units
    found = excesses(
        {count.product.pk: count.product.sku for count in counts},
        {line.product_id: line.quantity for line in work_order.lines.all()},
        received_units(work_order),
        coming,
        work_order.organization.over_receipt_percent,
    )
    if found:
        raise OverReceipt(found)


def _require_within(
    lines: Iterable[ReceiptLine], take_back: Mapping[int, int], left: Mapping[int, int]
) -> None:
    lines = list(lines)
    if not lines or any(take_back[line.pk] < 0 for line in lines):
        raise Refused("Say how many units are taken back.")
    for line in lines:
        if take_back[line.pk] > left[line.pk]:
            raise Refused(
                f"{line.product.sku}: {take_back[line.pk]:,} cannot be taken back, {left[line.pk]:,} are left of "
                "this receipt."
            )


def _witness(work_order: WorkOrder, speaker: Speaker, came_on: date) -> None:
    """Who takes goods in has seen that they came."""
    source = f"First receipt of {work_order.number}"
    said = LegReport(ReportKind.STARTED, came_on, note=source, sure=True)
    for leg in read_content(work_order).legs_here[:1]:
        if not (leg.actual_starts_on or leg.actual_ends_on):
            witness(work_order, leg.pk, said, speaker)
    begin(work_order)

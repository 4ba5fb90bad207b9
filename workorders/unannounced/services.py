"""Goods that nobody announced: writing them down, saying what they are, and what becomes of them.

Lock order: purchase order, its work orders by pk, the place, then balances of stock by key (the trigger on moves).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from inventory.models import Place, Product, StockMove
from inventory.rules.stock import GOOD, UNANNOUNCED_ASSIGNED, UNANNOUNCED_BACK, UNANNOUNCED_KEPT
from inventory.stock.places import NO_LOT, LotInput, place_at
from inventory.stock.services import record
from leadtimes.models import Facility
from leadtimes.speaker import Speaker
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import NotYours, Refused
from sostocked.foundation.records.numbering import next_number
from sostocked.foundation.words import count_of, day_of
from workorders.locking import lock_with_order
from workorders.models import (
    UnannouncedEnding,
    UnannouncedEndingLine,
    UnannouncedLine,
    UnannouncedReceipt,
    WorkOrder,
)
from workorders.receiving.services import take_in
from workorders.receiving.writing import CountInput
from workorders.rules.unannounced import ASSIGNED, KEPT, TAKEN_BACK, outcome_on
from workorders.unannounced.notice import tell_seller
from workorders.unannounced.queries import left_unknown
from workorders.unannounced.writing import back_moves, kept_moves, write_lines

DOCUMENT = "unannounced truck"
"""The run of numbers, one for each organization."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TruckInput:
    """What belongs to a truck as a whole: the day it came, and what stood on its papers."""

    came_on: date
    carrier: str = ""
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsInput:
    """So many units, good or damaged: of a product, or of what nobody knows yet, described by `text`."""

    units: int
    came_as: str = GOOD
    product: Product | None = None
    text: str = ""
    lot: LotInput = NO_LOT


@transaction.atomic
def write_down(
    facility: Facility, said: TruckInput, goods: Sequence[GoodsInput], *, by: User, key: uuid.UUID
) -> UnannouncedReceipt:
    """Take in a truck that nobody announced; of the same `key` it is the one there is already.

    What is known goes on hold (damaged units are damaged), so nobody can use it; the rest is no stock yet. The
    seller is told by mail. Raises NotYours, or Refused where nothing came, or it comes only tomorrow.
    """
    if not facility.staff.filter(pk=by.pk).exists():
        raise NotYours(f"Only staff of {facility} can do this.")
    place = _locked(facility)
    if twin := facility.unannounced.filter(key=key).first():
        return twin
    if said.came_on > facility.today():
        raise Refused(f"{day_of(said.came_on)} is in the future. Write down a truck once it came.")
    if not goods:
        raise Refused("Write down at least one unit.")
    truck = UnannouncedReceipt.objects.create(
        organization=facility.organization,
        facility=facility,
        number=next_number(facility.organization, DOCUMENT, first=1),
        came_on=said.came_on,
        carrier=said.carrier,
        reference=said.reference,
        note=said.note,
        key=key,
        by=by,
    )
    write_lines(truck, [(_line(each, truck, by), each.lot) for each in goods], place)
    tell_seller(truck)
    return truck


@transaction.atomic
def name_line(
    truck: UnannouncedReceipt, line: int, said: GoodsInput, *, by: User, key: uuid.UUID
) -> UnannouncedLine:
    """Say what units of a line are that nobody knew: a product, on hold from now on; or why they are set aside.

    The same `key` is once. Raises Refused where more is named than is left of the line.
    """
    place = _locked(truck.facility)
    if twin := truck.lines.filter(names=line, key=key).first():
        return twin
    if ending := _ending(truck):
        raise Refused(_who_was_faster(ending))
    unknown = left_unknown(truck).get(line)
    if unknown is None:
        raise Refused("All of this line has a name already.")
    if said.units > unknown.left:
        raise Refused(
            f"{count_of(unknown.left, 'unit')} of “{unknown.text}” can be named, not {said.units:,}."
        )
    row = _line(said, truck, by, names=unknown, key=key)
    return write_lines(truck, [(row, said.lot)], place)[0]


@transaction.atomic
def assign(
    truck: UnannouncedReceipt, work_order: WorkOrder, *, speaker: Speaker, key: uuid.UUID, reason: str = ""
) -> UnannouncedEnding:
    """Receive what came on a work order of the same facility, as of the day it came; the same `key` is once.

    Its units leave the hold and come again on the receipt, in one statement. Raises Refused where somebody was
    faster, where a line is not named yet, or where nothing can be received there; OverReceipt (give a `reason`);
    NotEnough where units were moved since.
    """
    work_order = lock_with_order(work_order)
    _locked(truck.facility)
    if twin := _twin(truck, key):
        return twin
    if work_order.facility_id != truck.facility_id:
        raise Refused(f"{work_order.number} is for another facility.")
    lines = _known_lines(truck)
    moves = back_moves(lines, cause=UNANNOUNCED_ASSIGNED, by=speaker.user)
    receipt = take_in(
        work_order,
        counts=_counts(lines, work_order),
        speaker=speaker,
        came_on=min(truck.came_on, speaker.today),
        key=key,
        reason=reason,
        beside=moves,
    )
    return _end(truck, ASSIGNED, lines, moves, by=speaker.user, key=key, goods_receipt=receipt)


@transaction.atomic
def keep(truck: UnannouncedReceipt, *, reason: str, by: User, key: uuid.UUID) -> UnannouncedEnding:
    """Make what came good stock at its facility, on no work order; damaged units stay damaged.

    Raises Refused without a reason, where somebody was faster, or where a line is not named yet.
    """
    _locked(truck.facility)
    if twin := _twin(truck, key):
        return twin
    _require_reason(reason)
    lines = [line for line in _known_lines(truck) if line.came_as == GOOD]
    moves = record(kept_moves(lines, cause=UNANNOUNCED_KEPT, by=by))
    return _end(truck, KEPT, lines, moves, by=by, key=key, reason=reason.strip())


@transaction.atomic
def take_back(truck: UnannouncedReceipt, *, reason: str, by: User, key: uuid.UUID) -> UnannouncedEnding:
    """It did not come so after all, or it left again: its units are gone. Raises Refused without a reason."""
    _locked(truck.facility)
    if twin := _twin(truck, key):
        return twin
    _require_reason(reason)
    lines = _product_lines(truck)
    moves = record(back_moves(lines, cause=UNANNOUNCED_BACK, by=by))
    return _end(truck, TAKEN_BACK, lines, moves, by=by, key=key, reason=reason.strip())


def _locked(facility: Facility) -> Place:
    rows = Place.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=place_at(facility).pk)


def _line(
    said: GoodsInput,
    truck: UnannouncedReceipt,
    by: User,
    *,
    names: UnannouncedLine | None = None,
    key: uuid.UUID | None = None,
) -> UnannouncedLine:
    return UnannouncedLine(
        receipt=truck,
        names=names,
        key=key,
        product=said.product,
        text="" if said.product else said.text,
        came_as=said.came_as,
        quantity=said.units,
        by=by,
    )


def _twin(truck: UnannouncedReceipt, key: uuid.UUID) -> UnannouncedEnding | None:
    """The ending that the same form made; raises Refused where another did."""
    ending = _ending(truck)
    if ending and ending.key != key:
        raise Refused(_who_was_faster(ending))
    return ending


def _ending(truck: UnannouncedReceipt) -> UnannouncedEnding | None:
    rows = UnannouncedEnding.objects.select_related("by", "receipt", "goods_receipt__work_order")
    return rows.filter(receipt=truck).first()


def _who_was_faster(ending: UnannouncedEnding) -> str:
    what = ending.get_what_display().lower()
    if ending.goods_receipt:
        what = f"assigned to {ending.goods_receipt.work_order.number}"
    return f"{ending.receipt} was {what} by {ending.by} already."


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why: everybody who looks at the stock later will ask.")


def _product_lines(truck: UnannouncedReceipt) -> list[UnannouncedLine]:
    ends = ("from_place", "to_place", "from_lot", "to_lot")
    rows = truck.lines.exclude(product=None)
    return list(rows.select_related("product", "lot", "receipt", *(f"move__{end}" for end in ends)))


def _known_lines(truck: UnannouncedReceipt) -> list[UnannouncedLine]:
    """Its lines of products; raises Refused while anything on it is not known, or all of it was set aside."""
    for unknown in left_unknown(truck).values():
        raise Refused(f"Say first what “{unknown.text}” is, or set it aside.")
    lines = _product_lines(truck)
    if not lines:
        raise Refused(f"Nothing on {truck} is a product. Take it back, and say why.")
    return lines


def _counts(lines: Sequence[UnannouncedLine], work_order: WorkOrder) -> list[CountInput]:
    named = {line.product_id for line in work_order.lines.all()}
    return [_count(line, named=line.product_id in named) for line in lines]


def _count(line: UnannouncedLine, *, named: bool) -> CountInput:
    assert line.product is not None
    lot = LotInput(line.lot.code, line.lot.expires_on) if line.lot else NO_LOT
    return CountInput(
        product=line.product,
        outcome=outcome_on(named, line.came_as),
        units=line.quantity,
        lot=lot,
        note=_note(line, named=named),
    )


def _note(line: UnannouncedLine, *, named: bool) -> str:
    """A wrong item is on hold as what it is: that it was damaged is said beside it."""
    damaged = "" if named or line.came_as == GOOD else ", damaged"
    return f"From {str(line.receipt).lower()}{damaged}"


def _end(
    truck: UnannouncedReceipt,
    what: str,
    lines: Sequence[UnannouncedLine],
    moves: Sequence[StockMove],
    **fields: object,
) -> UnannouncedEnding:
    ending = UnannouncedEnding.objects.create(receipt=truck, what=what, **fields)
    rows = zip(lines, moves, strict=True)
    UnannouncedEndingLine.objects.bulk_create(
        UnannouncedEndingLine(ending=ending, line=line, move=move) for line, move in rows
    )
    return ending

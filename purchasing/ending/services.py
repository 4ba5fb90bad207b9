"""How an order ends otherwise than planned: closed short of what did not come, expected after all, reopened.

Each call locks the order and refuses or does all of it. Saving the order brings its work orders in line with it,
in the same transaction: a receiver does that, in `workorders/spawning/receivers.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction

from purchasing.locking import lock
from purchasing.models import OrderLine, PurchaseOrder, ShortClose
from purchasing.reported_goods import expected_lines, why_goods_came
from purchasing.rules.closing_short import Cut, cuts_of, digest_of, most_that_came
from purchasing.rules.work_order_summary import WorkOrderSummary
from purchasing.work_order_summaries import live_work_orders
from purchasing.workflow import OPEN, REOPENING, Status
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import ChangedMeanwhile, IllegalMove, Refused

SAY_WHY = "Say why: everybody who was told about this order will read it."
HAS_CHANGED = "What came of %s has changed. Please look at the numbers again."
SAY_WHY_AGAIN = "Say why it is reopened: it stays in the history."


@dataclass(frozen=True, slots=True)
class Missing:
    """What of an order has not come: its lines, what closing short takes off them, and its live work orders."""

    lines: Sequence[OrderLine]
    documents: Sequence[WorkOrderSummary]
    cuts: Sequence[Cut]

    @property
    def digest(self) -> str:
        return digest_of(self.cuts)

    @property
    def units(self) -> int:
        """All that are expected now."""
        return sum(line.quantity for line in self.lines)

    @property
    def units_after(self) -> int:
        return self.units - sum(cut.missing for cut in self.cuts)


def missing_of(order: PurchaseOrder, line_ids: Collection[int] | None = None) -> Missing:
    """What has not come of an order, of some of its lines where `line_ids` are given. Only asks."""
    lines, documents = list(order.lines.select_related("product")), live_work_orders(order)
    cuts = cuts_of(expected_lines(lines), most_that_came(documents)) if order.is_open else []
    return Missing(lines, documents, [cut for cut in cuts if line_ids is None or cut.line_id in line_ids])


@transaction.atomic
def close_short(
    order: PurchaseOrder,
    *,
    by: User,
    reason: str,
    seen: str,
    line_ids: Collection[int] | None = None,
) -> Sequence[Cut]:
    """Expect no more of an order, or of some of its lines, than what came; in this order:

    each line that is cut is noted with who and why (`ShortClose`); then work orders follow, a new revision each.
    `seen` is the digest of what the person looked at: ChangedMeanwhile where something came since.
    """
    order = lock(order)
    missing = missing_of(order, line_ids)
    if not missing.cuts:
        raise Refused(why_not_close_short(order, missing.documents))
    if seen != missing.digest:
        raise ChangedMeanwhile(HAS_CHANGED % order.number)
    after = {cut.line_id: cut.after for cut in missing.cuts}
    _expect(order, [line for line in missing.lines if line.pk in after], after, by=by, reason=reason)
    return missing.cuts


@transaction.atomic
def expect_again(order: PurchaseOrder, *, line_id: int, by: User, reason: str) -> OrderLine:
    """Expect all units of a line again that were closed short.

    Its work orders follow (`workorders/spawning/receivers.py`), or refuse where one was completed with less.
    """
    order = lock(order)
    _require_open(order)
    line = order.lines.select_related("product").filter(pk=line_id).first()
    if line is None or not line.short:
        raise Refused(f"Nothing of this line of {order.number} is closed short.")
    _expect(order, [line], {line.pk: line.ordered}, by=by, reason=reason)
    return line


def _expect(
    order: PurchaseOrder, lines: Sequence[OrderLine], units: dict[int, int], *, by: User, reason: str
) -> None:
    """Let these lines expect so many `units` each (by id), note why, and save the locked order."""
    if not reason.strip():
        raise Refused(SAY_WHY)
    notes = [
        ShortClose(
            line=line, units_before=line.quantity, units_after=units[line.pk], reason=reason.strip(), by=by
        )
        for line in lines
    ]
    for line in lines:
        line.quantity, line.short = units[line.pk], line.ordered - units[line.pk]
    OrderLine.objects.bulk_update(lines, ["quantity", "short"])
    ShortClose.objects.bulk_create(notes)
    order.save()


def _require_open(order: PurchaseOrder) -> None:
    if not order.is_open:
        raise Refused(f"{order.number} is {order.badge.label.lower()} and can no longer be changed.")


def why_not_close_short(order: PurchaseOrder, documents: Sequence[WorkOrderSummary]) -> str:
    """Why nothing of an order can be closed short, where that is so, in a sentence."""
    number = order.number
    if not order.is_open:
        return f"{number} is {order.badge.label.lower()} and can no longer be changed."
    if any(each.units_received for each in documents):
        return f"All that is expected of {number} came: there is nothing to close short."
    if came := why_goods_came(list(order.legs.select_related("facility"))):
        return f"{came} Nobody has counted them yet: {number} can be closed short once they were received."
    return f"Nothing of {number} was received. Cancel it, or change its lines."


@transaction.atomic
def reopen(order: PurchaseOrder, *, reason: str) -> PurchaseOrder:
    """Make a closed order again what it was before, or raise IllegalMove.

    It is called again what its supplier and lead time are called now. Work orders that are completed stay so.
    """
    order = lock(order)
    if Status(order.status) not in REOPENING:
        raise IllegalMove(f"{order.number} is {order.badge.label.lower()}: there is nothing to reopen.")
    if not reason.strip():
        raise Refused(SAY_WHY_AGAIN)
    order.status, order.reopen_reason = status_before_closing(order), reason.strip()
    order.supplier_as_said = order.lead_time_as_said = ""
    order.save()
    return order


def status_before_closing(order: PurchaseOrder) -> Status:
    """What a closed order was before: history remembers it, whoever closed it. Placed, where it does not say."""
    events = cast(Any, order).events.filter(status__in=OPEN)
    last = events.order_by("-pgh_id").values_list("status", flat=True).first()
    return Status(last or Status.PLACED)

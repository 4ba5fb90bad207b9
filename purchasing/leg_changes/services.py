"""Editing the legs of an order that is under way: what is past is locked, all else may change, in one go.

What an edit would do is found out by doing it and undoing it, so the promise and the deed cannot differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from leadtimes.dating import remembered
from leadtimes.leg_reports.apply import reforecast
from leadtimes.models import LEG_FIELDS, calendar_columns
from leadtimes.rules.lateness import days_behind
from leadtimes.rules.legs import EXPECTED
from leadtimes.rules.locked_legs import why_past
from purchasing.change_context import ChangeContext, ReasonNeeded
from purchasing.leg_changes.impact import Impact, Snapshot, impact_of
from purchasing.models import DateChange, OrderLeg, PurchaseOrder
from purchasing.rules.leg_fingerprint import fingerprint
from purchasing.rules.row_matching import match_rows
from purchasing.work_order_summaries import work_order_summaries
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused

OF_ITS_OWN = ("baseline_starts_on", "baseline_ends_on", "reported_ends_on")
"""What a leg takes along, whichever row it is written on."""
_WRITTEN = ("position", *LEG_FIELDS, *OF_ITS_OWN, *EXPECTED)
_ANY_REASON = "…"
"""Stands in, while it is only asked what would happen, for a reason that is not given yet."""


@dataclass(frozen=True)
class Plan:
    """The legs as somebody wants them: unsaved, each with the pk of the row that it is, or none.

    `seen` is the fingerprint of what they looked at; `takes_lead_time` says that they compared with the lead
    time, which then counts as taken over as it is now.
    """

    legs: Sequence[OrderLeg]
    seen: str
    reason: str = ""
    takes_lead_time: bool = False


@transaction.atomic
def change_legs(order: PurchaseOrder, plan: Plan, *, by: User, agreed: str = "") -> Impact:
    """Give `order` these legs; what it did.

    Saving it lets its work orders follow (rule E, `workorders/spawning/receivers.py`).

    Raises ChangedMeanwhile when the legs are no longer those that were `seen`, or when the effect is no longer the
    `agreed` one (its `digest`); ReasonNeeded when a facility that acknowledged loses the work; or Refused.
    """
    order = _locked(order)
    legs = _legs_of(order)
    before = _snapshot(order, legs)
    written = _write(order, legs, plan, by=by)
    if written.to_save:
        order.save(context=ChangeContext(reason=plan.reason, former_legs=legs))
    impact = impact_of(before, _snapshot(order, _legs_of(order)), written.origins, writes=written.to_save)
    if agreed and impact.digest != agreed:
        raise ChangedMeanwhile("Something has changed since you looked. This is what would happen now.")
    return impact


@transaction.atomic
def preview(order: PurchaseOrder, plan: Plan, *, by: User) -> Impact:
    """What `change_legs` would do: it is done, looked at, and undone, so that nothing is left of it.

    A refusal of the work orders is part of the answer; those of the legs themselves are raised.
    """
    order = _locked(order)
    legs = _legs_of(order)
    before, refusal = _snapshot(order, legs), None
    try:
        written = _write(order, legs, plan, by=by)
        if written.to_save:
            refusal = _try(order, legs, plan.reason)
            if isinstance(refusal, ReasonNeeded):
                refusal = _try(order, legs, _ANY_REASON) or refusal
        after = _snapshot(order, _legs_of(order))
        return impact_of(before, after, written.origins, writes=written.to_save, refusal=refusal)
    finally:
        transaction.set_rollback(True)


def _try(order: PurchaseOrder, former_legs: Sequence[OrderLeg], reason: str) -> Refused | None:
    """Save `order` inside a savepoint; what its work orders say against that, if anything.

    They speak through the receiver of the save (rule E, `workorders/spawning/receivers.py`).
    """
    try:
        with transaction.atomic():
            order.save(context=ChangeContext(reason=reason, former_legs=former_legs))
    except Refused as refusal:
        return refusal
    return None


@transaction.atomic
def keep_legs(order: PurchaseOrder, *, seen: str) -> PurchaseOrder:
    """Leave the legs as they are although the lead time has changed, and stop speaking of it.

    Saving changes nothing about its work orders (`workorders/spawning/receivers.py`): nothing they follow moved.
    """
    order = _locked(order)
    legs, lead_time = list(order.legs.all()), remembered(order.lead_time.legs.all())
    if seen != fingerprint(legs, lead_time, today=order.organization.today()):
        raise ChangedMeanwhile(f"The lead time or {order.number} was changed again. Compare once more.")
    _take_lead_time(order, legs, lead_time)
    order.version += 1
    order.save(update_fields=["lead_time_legs", "legs_adjusted", "version"])
    return order


def _locked(order: PurchaseOrder) -> PurchaseOrder:
    order = (
        PurchaseOrder.objects.select_for_update(of=("self",))
        .select_related("organization", "lead_time")
        .get(pk=order.pk)
    )
    if not order.is_open:
        raise Refused(f"{order.number} is {order.badge.label.lower()}: its legs stay as they are.")
    return order


def _legs_of(order: PurchaseOrder) -> tuple[OrderLeg, ...]:
    return tuple(order.legs.select_related("facility").annotate(**calendar_columns("facility")))


def _snapshot(order: PurchaseOrder, legs: tuple[OrderLeg, ...]) -> Snapshot:
    return Snapshot(legs, tuple(work_order_summaries([order])[order.pk]))


class _Written(NamedTuple):
    """Whether the order is to be saved, and which leg each leg was before, by their keys."""

    to_save: bool
    origins: dict[int, int]


def _write(order: PurchaseOrder, before: Sequence[OrderLeg], plan: Plan, *, by: User) -> _Written:
    """Write the planned legs and why; `order` itself is left to be saved."""
    today, lead_time = order.organization.today(), remembered(order.lead_time.legs.all())
    if plan.seen != fingerprint(before, lead_time if plan.takes_lead_time else None, today=today):
        raise ChangedMeanwhile(f"The legs of {order.number} were changed after you opened them.")
    _require_past(before, plan.legs, today)
    legs, origins, changed = _write_legs(order, before, plan.legs)
    if changed:
        DateChange.objects.create(order=order, by=by, **_date_change(before, legs, origins, plan.reason))
    remembers = order.lead_time_legs, order.legs_adjusted
    if plan.takes_lead_time or remembered(legs) == lead_time:
        _take_lead_time(order, legs, lead_time)
    elif changed:
        order.legs_adjusted = True
    order.version += 1
    return _Written(changed or remembers != (order.lead_time_legs, order.legs_adjusted), origins)


def _take_lead_time(order: PurchaseOrder, legs: Sequence[OrderLeg], lead_time: list[list[Any]]) -> None:
    order.lead_time_legs, order.legs_adjusted = lead_time, remembered(legs) != lead_time


def _require_past(before: Sequence[OrderLeg], wanted: Sequence[OrderLeg], today: date) -> None:
    """What is past comes first, in order, as it is."""
    if not wanted:
        raise Refused("A purchase order needs at least one leg.")
    for at, why in enumerate(why_past(before, today=today)):
        leg = wanted[at] if at < len(wanted) else None
        if leg is None or (leg.pk, leg.values()) != (before[at].pk, before[at].values()):
            raise Refused(f"{before[at].name} is past and stays as it is. {why}")


def planned_rows(before: Sequence[OrderLeg], wanted: Sequence[OrderLeg]) -> list[OrderLeg]:
    """The wanted legs on the rows that they are written on, unsaved and as yet undated."""
    return [
        _leg(leg, pair.row, pair.origin) for leg, pair in zip(wanted, match_rows(before, wanted), strict=True)
    ]


def _leg(wanted: OrderLeg, row: OrderLeg | None, origin: OrderLeg | None) -> OrderLeg:
    """`wanted` with the key of the row it is written on, and with what is known of the leg that it was."""
    leg = OrderLeg(pk=row.pk if row else None, **{name: getattr(wanted, name) for name in LEG_FIELDS})
    leg.facility = wanted.facility
    if origin is not None:
        for name in (*OF_ITS_OWN, "actual_starts_on", "actual_ends_on", "begun_in_part_on"):
            setattr(leg, name, getattr(origin, name))
        if _without_label(wanted) != _without_label(origin):
            leg.reported_ends_on = None  # the end that was given was another leg's
    return leg


def _without_label(leg: OrderLeg) -> tuple[Any, ...]:
    return (leg.kind, leg.mode, leg.facility_id, leg.days, leg.day_basis)


def _write_legs(
    order: PurchaseOrder, before: Sequence[OrderLeg], wanted: Sequence[OrderLeg]
) -> tuple[list[OrderLeg], dict[int, int], bool]:
    """Make the order's legs the wanted ones, dated anew, in three writes at most.

    The legs, which leg each was before, and whether there was anything to write. A leg may change its row: the one
    that a work order hangs on goes to the first leg at its facility (`match_rows`), and everything known of a leg
    moves along with the leg. So `origins` is kept apart from the rows: it says what became of what.
    """
    known, pairs = {leg.pk: leg for leg in before}, match_rows(before, wanted)
    legs = [_leg(leg, pair.row, pair.origin) for leg, pair in zip(wanted, pairs, strict=True)]
    for position, leg in enumerate(legs, start=1):
        leg.order, leg.position = order, position
    reforecast(legs, order.ordered_on, supplier_id=order.supplier_id)
    # Positions are unique only at commit (deferred), so rows may trade places in whatever order they are written.
    gone = known.keys() - {leg.pk for leg in legs}
    changed = [leg for leg in legs if leg.pk and _differs(leg, known[leg.pk], _WRITTEN)]
    new = [leg for leg in legs if not leg.pk]
    if gone:
        OrderLeg.objects.filter(pk__in=gone).delete()
    if changed:
        OrderLeg.objects.bulk_update(changed, _WRITTEN)
    if new:
        OrderLeg.objects.bulk_create(new)
    origins = {leg.pk: pair.origin.pk for leg, pair in zip(legs, pairs, strict=True) if pair.origin}
    return legs, origins, bool(gone or changed or new)


def _differs(leg: OrderLeg, other: OrderLeg, fields: Sequence[str]) -> bool:
    return any(getattr(leg, name) != getattr(other, name) for name in fields)


def _date_change(
    before: Sequence[OrderLeg], after: Sequence[OrderLeg], origins: Mapping[int, int], reason: str
) -> dict[str, Any]:
    """One date change for the whole edit: it names one leg that stands for it, and what became of the chain.

    That is the first leg that is new or says something else; where none is, the first one that was removed; where
    legs only changed places, the first that is now where another was. A removed leg has an old end and no new one,
    a new leg the reverse.
    """
    known = {leg.pk: leg for leg in before}
    stay = set(origins.values())

    def was(leg: OrderLeg) -> OrderLeg | None:
        return known[origins[leg.pk]] if leg.pk in origins else None

    touched = [leg for leg in after if (origin := was(leg)) is None or origin.values() != leg.values()]
    gone = [leg for leg in before if leg.pk not in stay]
    moved = [leg for leg, other in zip(after, before, strict=False) if origins.get(leg.pk) != other.pk]
    leg = next(iter([*touched, *gone, *moved]), after[0])
    is_gone = any(leg is each for each in gone)
    old = leg if is_gone else was(leg)
    old_ends_on, new_ends_on = old.ends_on if old else None, None if is_gone else leg.ends_on
    return {
        "leg": None if is_gone else leg,
        "leg_name": leg.name[:120],
        "cause": "edited",
        "note": reason[:300],
        "days": days_behind(new_ends_on, old_ends_on),
        "old_ends_on": old_ends_on,
        "new_ends_on": new_ends_on,
        "old_available_on": before[-1].ends_on,
        "new_available_on": after[-1].ends_on,
    }

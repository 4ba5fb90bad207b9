"""What the calendar says about a document: to the seller, and to the facility, which is told less."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol, cast

from django.conf import settings

from inventory.rules.product_facts import Cartons, not_full
from leadtimes.rules.bar import availability_of
from leadtimes.rules.lateness import days_behind, unconfirmed
from leadtimes.rules.lateness_words import TO_CONFIRM
from leadtimes.rules.legs import LegDays
from leadtimes.rules.told_days import ToldDay, available_day
from purchasing.models import PurchaseOrder
from sostocked.foundation.words import count_of, day_of
from sostocked.site.calendar_feed.ical import Entry
from workorders.models import WorkOrder
from workorders.rules.onward import Onward, onward_from
from workorders.rules.own_portion import divide_for
from workorders.workflow import Status
from workorders.worklist.queries import NAMED_SKUS, WithCard

_AMAZON = {"fba": "Amazon FBA", "awd": "Amazon AWD"}


class _WorkInCalendar(WithCard, Protocol):
    """What a work order brings along for its entries; `rests`: units in each carton that is not full."""

    rests: list[int]


class _InCalendar(Protocol):
    """What an order brings along for its entry; one without a day has none."""

    available_on: date
    last_kind: str
    last_place: str | None
    skus: list[str]
    line_count: int
    changed_at: datetime | None


class _Remembered(Protocol):
    changed_at: datetime | None


def of_order(order: PurchaseOrder, several: bool) -> Entry:
    """The day on which an order's goods are there. `several`: the reader sells for more than one organization."""
    its = cast(_InCalendar, order)
    what = availability_of(its.last_kind)
    what = what if what.startswith("In AWD") else what.lower()
    late = _late(its.available_on, order.baseline_available_on)
    legs = list(order.legs.all())
    open_ends = [legs[n] for n in unconfirmed(legs, today=order.organization.today())]
    end, place = legs[-1], legs[-1].facility
    told = available_day(end, place.calendar(order) if place else None)
    said = f"{order.number} {what}{late}{_assumed(bool(open_ends))}"
    parts = [said, told.words if told else "", order.supplier_name]
    facts = [
        f"{count_of(order.units, 'unit')}: {_named(its.skus, its.line_count)}",
        f"{order.organization} · {order.badge.label}",
        f"As placed: {day_of(order.baseline_available_on)}" if late else "",
        f"Not confirmed: {', '.join(leg.name for leg in open_ends)}" if open_ends else "",
    ]
    return Entry(
        key=_key(order, "available"),
        on=its.available_on,
        summary=_joined([*parts, order.organization.name if several else ""]),
        facts=_filled(facts),
        place=its.last_place or _AMAZON.get(its.last_kind, ""),
        url=settings.SITE_URL + order.get_absolute_url(),
        changed_at=its.changed_at or order.placed_at or order.created_at,
    )


def for_the_seller(work_order: WorkOrder, several: bool) -> list[Entry]:
    """When goods come to a facility of the seller's and when they must be gone from there."""
    stay = _stay(work_order, today=work_order.organization.today())
    place = work_order.facility.place
    arrival = "Work starts at" if work_order.stands_alone else "Goods expected at"
    leaving = "Must leave" if stay.onward else "To be done at"
    order = work_order.order
    facts = [
        _what_is_in(work_order),
        f"{work_order.organization} · {work_order.badge.label}",
        f"From {order.supplier_name}, {order.number}" if order else "",
        f"Goes on to {stay.onward.name}" if stay.onward else "",
    ]
    end = [work_order.number, work_order.organization.name if several else ""]
    summaries = [
        _joined([f"{arrival} {place}{stay.arrives_late}", _told(work_order.arrival), *end]),
        _joined([f"{leaving} {place}{stay.leaves_late}", _told(work_order.leaving), *end]),
    ]
    return _both_days(work_order, summaries, facts)


def for_the_facility(work_order: WorkOrder, several: bool) -> list[Entry]:
    """The same days, for those who do the work: whose goods they are, and nothing of where they come from.

    `several`: the reader works at more than one facility.
    """
    stay = _stay(work_order, today=work_order.facility.today())
    seller = work_order.organization.name
    arrival = "work starts" if work_order.stands_alone else "goods expected"
    leaving = "must leave" if stay.onward else "to be done"
    facts = [
        _what_is_in(work_order),
        f"For {seller} · {work_order.badge.label}",
        f"Goes on to {_AMAZON[stay.onward.kind]}" if stay.onward.kind in _AMAZON else "",
    ]
    end = [work_order.number, work_order.facility.name if several else ""]
    summaries = [
        _joined([f"{seller}: {arrival}{stay.arrives_late}", _told(work_order.arrival), *end]),
        _joined([f"{seller}: {leaving}{stay.leaves_late}", _told(work_order.leaving), *end]),
    ]
    return _both_days(work_order, summaries, facts)


def _told(day: ToldDay | None) -> str:
    """That nobody is there on that day, and which one counts."""
    return day.sentence if day else ""


def _both_days(work_order: WorkOrder, summaries: Sequence[str], facts: Iterable[str]) -> list[Entry]:
    """An entry for each day that is known."""
    changed_at = cast(_Remembered, work_order).changed_at
    days = [("expected", work_order.expected_on), ("leave", work_order.leave_on)]
    return [
        Entry(
            key=_key(work_order, name),
            on=day,
            summary=summary,
            facts=_filled(facts),
            place=work_order.facility.place,
            url=settings.SITE_URL + work_order.get_absolute_url(),
            changed_at=changed_at or work_order.sent_at or work_order.created_at,
        )
        for (name, day), summary in zip(days, summaries, strict=True)
        if day
    ]


class _Stay(NamedTuple):
    """The time at a facility: where goods go from there, and how both ends stand, in words."""

    onward: Onward = Onward()
    arrives_late: str = ""
    leaves_late: str = ""


def _stay(work_order: WorkOrder, *, today: date) -> _Stay:
    legs = list((work_order.order or work_order).legs.all())
    division = divide_for(work_order, legs)
    if not legs or division.own is None:
        return _Stay()
    here = [leg for leg in division.own.of(legs) if leg.facility_id == work_order.facility_id]
    return _Stay(
        work_order.onward(now=onward_from(legs, division.own, division.following)),
        *(_both_ends(work_order, here[0], here[-1], today) if here else ("", "")),
    )


def _both_ends(work_order: WorkOrder, first: LegDays, last: LegDays, today: date) -> tuple[str, str]:
    came, left = work_order.expected_on, work_order.leave_on
    is_begun = work_order.status in (Status.IN_PROGRESS, Status.COMPLETED)  # then the goods came
    not_said = bool(came and came < today and not first.actual_starts_on and not is_begun)
    still_open = bool(left and left <= today and not last.actual_ends_on)
    return (
        _late(came, first.baseline_starts_on) + _assumed(not_said),
        _late(left, last.baseline_ends_on) + _assumed(still_open),
    )


def _late(day: date | None, as_placed: date | None) -> str:
    """How far `day` is behind what was said when the document was placed."""
    days = days_behind(day, as_placed)
    return f", {count_of(days, 'day')} late" if days > 0 else ""


def _assumed(at_risk: bool) -> str:
    """What the calendar says is over, and nobody has confirmed."""
    return f", {TO_CONFIRM}" if at_risk else ""


def _what_is_in(work_order: WorkOrder) -> str:
    its = cast(_WorkInCalendar, work_order)
    amount = f"{count_of(its.units, 'unit')} in {count_of(its.cartons, 'carton')}"
    if rest := not_full([Cartons(0, rest) for rest in its.rests]):
        amount += f" ({rest})"
    return f"{amount}: {_named(its.skus, its.line_count)}"


def _named(skus: Sequence[str], lines: int) -> str:
    """The first few, and how many more there are."""
    return ", ".join(skus) + (f" and {lines - NAMED_SKUS:,} more" if lines > NAMED_SKUS else "")


def _key(document: PurchaseOrder | WorkOrder, what: str) -> str:
    """Numbers stay with their documents for good, and tell an outsider nothing about how many there are."""
    return f"{document.organization.slug}-{document.number}-{what}".lower()


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(filter(None, parts))


def _filled(facts: Iterable[str]) -> list[str]:
    return [fact for fact in facts if fact]

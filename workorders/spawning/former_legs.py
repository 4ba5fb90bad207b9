"""The legs that an order had when a work order lost its own: kept as plain data, so that it stays readable."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, cast

from leadtimes.models import LEG_FIELDS, Facility
from purchasing.models import OrderLeg
from workorders.models import WorkOrder
from workorders.rules.own_portion import former_portion

_DAYS = (
    "baseline_starts_on",
    "baseline_ends_on",
    "expected_starts_on",
    "expected_ends_on",
    "actual_starts_on",
    "actual_ends_on",
    "reported_ends_on",
    "begun_in_part_on",
)


class ReadLeg(Protocol):
    """What a leg brings along when the content of a work order is read."""

    work_order_number: str | None
    date_change_list: list[dict[str, Any]]


def keep_former_legs(legs: Sequence[OrderLeg], work_order: WorkOrder) -> dict[str, Any]:
    """The `legs` that the order had, as plain data, and the number of the portion that was `work_order`'s."""
    return {"legs": [_plain(leg) for leg in legs], "portion": former_portion(work_order, legs)}


def _plain(leg: OrderLeg) -> dict[str, Any]:
    days = {name: day.isoformat() for name in _DAYS if (day := getattr(leg, name))}
    return {**leg.values()._asdict(), **days}


def read_former_legs(kept: dict[str, Any]) -> list[OrderLeg]:
    """The legs of a `former_legs`, on no row any more: no date changes and no work orders hang on them."""
    ids = {row["facility_id"] for row in kept["legs"]} - {None}
    facilities = Facility.objects.in_bulk(ids)
    return [_leg(position, row, facilities) for position, row in enumerate(kept["legs"], start=1)]


def _leg(position: int, row: dict[str, Any], facilities: dict[int, Facility]) -> OrderLeg:
    days = {name: date.fromisoformat(row[name]) for name in _DAYS if name in row}
    leg = OrderLeg(position=position, **{name: row[name] for name in LEG_FIELDS}, **days)
    if leg.facility_id:
        gone = Facility(pk=leg.facility_id, name="A former facility")
        leg.facility = facilities.get(leg.facility_id, gone)
    read = cast(ReadLeg, leg)
    read.work_order_number, read.date_change_list = None, []
    return leg

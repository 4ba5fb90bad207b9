"""Which portion of a chain of legs is a work order's own, and which dates follow for it. Pure.

Pages, timelines, calendars and services ask here and nowhere else.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from leadtimes.rules.legs import LegDays
from leadtimes.rules.portions import AnyLeg, PlacedLeg, Portion, divide, last_leg_at_facility, whole

NOWHERE = -1
"""The number of a portion that is not, or no longer, on the way."""


class Claim(Protocol):
    """What a work order knows of its portion."""

    @property
    def order_id(self) -> int | None: ...
    @property
    def facility_id(self) -> int: ...
    @property
    def leg_id(self) -> int | None: ...
    @property
    def expected_on(self) -> date | None: ...
    @property
    def former_legs(self) -> Mapping[str, Any] | None: ...


class RowLeg(PlacedLeg, Protocol):
    """A leg with the key of its row."""

    @property
    def pk(self) -> int | None: ...


class DatedRowLeg(RowLeg, LegDays, Protocol):
    """The same with its days."""


class PlacedDays(PlacedLeg, LegDays, Protocol):
    """A leg with its kind, facility and days."""


class Division(NamedTuple):
    """A chain in portions, and the `number` of the work order's own (NOWHERE when it has none)."""

    portions: tuple[Portion, ...]
    number: int

    @property
    def own(self) -> Portion | None:
        return None if self.number == NOWHERE else self.portions[self.number]

    @property
    def following(self) -> Portion | None:
        """The portion of whoever gets the goods next, where that is another facility."""
        after = self.portions[self.number + 1 :] if self.own else ()
        return next(iter(after), None)

    def own_legs(self, legs: Sequence[AnyLeg]) -> list[AnyLeg]:
        return self.own.of(legs) if self.own else []


def divide_for(work_order: Claim, legs: Sequence[RowLeg]) -> Division:
    """`legs` in portions, as the page of `work_order` looks at them.

    `legs` are its own when it stands alone; its former ones when it lost its place; else its order's.
    """
    if work_order.order_id is None:
        return Division((whole(work_order.facility_id, legs),), 0)
    portions = divide(legs)
    if work_order.former_legs:
        return Division(portions, work_order.former_legs["portion"])
    anchored = (n for n, each in enumerate(portions) if n and legs[each.first].pk == work_order.leg_id)
    return Division(portions, next(anchored, NOWHERE))


def former_portion(work_order: Claim, legs: Sequence[DatedRowLeg]) -> int:
    """The number of the portion that was the work order's when its order still had `legs`.

    Its leg may be gone by now: then it is known by its place, and by its date where that comes twice.
    """
    firsts = {n: legs[portion.first] for n, portion in enumerate(divide(legs)) if n}
    here = {n: leg for n, leg in firsts.items() if leg.facility_id == work_order.facility_id}
    by_leg = (n for n, leg in here.items() if leg.pk == work_order.leg_id)
    by_date = (n for n, leg in here.items() if leg.expected_starts_on == work_order.expected_on)
    return next((n for each in (by_leg, by_date, here) for n in each), NOWHERE)


class WorkDates(NamedTuple):
    """When goods are expected at a facility, and when they must leave it again."""

    expected_on: date | None
    leave_on: date | None


def work_dates(legs: Sequence[PlacedDays], portion: Portion) -> WorkDates:
    """Rule D: the start of the portion's first leg, and the end of its last one at the facility."""
    return WorkDates(
        expected_on=legs[portion.first].expected_starts_on,
        leave_on=legs[last_leg_at_facility(legs, portion)].expected_ends_on,
    )

"""Where an order's goods are now: told from its legs, never kept. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

from leadtimes.rules.legs import TimedLeg
from purchasing.workflow import OPEN, Status

_NOT_UNDER_WAY: dict[str, str] = {Status.DRAFT: "Not ordered yet"}


class Named(Protocol):
    @property
    def name(self) -> str: ...


class LegAtPlace(TimedLeg, Protocol):
    """A leg that can name the facility where it happens."""

    @property
    def facility(self) -> Named | None: ...


class GoodsLocation(NamedTuple):
    """`words` name the leg under way; `is_assumed` is True while nobody said that the one before is over."""

    words: str
    place: str = ""
    is_assumed: bool = False


UNDATED = GoodsLocation("Not dated")
"""An open order that cannot be told: it was imported, or made by hand, without legs or without their dates."""


def goods_location(status: str, legs: Sequence[LegAtPlace], *, today: date) -> GoodsLocation:
    """Where the goods of an order in `status` are, by its dated `legs`."""
    if status == Status.CLOSED:
        return _of_closed(legs[-1].state(today) if legs else "planned")
    if status not in OPEN:
        return GoodsLocation(_NOT_UNDER_WAY.get(status, "–"))
    states = [leg.state(today) for leg in legs]
    begun = max((n for n, leg in enumerate(legs) if leg.actual_starts_on), default=0)
    at = next((n for n, state in enumerate(states) if n >= begun and state == "planned"), len(states))
    is_assumed = at > 0 and states[at - 1] == "assumed" and not (at < len(legs) and legs[at].actual_starts_on)
    if not states:
        return UNDATED
    if at == len(states):
        return GoodsLocation("Arrived", is_assumed=is_assumed)
    leg = legs[at]
    starts_on = leg.actual_starts_on or leg.expected_starts_on
    if starts_on is None:
        return UNDATED
    place = leg.facility.name if leg.facility else ""
    return GoodsLocation(leg.name, place, is_assumed)


def _of_closed(last: str) -> GoodsLocation:
    """A closed order may have been put away before its goods arrived; `last` is the state of its last leg."""
    if last == "planned":
        return GoodsLocation("Closed")
    return GoodsLocation("Arrived", is_assumed=last == "assumed")

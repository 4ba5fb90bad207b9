"""Where an order's goods are now: told from its legs, never kept. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from leadtimes.rules.bar import state_of
from purchasing.workflow import OPEN, Status


class GoodsLocation(NamedTuple):
    """`words` name the leg under way; `is_assumed` is True while nobody said that the one before is over."""

    words: str
    place: str = ""
    is_assumed: bool = False
    is_under_way: bool = False


def goods_location(status: str, legs: Sequence, *, today: date) -> GoodsLocation:
    """Where the goods of an order in `status` are, by its dated `legs`."""
    if status not in OPEN:
        return GoodsLocation({Status.DRAFT: "Not ordered yet", Status.CLOSED: "Arrived"}.get(status, "–"))
    states = [
        state_of(
            ends_on=leg.expected_ends_on, confirmed=leg.actual_ends_on is not None, running=True, today=today
        )
        for leg in legs
    ]
    begun = max((n for n, leg in enumerate(legs) if leg.actual_starts_on), default=0)
    at = next((n for n, state in enumerate(states) if n >= begun and state == "planned"), len(states))
    is_assumed = at > 0 and states[at - 1] == "assumed" and not (at < len(legs) and legs[at].actual_starts_on)
    if at == len(states):
        return GoodsLocation("Arrived", is_assumed=is_assumed)
    leg = legs[at]
    place = leg.facility.name if leg.facility_id else ""
    return GoodsLocation(leg.name, place, is_assumed, is_under_way=leg.expected_starts_on <= today)

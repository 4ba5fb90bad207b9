"""Whose the units at a facility are: a work order's own, another's, or free. Pure."""

from collections.abc import Mapping
from typing import NamedTuple


class Share(NamedTuple):
    """Of a product at a facility, for one work order: good units of its own, and good units that are nobody's."""

    own: int = 0
    free: int = 0

    @property
    def most(self) -> int:
        return self.own + self.free


def share(on_hand: int, mine: int, *, received: int, listed: int, stands_alone: bool) -> Share:
    """How `on_hand` good units divide, of which this work order claims `mine`.

    All others together have `received` units that lie there, and ask by their lists for `listed` more. What was
    received on a work order is that one's; what two lists ask for goes to whoever comes first.
    """
    there = on_hand - received if stands_alone else on_hand
    own = max(min(mine, there), 0)
    return Share(own=own, free=max(on_hand - own - received - listed, 0))


def is_too_much(units: int, there: Share, *, takes_free: bool) -> bool:
    """Whether so many cannot leave. Free units go only when somebody asked for them."""
    return units > (there.most if takes_free else there.own)


def why_too_much(sku: str, units: int, there: Share, *, number: str) -> str:
    """The sentence with the numbers: what is left of the work order's own, and what is free beside that."""
    left = f"{there.own:,} left of what {number} has" if there.own else f"nothing left of what {number} has"
    free = f"; {there.free:,} more are free, tick that they go too" if there.free else ""
    return f"{sku}: {units:,} cannot leave, {left}{free}."


def left_of(there: Mapping[int, Share], leaving: Mapping[int, int]) -> dict[int, Share]:
    """What remains by product once so many leave: own units go first."""
    return {
        pk: Share(max(each.own - leaving.get(pk, 0), 0), each.free - max(leaving.get(pk, 0) - each.own, 0))
        for pk, each in there.items()
    }

"""From when on goods are somewhere by somebody's word: what is reported counts. Pure."""

from collections.abc import Sequence

from leadtimes.rules.legs import TimedLeg
from leadtimes.rules.portions import STARTS_A_PORTION

STOPS = STARTS_A_PORTION | {"fba", "awd"}
"""Kinds of leg at which goods arrive."""


def reported_leg(legs: Sequence[TimedLeg], since: int = 0) -> int | None:
    """The first leg from index `since` on that proves, by its report, that the goods came to a stop; None if none.

    That is one at the stop, or behind it on the way: what left a place had come there.
    """
    stop = next((n for n, leg in enumerate(legs) if n >= since and leg.kind in STOPS), None)
    if stop is None:
        return None
    return next((n for n, leg in enumerate(legs) if n >= stop and _is_reported(leg)), None)


def stop_before(legs: Sequence[TimedLeg], at: int) -> int:
    """The stop that leg number `at` is at, or comes from."""
    return max(n for n, leg in enumerate(legs[: at + 1]) if leg.kind in STOPS)


def _is_reported(leg: TimedLeg) -> bool:
    return bool(leg.actual_starts_on or leg.actual_ends_on)

"""From when on goods are somewhere by somebody's word: what is reported counts. Pure."""

from collections.abc import Sequence

from leadtimes.rules.legs import TimedLeg
from leadtimes.rules.portions import STARTS_A_PORTION

STOPS = STARTS_A_PORTION | {"fba", "awd"}
"""Kinds of leg at which goods arrive."""


def reported_leg(legs: Sequence[TimedLeg], since: int = 0) -> int | None:
    """The leg whose report proves that goods came to the first stop from index `since` on; None if none does.

    That is freight that ended at the stop, a leg at the stop, or one behind it on the way: what left a place had
    come there.
    """
    stop = next((n for n, leg in enumerate(legs) if n >= since and leg.kind in STOPS), None)
    if stop is None:
        return None
    if stop and _is_delivered(legs, stop - 1):
        return stop - 1
    return next((n for n, leg in enumerate(legs) if n >= stop and _is_reported(leg)), None)


def stop_of(legs: Sequence[TimedLeg], at: int) -> int:
    """The stop that the reported leg number `at` is at, or where its freight came to, else comes from."""
    if _is_delivered(legs, at):
        return at + 1
    return max(n for n, leg in enumerate(legs[: at + 1]) if leg.kind in STOPS)


def _is_delivered(legs: Sequence[TimedLeg], at: int) -> bool:
    """Whether leg number `at` is freight that ended, with a stop right after it."""
    to_stop = at + 1 < len(legs) and legs[at + 1].kind in STOPS
    return to_stop and legs[at].kind == "freight" and legs[at].actual_ends_on is not None


def _is_reported(leg: TimedLeg) -> bool:
    return bool(leg.actual_starts_on or leg.actual_ends_on)

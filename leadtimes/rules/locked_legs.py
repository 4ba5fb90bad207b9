"""Which legs of a chain are past and can no longer be edited. Pure.

A leg is past once it has begun or ended by somebody's word, once a later one has, or once its end has gone by
and nobody said otherwise. What is past is always the head of the chain.
"""

from collections.abc import Sequence
from datetime import date

from leadtimes.rules.legs import TimedLeg
from sostocked.foundation.words import day_of


def why_past(legs: Sequence[TimedLeg], *, today: date) -> list[str]:
    """For each leg that is past, from the first on, a sentence why; its length is how many are."""
    count = max((n for n, leg in enumerate(legs) if _has_begun(leg) or _is_over(leg, today)), default=-1) + 1
    return [_why(legs[n], legs[n + 1 :]) for n in range(count)]


def _has_begun(leg: TimedLeg) -> bool:
    return bool(leg.actual_starts_on or leg.actual_ends_on)


def _is_over(leg: TimedLeg, today: date) -> bool:
    return leg.expected_ends_on is not None and leg.expected_ends_on <= today


def _why(leg: TimedLeg, later: Sequence[TimedLeg]) -> str:
    if leg.actual_ends_on:
        return f"Confirmed: it ended on {day_of(leg.actual_ends_on)}."
    begun = next(filter(_has_begun, later), None)
    if begun:
        return f"Over: {begun.name} has begun."
    if leg.actual_starts_on:
        began = f"It began on {day_of(leg.actual_starts_on)}."
        return f"{began} To move its end, say on the order that it is not over."
    return "Its end has gone by and nobody said otherwise. If it is not over, say so on the order first."

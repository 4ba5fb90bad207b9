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
    count = max((n for n, leg in enumerate(legs) if leg.has_begun or _is_over(leg, today)), default=-1) + 1
    return [_why(legs[n], legs[n + 1 :]) for n in range(count)]


def _is_over(leg: TimedLeg, today: date) -> bool:
    return leg.expected_ends_on is not None and leg.expected_ends_on <= today


def _why(leg: TimedLeg, later: Sequence[TimedLeg]) -> str:
    if leg.actual_ends_on:
        return f"Confirmed: it ended on {day_of(leg.actual_ends_on)}."
    begun = next((each for each in later if each.actual_starts_on or each.actual_ends_on), None)
    if begun:
        return f"Over: {begun.name} has begun."
    went_on = next((each for each in later if each.begun_in_part_on), None)
    if went_on:
        return f"Part of the goods has gone on: {went_on.name} has begun for them."
    if leg.begun_in_part_on and not leg.actual_starts_on:
        return f"It began for a part of the goods on {day_of(leg.begun_in_part_on)}."
    if leg.actual_starts_on:
        began = f"It began on {day_of(leg.actual_starts_on)}."
        return f"{began} To move its end, say on the order that it is not over."
    return "Its end has gone by and nobody said otherwise. If it is not over, say so on the order first."

"""Which legs of a chain are past and can no longer be edited. Pure.

A leg is past once it has begun or ended by somebody's word, once a later one has, or once its end has gone by
and nobody said otherwise. What is past is always the head of the chain.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol


class Dated(Protocol):
    """What being past asks of a leg."""

    name: str
    expected_ends_on: date | None
    actual_starts_on: date | None
    actual_ends_on: date | None


def why_past(legs: Sequence[Dated], *, today: date) -> list[str]:
    """For each leg that is past, from the first on, a sentence why; its length is how many are."""
    told = [leg.actual_starts_on is not None or leg.actual_ends_on is not None for leg in legs]
    over = [leg.expected_ends_on is not None and leg.expected_ends_on <= today for leg in legs]
    count = max((n for n in range(len(legs)) if told[n] or over[n]), default=-1) + 1
    return [_why(legs[n], legs[n + 1 :]) for n in range(count)]


def _why(leg: Dated, later: Sequence[Dated]) -> str:
    if leg.actual_ends_on:
        return f"Confirmed: it ended on {_day(leg.actual_ends_on)}."
    begun = next((each for each in later if each.actual_starts_on or each.actual_ends_on), None)
    if begun:
        return f"Over: {begun.name} has begun."
    if leg.actual_starts_on:
        return f"It began on {_day(leg.actual_starts_on)}. To move its end, say on the order that it is not over."
    return "Its end has gone by and nobody said otherwise. If it is not over, say so on the order first."


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"

"""Late and at risk: derived from dated legs, never stored. Pure; every page, list and notice asks here.

*Late*: an end, confirmed by a person or assumed as things stand, is after the baseline.
*At risk*: a leg is past its end and nobody has confirmed it, nor anything that comes after it.
`PurchaseOrderQuerySet.late` and `.at_risk` say the same in SQL.
"""

from collections.abc import Sequence
from datetime import date

from leadtimes.rules.legs import TimedLeg


def days_behind(ends_on: date | None, baseline: date | None) -> int:
    """Days after the baseline; below zero when ahead of it, 0 while either is unknown."""
    return (ends_on - baseline).days if ends_on and baseline else 0


def days_late(leg: TimedLeg) -> int:
    """Days by which the leg ends after its baseline; below zero when it is early."""
    return days_behind(leg.ends_on, leg.baseline_ends_on)


def unconfirmed(legs: Sequence[TimedLeg], *, today: date) -> list[int]:
    """Indexes of the legs that put a running document at risk: over by the calendar, and nobody said so."""
    last_word = max(
        (n for n, leg in enumerate(legs) if leg.actual_starts_on or leg.actual_ends_on), default=0
    )
    return [n for n, leg in enumerate(legs) if n >= last_word and leg.state(today) == "assumed"]

"""What somebody looked at when they decided about the legs of an order, in short."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from leadtimes.rules.legs import EXPECTED, LegValues, TimedLeg
from leadtimes.rules.locked_legs import why_past

_STATE = (
    "pk",
    *LegValues._fields,
    *("baseline_starts_on", "baseline_ends_on", "reported_ends_on"),
    *EXPECTED,
    *("actual_starts_on", "actual_ends_on", "begun_in_part_on"),
)


def fingerprint(legs: Sequence[TimedLeg], lead_time: Sequence[Any] | None, *, today: date) -> str:
    """The same for legs with the same dates, as many of them past, beside the same lead time (if compared)."""
    seen = [
        [[getattr(leg, name) for name in _STATE] for leg in legs],
        len(why_past(legs, today=today)),
        lead_time,
    ]
    return hashlib.sha256(json.dumps(seen, default=str).encode()).hexdigest()[:32]

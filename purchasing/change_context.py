"""Why an order is saved, for whoever reacts to it. Pure.

A service hands it to `PurchaseOrder.save(context=…)`; `workorders/spawning/receivers.py` reads it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from leadtimes.rules.legs import TimedLeg
from sostocked.foundation.records.errors import Refused


class ReasonNeeded(Refused):
    """A facility that has acknowledged loses the work; it must read why."""


class ChangeContext(NamedTuple):
    """What stands behind a save.

    `is_drift`: dates moved by what happened or by a calendar, nobody gave new instructions; facilities hear of it
    only from their own threshold on. `said_by` is the id of the facility that said so, which knows it. `reason` is
    what a person gave for taking work away from a facility. `former_legs` are the order's before this save, where
    they became others: who loses the work keeps them on paper.
    """

    is_drift: bool = False
    said_by: int | None = None
    reason: str = ""
    former_legs: Sequence[TimedLeg] = ()


INSTRUCTED = ChangeContext()
"""The seller said so, and there is no more to it: facilities hear of whatever is new to them."""

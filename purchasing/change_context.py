"""Why an order is saved, for whoever reacts to it. Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sostocked.foundation.records.errors import Refused


class ReasonNeeded(Refused):
    """A facility that has acknowledged loses the work; it must read why."""


class ChangeContext(NamedTuple):
    """What stands behind a save.

    `is_drift`: dates moved by what happened or by a calendar, nobody gave new instructions; facilities hear of it
    only from their own threshold on. `said_by` is the facility that said so, which needs no telling. `reason` is
    what a person gave for taking work away from a facility. `former_legs` are the order's before this save, where
    they became others: who loses the work keeps them on paper.
    """

    is_drift: bool = False
    said_by: int | None = None
    reason: str = ""
    former_legs: Sequence[Any] = ()

"""How a document stands, in a word: late, to be confirmed, on time. Pure; the definition is punctuality's."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from leadtimes.rules.punctuality import Dated, days_behind, unconfirmed

TO_CONFIRM = "to be confirmed"


class Lateness(NamedTuple):
    """`days` after the baseline (below zero: ahead of it), and whether it is `at_risk`."""

    days: int = 0
    at_risk: bool = False

    @property
    def is_late(self) -> bool:
        return self.days > 0

    @property
    def words(self) -> list[tuple[str, str]]:
        """What to say of it, each with its tone: danger, warning or nothing special."""
        said = []
        if self.days:
            count = abs(self.days)
            word = f"{count:,} day{'s' * (count != 1)} {'late' if self.is_late else 'early'}"
            said.append((word, "danger" if self.is_late else ""))
        if self.at_risk:
            said.append((TO_CONFIRM, "warning"))
        return said or [("on time", "")]


def lateness(
    legs: Sequence[Dated],
    *,
    ends_on: date | None,
    baseline: date | None,
    today: date,
    among: Sequence[int] | None = None,
) -> Lateness:
    """How a running document with these legs stands; only the legs at the indexes `among` can put it at risk."""
    open_ends = unconfirmed(legs, today=today)
    return Lateness(
        days_behind(ends_on, baseline), any(among is None or index in among for index in open_ends)
    )

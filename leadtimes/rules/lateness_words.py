"""How a document stands, in a word: late, to be confirmed, on time. Pure; the definition is that of `lateness`."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from leadtimes.rules.lateness import days_behind, unconfirmed
from leadtimes.rules.legs import TimedLeg
from sostocked.foundation.words import late_by

TO_CONFIRM = "to be confirmed"


class LatenessWord(NamedTuple):
    """What to say of it; `tone` is danger, warning or nothing special."""

    text: str
    tone: str = ""


class Lateness(NamedTuple):
    """`days` after the baseline (below zero: ahead of it), and whether it is `at_risk`.

    Of a document that is not dated nothing is said: nobody knows whether it is on time.
    """

    days: int = 0
    at_risk: bool = False
    is_dated: bool = True

    @property
    def is_late(self) -> bool:
        return self.days > 0

    @property
    def words(self) -> list[LatenessWord]:
        said = []
        if self.days:
            said.append(LatenessWord(late_by(self.days), "danger" if self.is_late else ""))
        if self.at_risk:
            said.append(LatenessWord(TO_CONFIRM, "warning"))
        return said or ([LatenessWord("on time")] if self.is_dated else [])


def lateness(
    legs: Sequence[TimedLeg],
    *,
    ends_on: date | None,
    baseline: date | None,
    today: date,
    among: Sequence[int] | None = None,
) -> Lateness:
    """How a running document with these legs stands; only the legs at the indexes `among` can put it at risk."""
    open_ends = unconfirmed(legs, today=today)
    return Lateness(
        days_behind(ends_on, baseline),
        at_risk=any(among is None or index in among for index in open_ends),
        is_dated=ends_on is not None,
    )

"""Whether there is what a stand-alone work order asks for: on hand, free, and what still comes. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sostocked.foundation.words import short_day


class Coming(NamedTuple):
    """Units that a work order of the same facility still expects, on the day that is known (None: not dated)."""

    units: int
    document: str
    on: date | None = None

    @property
    def words(self) -> str:
        """ "500 expected with WO-1002-1 on 13 Dec"."""
        day = f" on {short_day(self.on)}" if self.on else ""
        return f"{self.units:,} expected with {self.document}{day}"


class Here(NamedTuple):
    """Of a product at a facility: units by condition, good ones that other work orders claim, and what comes."""

    good: int = 0
    damaged: int = 0
    on_hold: int = 0
    committed: int = 0
    coming: Sequence[Coming] = ()

    @property
    def free(self) -> int:
        """Good units that are nobody's."""
        return max(self.good - self.committed, 0)

    @property
    def to_come(self) -> int:
        return sum(each.units for each in self.coming)

    @property
    def words(self) -> str:
        """What lies there, beside the line that asks for it."""
        rest = {"committed": min(self.committed, self.good), "damaged": self.damaged, "on hold": self.on_hold}
        found = [f"{units:,} {what}" for what, units in rest.items() if units]
        free = [f"{self.free:,} free"] if self.committed and self.good else []
        return ", ".join([f"{self.good:,} on hand", *found, *free])

    def lacks(self, units: int, *, waits: bool) -> bool:
        """Whether so many are more than there is; with what still comes, where the work order `waits` for it."""
        return units > self.free + (self.to_come if waits else 0)


def why_lacking(sku: str, units: int, here: Here, *, place: str, waits: bool) -> str:
    """The sentence with the numbers, of a product of which there is too little."""
    found = f"{sku}: {units:,} asked for, {here.words} at {place}"
    coming = f"; {', '.join(each.words for each in here.coming)}" if here.coming else ""
    if here.coming and not waits and not here.lacks(units, waits=True):
        return f"{found}{coming}. Tick that it waits for them, or ask for less."
    return f"{found}{coming}."

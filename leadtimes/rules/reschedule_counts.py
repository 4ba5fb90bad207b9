"""How many documents move, and by how much, in words and figures. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sostocked.foundation.words import count_of

_BOUNDS = (1, 3, 7, 14, 30)


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that move about as far: `days` in words, such as "4–7 days later"."""

    words: str
    count: int


@dataclass(frozen=True)
class RescheduleCounts:
    """Counts of documents by the days that their availability moves; below zero is earlier."""

    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def in_words(self) -> str:
        """Such as "180 later by 1–9 days, 34 earlier by 2 days"; empty when nothing moves."""
        later = {days: count for days, count in self.counts.items() if days > 0}
        earlier = {-days: count for days, count in self.counts.items() if days < 0}
        parts = [
            f"{sum(side.values()):,} {word} by {_between(min(side), max(side))}"
            for word, side in (("later", later), ("earlier", earlier))
            if side
        ]
        if same := self.counts.get(0):
            parts.append(f"{same:,} with other dates on the way, available on the same day")
        return ", ".join(parts)

    def groups(self) -> list[Group]:
        """The counts in a handful of groups, the latest first."""
        found: dict[tuple[int, int], list[int]] = {}
        for days, count in self.counts.items():
            side = (days > 0) - (days < 0)
            step = sum(abs(days) > bound for bound in _BOUNDS)
            key = (side, side * step)
            least, most, so_far = found.get(key, (abs(days), abs(days), 0))
            found[key] = [min(least, abs(days)), max(most, abs(days)), so_far + count]
        word = {1: "later", -1: "earlier"}
        return [
            Group(f"{_between(least, most)} {word[side]}" if side else "on the same day", count)
            for (side, _step), (least, most, count) in sorted(found.items(), reverse=True)
        ]


def _between(least: int, most: int) -> str:
    if least == most:
        return count_of(least, "day")
    return f"{least:,}–{most:,} days"

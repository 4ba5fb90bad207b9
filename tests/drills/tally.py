"""What is counted while a drill runs, by several threads at once."""

import time
from collections import Counter
from itertools import pairwise
from threading import Lock

from tests.drills.visitor import Page


class Tally:
    """Answers by kind, the slowest, and the longest time without any good one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.statuses: Counter[int] = Counter()
        self.unanswered = 0
        self.faults: list[str] = []
        self.slowest = 0.0
        self._good = [time.monotonic()]

    def note(self, page: Page) -> Page:
        with self._lock:
            self.statuses[page.status] += 1
            self.slowest = max(self.slowest, page.seconds)
            if page.status >= 500 and page.status != 503:
                self.faults.append(f"{page.status} {page.url}")
            if page.status < 500:
                self._good.append(time.monotonic())
        return page

    def note_silence(self) -> None:
        with self._lock:
            self.unanswered += 1

    @property
    def asked(self) -> int:
        return sum(self.statuses.values()) + self.unanswered

    @property
    def refused_in_words(self) -> int:
        """503: the site says that it is away for a moment."""
        return self.statuses[503]

    def longest_pause(self, since: float = 0.0) -> float:
        """Seconds between two good answers at most, from `since` on (monotonic)."""
        good = [at for at in self._good if at >= since]
        ends = [since or self._good[0], *good]
        return max((later - earlier for earlier, later in pairwise(ends)), default=0.0)

    def __str__(self) -> str:
        return (
            f"{self.asked} requests, {len(self.faults)} × 5xx, {self.refused_in_words} × 503, "
            f"{self.unanswered} unanswered, longest pause {self.longest_pause():.1f} s"
        )


class Report:
    """The lines that a drill prints, and whether its goals were met."""

    def __init__(self) -> None:
        self.misses: list[str] = []

    def say(self, line: str) -> None:
        print(f"  {line}", flush=True)

    def goal(self, what: str, found: float, at_most: float = 0) -> None:
        """Print a figure; one above the goal is a miss, which fails the run in the end."""
        self._judge(what, found, f"at most {at_most:g}", is_met=found <= at_most)

    def exactly(self, what: str, found: int, expected: int) -> None:
        """Print a count; any other than the one expected is a miss."""
        self._judge(what, found, f"exactly {expected}", is_met=found == expected)

    def _judge(self, what: str, found: float, expected: str, *, is_met: bool) -> None:
        figure = f"{found:.1f}" if isinstance(found, float) else str(found)
        self.say(f"{'ok  ' if is_met else 'MISS'} {what}: {figure} ({expected})")
        if not is_met:
            self.misses.append(what)

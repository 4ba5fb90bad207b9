"""How many legs a second `schedule()` dates, beside adding the bare days."""

from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter

from leadtimes.rules.public_holidays import public_holidays
from leadtimes.rules.schedule import ALWAYS_OPEN, Calendar, Closed, LegSpec, schedule

CHAINS = 4_000
DAYS = (30, 28, 4, 5, 6, 7)
FIRST_DAY = date(2026, 1, 1)


def measure() -> list[str]:
    """The lines of the report."""
    closed = Calendar(closures=(Closed(date(2026, 9, 1), date(2026, 9, 14), "Flood"),))
    texas = Calendar(closures=closed.closures, holidays=public_holidays("US", "TX"))
    cases = {
        "always open": [LegSpec(days, calendar=ALWAYS_OPEN) for days in DAYS],
        "with a closure": [LegSpec(days, calendar=closed) for days in DAYS],
        "working days, holidays": [LegSpec(days, working=True, calendar=texas) for days in DAYS],
        "one leg finished late": [LegSpec(30, finished_on=date(2028, 1, 1)), *map(LegSpec, DAYS[1:])],
    }
    bare = _seconds(_add)
    lines = [f"  bare additions           {_rate(bare):>12,.0f} legs/s   1.0 ×"]
    for name, specs in cases.items():
        seconds = _seconds(lambda day, chain=specs: schedule(day, chain))
        lines.append(f"  {name:<24} {_rate(seconds):>12,.0f} legs/s {seconds / bare:>5.1f} ×")
    return lines


def _add(day: date) -> list[tuple[date, date]]:
    spans = []
    for days in DAYS:
        spans.append((day, day := day + timedelta(days=days)))
    return spans


def _seconds(work: Callable[[date], object]) -> float:
    """The median of five passes over all chains, each starting on a day of its own."""
    days = [FIRST_DAY + timedelta(days=n % 700) for n in range(CHAINS)]
    passes = []
    for _pass in range(5):
        start = perf_counter()
        for day in days:
            work(day)
        passes.append(perf_counter() - start)
    return sorted(passes)[2]


def _rate(seconds: float) -> float:
    return CHAINS * len(DAYS) / seconds

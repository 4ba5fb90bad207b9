"""What counts as well. No Django, no database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sostocked.foundation.words import count_of

MAIL_WITHIN = timedelta(minutes=30)
JOB_WITHIN = timedelta(minutes=5)
BACKUP_WITHIN = timedelta(hours=26)
"""One a day, and time to make it."""


@dataclass(frozen=True)
class Check:
    """What one look found: in a phrase for people, as a number for Prometheus (seconds or bytes; None: none)."""

    name: str
    is_well: bool
    says: str
    value: float | None = None


def heartbeat(queue: str, last: datetime | None, now: datetime, within: timedelta) -> Check:
    """Whether workers take tasks from this queue: beat asks them for a sign every quarter of a minute."""
    name = f"worker_{queue}"
    if last is None:
        return Check(name, False, "no sign of life yet")
    age = now - last
    return Check(name, age <= within, f"last sign of life {age_of(age)} ago", age.total_seconds())


def mail(oldest: datetime | None, now: datetime, *, later_ones_went: bool) -> Check:
    """Whether mail leaves. One that is hard to deliver is no fault of ours while later ones go."""
    if oldest is None:
        return Check("mail", True, "nothing waits", 0.0)
    age = now - oldest
    well = age <= MAIL_WITHIN or later_ones_went
    return Check("mail", well, f"the oldest waits for {age_of(age)}", age.total_seconds())


def jobs(oldest: datetime | None, last_worked: datetime | None, now: datetime) -> Check:
    """Whether calendar jobs get on; `last_worked`: when anybody did something for the most neglected one."""
    if oldest is None or last_worked is None:
        return Check("jobs", True, "nothing waits", 0.0)
    idle = now - last_worked
    says = f"the oldest was asked for {age_of(now - oldest)} ago, one has been left alone for {age_of(idle)}"
    return Check("jobs", idle <= JOB_WITHIN, says, (now - oldest).total_seconds())


def disk(free: int, *, wanted: int) -> Check:
    """Whether there is room to write, in bytes."""
    return Check("disk", free >= wanted, f"{free / 1e9:,.1f} GB free", float(free))


def backup(last: datetime | None, now: datetime) -> Check:
    """Whether yesterday can be brought back."""
    if last is None:
        return Check("backup", False, "none was made yet")
    age = now - last
    return Check("backup", age <= BACKUP_WITHIN, f"the last is {age_of(age)} old", age.total_seconds())


def stock(last: datetime | None, faults: int, now: datetime) -> Check:
    """Whether the ledger added up when it was proved last, every night; `faults` is how much did not."""
    if last is None:
        return Check("stock", True, "not proved yet: the first proof is tonight", 0.0)
    ago = f"proved {age_of(now - last)} ago"
    return Check(
        "stock", not faults, f"{ago}: {count_of(faults, 'fault') if faults else 'adds up'}", float(faults)
    )


def age_of(span: timedelta) -> str:
    """In the largest unit that fits: "3 hours"."""
    seconds = max(0, round(span.total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size or (seconds >= size and unit == "minute"):
            return count_of(seconds // size, unit)
    return count_of(seconds, "second")

"""When a backup is due, what it is called, and which ones are kept."""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time

NAME = re.compile(r"sostocked-(\d{4}-\d\d-\d\dT\d{6})Z\.backup(\.age)?")
STAMP = "%Y-%m-%dT%H%M%S"


@dataclass(frozen=True)
class Kept:
    """How many days, weeks and months back there is a backup to return to."""

    days: int = 7
    weeks: int = 4
    months: int = 12


def name_of(moment: datetime, *, is_locked: bool) -> str:
    """The file name of a backup that was begun at `moment`; `.age` is the format that locks it."""
    return f"sostocked-{moment.astimezone(UTC):{STAMP}}Z.backup{'.age' if is_locked else ''}"


def moment_of(name: str) -> datetime | None:
    """When the backup of this name was begun; None for a file that is no backup."""
    found = NAME.fullmatch(name)
    return datetime.strptime(found[1], STAMP).replace(tzinfo=UTC) if found else None


def is_due(now: datetime, at: time, newest: datetime | None) -> bool:
    """Whether the backup of the day is still to be made: its time (UTC) has come, and the newest is older.

    The first one is due at once, so that whoever asks for backups soon knows that they work.
    """
    since = datetime.combine(now.astimezone(UTC).date(), at, UTC)
    return newest is None or newest < since <= now


def kept_of(moments: Iterable[datetime], kept: Kept) -> set[datetime]:
    """Those to keep: the newest of each of the newest days, ISO weeks and months that have one.

    Counted by backups, not by the calendar: where none is made any more, none is removed any more.
    """
    newest_first = sorted(moments, reverse=True)
    return {
        *newest_first[:1],
        *_newest_of_each(newest_first, lambda moment: moment.date(), kept.days),
        *_newest_of_each(newest_first, lambda moment: moment.isocalendar()[:2], kept.weeks),
        *_newest_of_each(newest_first, lambda moment: (moment.year, moment.month), kept.months),
    }


def _newest_of_each(
    newest_first: list[datetime], period: Callable[[datetime], Hashable], count: int
) -> list[datetime]:
    found: dict[Hashable, datetime] = {}
    for moment in newest_first:
        found.setdefault(period(moment), moment)
    return list(found.values())[:count]

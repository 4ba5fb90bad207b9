"""Which entries of a calendar read differently than last time: they get a higher number and the time of now. Pure.

Calendar programs take up an entry anew when its SEQUENCE or LAST-MODIFIED rises. What an entry says hangs on
names, quantities, dates, states, and on the day it is: so what was said is remembered, and not what was saved.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sostocked.site.calendar_feed.ical import Entry

Said = dict[str, list[Any]]
"""By key of an entry: the digest of what it said, its number, and since when it has said so."""


def number_entries(
    entries: Iterable[Entry], said: Mapping[str, list[Any]], now: datetime
) -> tuple[list[Entry], Said]:
    """The entries with their number and time, and what to remember of them.

    Numbers are seconds, so that one who has left a calendar and comes back has a higher one than before.
    """
    numbered = [_numbered(entry, said, now) for entry in entries]
    return numbered, {
        each.key: [digest_of(each), each.revision, each.changed_at.isoformat()] for each in numbered
    }


def _numbered(entry: Entry, said: Mapping[str, list[Any]], now: datetime) -> Entry:
    if entry.key not in said:
        changed_at = now if said else entry.changed_at
        return entry._replace(changed_at=changed_at, revision=seconds(changed_at))
    digest, revision, since = said[entry.key]
    if digest == digest_of(entry):
        return entry._replace(changed_at=datetime.fromisoformat(since), revision=revision)
    return entry._replace(changed_at=now, revision=max(revision + 1, seconds(now)))


def digest_of(entry: Entry) -> str:
    """The same for entries that read the same, whatever their number."""
    words = [entry.on.isoformat(), entry.summary, *entry.facts, entry.place, entry.url]
    return sha256("\0".join(words).encode()).hexdigest()[:16]


def seconds(moment: datetime) -> int:
    """A number that rises with time, small enough for 32 bits."""
    return int(moment.timestamp()) - 1_700_000_000

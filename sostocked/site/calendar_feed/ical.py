"""Entries of a calendar become a file that calendar programs read. Pure."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration

NAME = "So Stocked"
OURS = "so-stocked"
"""What makes keys our own. Not the name of a host: a site that moves would double every entry."""
REFRESH = timedelta(hours=1)
"""How often programs are asked to look again; some take a day all the same."""

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u0085\u2028\u2029]")
"""What no line of the file may hold. A program stumbling over one would drop the whole calendar."""


class Entry(NamedTuple):
    """One day and what happens on it. While `key` stays the same, programs move it instead of adding another."""

    key: str
    on: date
    summary: str
    facts: list[str]
    place: str
    url: str
    changed_at: datetime
    revision: int = 0


def write(entries: Iterable[Entry]) -> bytes:
    """The calendar of `entries`, the same bytes for the same entries."""
    calendar = Calendar()
    calendar.add("prodid", "-//So Stocked//Calendar feed//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for entry in sorted(entries, key=lambda each: (each.on, each.key)):
        calendar.add_component(_event(entry))
    if not calendar.subcomponents:
        calendar.add_component(_something())
    return calendar.to_ical()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{OURS}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.revision)
    event.add("dtstart", entry.on)
    if entry.on < date.max:
        event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", _clean(entry.summary))
    event.add("description", _clean("\n".join([*entry.facts, entry.url])))
    if entry.place:
        event.add("location", _clean(entry.place))
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")  # nobody is busy because a truck arrives
    return event


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text.replace("\r\n", "\n"))


def _something() -> Timezone:
    """A calendar must have a part, and some programs refuse one without; this one puts nothing on any day."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 (local time is what the standard wants here)
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone.add_component(standard)
    return zone

"""The calendar as a program reads it: by its address, signed in as nobody."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from sostocked.foundation.people.calendar_feeds import open_feed
from sostocked.site.calendar_feed.ical import Entry

THEN = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)


def entry(**more):
    """An entry of the calendar, changed `THEN`."""
    plain = {
        "key": "acme-po-1-available",
        "on": date(2026, 12, 31),
        "summary": "PO-1 sellable",
        "facts": ["2,000 units"],
        "place": "Amazon FBA",
        "url": "https://shop.example/o/acme/",
        "changed_at": THEN,
    }
    return Entry(**plain | more)


def address_of(person):
    return reverse("calendar_feed:feed", args=[open_feed(person).secret])


@pytest.fixture
def calendar_of(db):
    """`calendar_of(cast.alice)`: the events of her calendar, in the order of the file."""

    def read(person):
        answer = Client().get(address_of(person))
        assert answer.status_code == 200
        return Calendar.from_ical(answer.content).walk("VEVENT")

    return read


@pytest.fixture
def days_of(calendar_of):
    """`days_of(cast.alice)`: what stands on which day."""

    def read(person):
        return [(event["DTSTART"].dt.isoformat(), str(event["SUMMARY"])) for event in calendar_of(person)]

    return read


def date_change(order, *, days):
    """Production takes `days` longer, and everything after it comes later by as much."""
    for leg in order.legs.all():
        leg.expected_ends_on += days
        if leg.position > 1:
            leg.expected_starts_on += days
        leg.save()
    order.save()  # brings the work orders in line

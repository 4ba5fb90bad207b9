"""The file itself: what programs choke on must not be in it, whatever people typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from sostocked.site.calendar_feed.ical import write
from tests.site.calendar_feed.conftest import entry


def the_event(**more):
    [event] = Calendar.from_ical(write([entry(**more)])).walk("VEVENT")
    return event


def test_the_file_to_the_letter():
    assert write([entry(revision=3)]).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//So Stocked//Calendar feed//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:So Stocked",
        "X-WR-CALNAME:So Stocked",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        "SUMMARY:PO-1 sellable",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "DTSTAMP:20261012T093000Z",
        "UID:acme-po-1-available@so-stocked",
        "SEQUENCE:3",
        r"DESCRIPTION:2\,000 units\nhttps://shop.example/o/acme/",
        "LAST-MODIFIED:20261012T093000Z",
        "LOCATION:Amazon FBA",
        "TRANSP:TRANSPARENT",
        "URL:https://shop.example/o/acme/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Bolts, nuts; and more",
        "two\nlines",
        "🚢📦 " * 30,
        "شركة النور للتجارة, חברה; " * 10,
        'said "so": yes',
        "BEGIN:VEVENT",
        "x\nEND:VEVENT\nBEGIN:VEVENT",
    ],
)
def test_what_people_typed_comes_out_as_it_went_in(text):
    event = the_event(summary=text, place=text, facts=[text])
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (text, text)
    assert str(event["DESCRIPTION"]) == f"{text}\nhttps://shop.example/o/acme/"


def test_a_backslash_is_no_escape():
    # Looked at in the file: reading `\\n` back is where the library itself goes wrong.
    assert rb"SUMMARY:C:\\new\\bolts\, nuts" in write([entry(summary=r"C:\new\bolts, nuts")])


@pytest.mark.parametrize("odd", ["\0", "\x07", "\r", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\v"])
def test_characters_that_no_calendar_may_hold_become_blanks(odd):
    assert str(the_event(summary=f"a{odd}b")["SUMMARY"]) == "a b"


def test_windows_line_ends_are_line_ends():
    assert str(the_event(facts=["a\r\nb"])["DESCRIPTION"]).startswith("a\nb\n")


@given(text=st.text(max_size=300))
def test_whatever_is_typed_makes_lines_of_75_bytes_and_one_event(text):
    written = write([entry(summary=text, place=text, facts=[text])])
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # no letter is torn in two
    assert len(Calendar.from_ical(written).walk("VEVENT")) == 1


def test_events_stand_in_the_order_of_their_days_however_they_came():
    late, early = entry(key="a", on=date(2027, 1, 1)), entry(key="b", on=date(2026, 1, 1))
    assert write([late, early]) == write([early, late])


def test_an_empty_calendar_is_a_calendar_all_the_same():
    written = write([])
    calendar = Calendar.from_ical(written)
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]
    assert b"TZOFFSETTO:+0000" in written


def test_the_last_day_there_is_has_no_day_after_it():
    assert "DTEND" not in the_event(on=date.max)

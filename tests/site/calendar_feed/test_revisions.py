"""Entries that read differently get a higher number; the others keep theirs."""

from datetime import date, timedelta

import pytest

from leadtimes.models import Facility
from purchasing.models import OrderLine
from sostocked.foundation.people.calendar_feeds import open_feed, remember_said
from sostocked.foundation.people.models import CalendarFeed, Organization
from sostocked.site.calendar_feed.revisions import number_entries, seconds
from tests.factories import make_placed
from tests.site.calendar_feed.conftest import THEN, entry
from workorders import services as workorders

NOW = THEN + timedelta(hours=1)


def test_the_first_time_an_entry_is_as_old_as_its_document():
    [numbered], _ = number_entries([entry()], {}, NOW)
    assert (numbered.changed_at, numbered.revision) == (THEN, seconds(THEN))


def test_what_reads_the_same_keeps_its_number_and_its_time():
    first, said = number_entries([entry()], {}, NOW)
    assert number_entries([entry(changed_at=NOW)], said, NOW) == (first, said)


@pytest.mark.parametrize(
    "other",
    [
        {"on": date(2027, 1, 1)},
        {"summary": "PO-1 sellable, 1 day late"},
        {"facts": ["1,999 units"]},
        {"place": "Amazon AWD"},
        {"url": "https://moved.example/o/acme/"},
    ],
)
def test_whatever_reads_differently_rises_even_within_a_second(other):
    _, said = number_entries([entry()], {}, NOW)
    [second], said = number_entries([entry(**other)], said, NOW)
    assert (second.changed_at, second.revision) == (NOW, seconds(NOW))
    [third], _ = number_entries([entry()], said, NOW)
    assert (third.changed_at, third.revision) == (NOW, seconds(NOW) + 1)


def test_an_entry_that_comes_back_has_a_higher_number_than_before():
    both = [entry(), entry(key="acme-po-2-available")]
    _, said = number_entries(both, {}, NOW)
    _, without = number_entries(both[1:], said, NOW)
    later = NOW + timedelta(days=1)
    again, _ = number_entries(both, without, later)
    assert [each.revision for each in again] == [seconds(later), seconds(THEN)]


def change_units(order):
    OrderLine.objects.filter(order=order).update(quantity=1999)


def rename_the_seller(order):
    Organization.objects.filter(pk=order.organization_id).update(name="Acme Worldwide")


def rename_the_facility(order):
    Facility.objects.filter(name="Lone Star Prep").update(name="Lone Star Fulfilment")


def acknowledge(order):
    workorders.acknowledge(order.work_orders.get(), by=order.dana, revision=1)


def numbers(events):
    return {str(event["UID"]).partition("@")[0]: event["SEQUENCE"] for event in events}


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (change_units, {"acme-po-1001-available"}),
        (
            rename_the_seller,
            {"acme-po-1001-available", "acme-wo-1001-1-expected", "acme-wo-1001-1-leave"},
        ),
        (rename_the_facility, {"acme-wo-1001-1-expected", "acme-wo-1001-1-leave"}),
        (acknowledge, {"acme-wo-1001-1-expected", "acme-wo-1001-1-leave"}),
    ],
)
def test_units_names_and_status_are_news_to_a_calendar(cast, calendar_of, change, changed):
    order = make_placed(cast)
    order.dana = cast.dana
    before = calendar_of(cast.alice)
    change(order)
    after = calendar_of(cast.alice)
    rose = {key for key, number in numbers(after).items() if number > numbers(before)[key]}
    assert rose == changed
    assert max(event["LAST-MODIFIED"].dt for event in after) >= max(
        event["LAST-MODIFIED"].dt for event in before
    )
    assert numbers(calendar_of(cast.alice)) == numbers(after)


def test_of_two_readers_at_once_the_slower_one_looks_again(cast):
    slow = open_feed(cast.alice)
    quick = CalendarFeed.objects.get(pk=slow.pk)
    assert remember_said(quick, {"a": ["1", 1, "2026-10-12T09:30:00+00:00"]})
    assert not remember_said(slow, {"b": ["2", 1, "2026-10-12T09:30:00+00:00"]})
    assert list(CalendarFeed.objects.get(pk=slow.pk).said) == ["a"]

"""A newer list of public holidays: whose orders it touches is counted, then moved, and explained."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from leadtimes import clock
from leadtimes.models import Facility, HolidayList, Rescheduling
from leadtimes.rescheduling import batches, holiday_lists, services
from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.rules.public_holidays import fingerprint
from leadtimes.speaker import Speaker
from purchasing.leg_reports import services as leg_reports
from tests.factories import ClosureFactory, make_lead_time, make_placed

REASON = "Newer list of the public holidays and worked weekends of China (holidays 9.9)"


@pytest.fixture
def order(cast):
    """S18: ten working days in China from 14 September, dated before anybody knew of the Sunday worked."""
    way = make_lead_time(cast.acme, ("supplier", 10), ("fba", 1), name="Worked")
    way.legs.filter(kind="supplier").update(day_basis="working")
    order = make_placed(cast, lead_time=way, ordered_on=date(2026, 9, 14))
    Facility.objects.filter(pk=cast.ningbo.pk).update(holiday_country="CN")
    return order


@pytest.fixture
def upgraded(order, monkeypatch):
    """The list was compared, and then the package told other days."""
    clock.look_for_newer_holidays()
    HolidayList.objects.update(fingerprint="of the list before")
    monkeypatch.setattr(holiday_lists, "PACKAGE", "9.9")
    return order


def test_a_list_that_is_used_is_remembered_and_nothing_is_asked(order):
    assert clock.look_for_newer_holidays() == 0
    known = HolidayList.objects.get()
    assert (known.country, known.region, known.fingerprint) == ("CN", "", fingerprint("CN"))
    assert not Rescheduling.objects.exists()


def test_a_newer_list_counts_what_moves_once(cast, upgraded):
    assert clock.look_for_newer_holidays() == 1
    assert clock.look_for_newer_holidays() == 0
    asked = batches.run(Rescheduling.objects.get())
    assert (asked.facility, asked.asked_by, asked.reason) == (cast.ningbo, None, REASON)
    assert (asked.state, asked.moved) == ("counted", 1)
    assert upgraded.legs.first().expected_ends_on == date(2026, 9, 26)


def test_a_newer_package_that_tells_the_same_days_asks_nothing(order, monkeypatch):
    clock.look_for_newer_holidays()
    monkeypatch.setattr(holiday_lists, "PACKAGE", "9.9")
    assert clock.look_for_newer_holidays() == 0
    assert HolidayList.objects.get().package == "9.9"


def test_the_page_and_the_facility_name_the_reason(cast, upgraded, sign_in):
    clock.look_for_newer_holidays()
    batches.run(Rescheduling.objects.get())
    client = sign_in(cast.alice)
    page = client.get(f"{cast.ningbo.get_absolute_url()}re-date/").text
    assert f"{REASON}." in page
    assert "Counted by itself" in page
    assert f"{REASON}." in client.get(cast.ningbo.get_absolute_url()).text


def test_s18_the_dates_move_when_somebody_says_so_and_the_history_says_why(cast, upgraded, sign_in):
    clock.look_for_newer_holidays()
    counted = batches.run(Rescheduling.objects.get())
    moved = batches.run(services.start(counted, by=cast.alice))
    assert (moved.state, moved.moved) == ("done", 1)
    assert upgraded.legs.first().expected_ends_on == date(2026, 9, 25)
    date_change = upgraded.date_changes.get()
    assert (date_change.cause, date_change.note) == ("calendar", f"Ningbo Brightware: {REASON}")
    assert REASON in sign_in(cast.alice).get(upgraded.get_absolute_url()).text


def test_counting_again_keeps_the_reason(cast, upgraded):
    clock.look_for_newer_holidays()
    again = services.ask(cast.ningbo, by=cast.alice)
    assert (again.asked_by, again.reason) == (cast.alice, REASON)
    batches.run(services.start(batches.run(again), by=cast.alice))
    assert services.ask(cast.ningbo, by=cast.alice).reason == ""


def test_lists_in_use_before_are_compared_at_once(order):
    import_module("leadtimes.migrations.0008_newer_holiday_lists").remember_lists_in_use(apps, None)
    assert [(each.country, each.fingerprint) for each in HolidayList.objects.all()] == [("CN", "")]
    assert clock.look_for_newer_holidays() == 1


def test_a_closure_added_later_lengthens_what_is_not_over_and_is_named(cast):
    order = make_placed(cast, ordered_on=date(2027, 1, 4))
    late = LegReport(ReportKind("not_yet"), date(2027, 2, 10), "factory")
    leg_reports.report(
        order, leg_id=order.legs.first().pk, leg_report=late, speaker=Speaker(cast.alice, date(2027, 2, 1))
    )
    ClosureFactory(
        facility=cast.ningbo, starts_on=date(2027, 1, 25), ends_on=date(2027, 2, 20), reason="New year"
    )
    batches.run(services.start(batches.run(services.ask(cast.ningbo, by=cast.alice)), by=cast.alice))
    assert order.legs.first().expected_ends_on == date(2027, 3, 2)
    assert order.date_changes.last().note == "Ningbo Brightware: New year, 27 days"
    assert order.date_changes.last().days == 20

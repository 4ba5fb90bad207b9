"""A facility's calendar: weekdays, public holidays, closures and days worked out of turn."""

from datetime import UTC, date, datetime

import pytest

from leadtimes.dating import date_chain
from leadtimes.models import ExtraDay, Facility
from leadtimes.rules.schedule import LegSpec, Lost, schedule
from tests.factories import OrganizationFactory, make_draft, make_lead_time


@pytest.fixture
def texan(cast):
    cast.lone_star.holiday_country = "US"
    cast.lone_star.holiday_subdivision = "TX"
    cast.lone_star.save()
    return cast.lone_star


def test_public_holidays_of_a_facility_are_no_working_days(texan):
    (span,) = schedule(date(2026, 11, 24), [LegSpec(4, working=True, calendar=texan.calendar())])
    assert span.ends_on == date(
        2026, 12, 2
    )  # 24, 25, then Monday and Tuesday: Texas rests on the Friday, too
    assert span.lost == (Lost("Thanksgiving Day", 1), Lost("Friday After Thanksgiving", 1))


def test_a_day_worked_out_of_turn_counts(texan):
    ExtraDay.objects.create(facility=texan, day=date(2026, 11, 28), reason="Peak season Saturday")
    (span,) = schedule(date(2026, 11, 24), [LegSpec(3, working=True, calendar=texan.calendar())])
    assert span.ends_on == date(2026, 11, 29)


def test_an_order_is_dated_on_the_calendars_of_whoever_works(cast, texan):
    chain = make_lead_time(cast.acme, ("supplier", 1), (texan, 4), name="Worked")
    chain.legs.filter(facility=texan).update(day_basis="working")
    order = make_draft(cast, lead_time=chain, ordered_on=date(2026, 11, 23))
    assert order.legs.last().expected_ends_on == date(2026, 12, 2)


def test_dating_a_chain_takes_as_many_queries_for_one_place_as_for_three(
    cast, texan, django_assert_num_queries
):
    legs = list(cast.lead_time.legs.select_related("facility"))
    with django_assert_num_queries(1):
        date_chain(date(2026, 11, 23), legs, supplier_id=cast.ningbo.pk)


def test_the_facilitys_page_shows_its_calendar(cast, texan, sign_in, time_machine):
    time_machine.move_to(date(2026, 11, 22))
    ExtraDay.objects.create(facility=texan, day=date(2026, 11, 28), reason="Peak season")
    page = sign_in(cast.vera).get(texan.get_absolute_url()).content.decode()
    for words in (
        "Thanksgiving Day",
        "28 Nov 2026",
        "Peak season",
        "Public holidays of United States, Texas",
    ):
        assert words in page


def test_the_facilitys_page_names_worked_weekends_ahead_and_estimates(cast, sign_in, time_machine):
    time_machine.move_to(date(2026, 9, 1))
    Facility.objects.filter(pk=cast.ningbo.pk).update(holiday_country="CN")
    page = " ".join(sign_in(cast.vera).get(cast.ningbo.get_absolute_url()).text.split())
    assert "Works instead on Sun 20 Sep 2026, Sat 10 Oct 2026" in page
    assert "those of 2027 are not announced" in page


def test_where_no_weekend_is_worked_nothing_is_said_of_it(cast, texan, sign_in):
    page = sign_in(cast.vera).get(texan.get_absolute_url()).text
    assert "Public holidays of United States" in page
    assert "Works instead" not in page
    assert "not announced" not in page


def test_one_instant_is_another_day_in_auckland_than_in_los_angeles(db, time_machine):
    time_machine.move_to(datetime(2026, 12, 31, 11, 30, tzinfo=UTC))
    auckland = OrganizationFactory(timezone="Pacific/Auckland")
    los_angeles = OrganizationFactory(timezone="America/Los_Angeles")
    assert (auckland.today(), los_angeles.today()) == (date(2027, 1, 1), date(2026, 12, 31))


def test_a_facility_has_the_day_of_its_own_clock(cast, time_machine):
    time_machine.move_to(datetime(2026, 12, 31, 11, 30, tzinfo=UTC))
    cast.harbor.timezone = "Pacific/Auckland"
    cast.lone_star.timezone = "America/Los_Angeles"
    assert (cast.harbor.today(), cast.lone_star.today()) == (date(2027, 1, 1), date(2026, 12, 31))

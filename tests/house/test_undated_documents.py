"""A document whose legs have no dates (an import, a shell) says so, and takes nothing else down with it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from leadtimes.rescheduling import batches
from leadtimes.rescheduling import services as rescheduling
from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing.leg_reports import services as leg_reports
from purchasing.leg_reports.reminders import remind
from purchasing.models import PurchaseOrder
from sostocked.foundation.people.calendar_feeds import open_feed
from tests.factories import ClosureFactory, make_placed, make_transfer
from workorders.models import WorkOrder
from workorders.transfers.services import send

STARTS, ENDS = ("baseline_starts_on", "expected_starts_on"), ("baseline_ends_on", "expected_ends_on")
ORDERS = "/o/acme/purchase-orders/"
WORK = "/o/acme/work-orders/"


def without(legs, *names):
    legs.update(**dict.fromkeys(names))


SHAPES = {
    "no dates": lambda legs: without(legs, *STARTS, *ENDS),
    "no starts": lambda legs: without(legs, *STARTS),
    "no ends": lambda legs: without(legs, *ENDS),
    "only the first dated": lambda legs: without(legs.filter(position__gt=1), *STARTS, *ENDS),
    "gaps": lambda legs: without(legs.filter(position__in=[2, 3]), *STARTS, *ENDS),
    "no legs": lambda legs: legs.all().delete(),
}


@pytest.fixture(params=SHAPES)
def shape(request):
    return SHAPES[request.param]


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(datetime(2026, 12, 20, 18, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def undated(cast, shape):
    """PO-1001 and WO-1001-1 without dates, between PO-1002 with its own and a transfer without: WO-2001."""
    order = make_placed(cast)
    make_placed(cast)
    shape(order.legs)
    PurchaseOrder.objects.filter(pk=order.pk).update(baseline_available_on=None)
    transfer = send(make_transfer(cast, (cast.lone_star, 2), ("freight/ground", 3), ("fba", 3)))
    shape(transfer.legs)
    undated_work = WorkOrder.objects.filter(pk__in=[transfer.pk, order.work_orders.get().pk])
    undated_work.update(expected_on=None, leave_on=None, told_expected_on=None, told_leave_on=None)
    return order


SELLERS_LISTS = [
    f"{ORDERS}?sort=",
    f"{ORDERS}?punctuality=late",
    f"{ORDERS}?punctuality=at_risk",
    "/o/acme/timeline/",
    "/o/acme/timeline/?scale=weeks",
    WORK,
    "/calendar/",
]
HALLS_LISTS = ["/work-orders/", "/work-orders/timeline/", "/work-orders/timeline/?scale=weeks"]


def test_no_list_of_the_seller_goes_down(cast, sign_in, undated):
    client = sign_in(cast.alice)
    assert {url: client.get(url).status_code for url in SELLERS_LISTS} == dict.fromkeys(SELLERS_LISTS, 200)
    numbers = [row.order.number for row in client.get(ORDERS).context["rows"]]
    assert numbers == ["PO-1002", "PO-1001"]


def test_no_list_of_the_facility_goes_down(cast, sign_in, undated):
    client = sign_in(cast.dana)
    assert {url: client.get(url).status_code for url in HALLS_LISTS} == dict.fromkeys(HALLS_LISTS, 200)


def test_every_page_of_the_order_opens(cast, sign_in, undated):
    client = sign_in(cast.alice)
    for page in ("", "legs/", "confirm/", "close/", "cancel/"):
        assert client.get(f"{undated.get_absolute_url()}{page}", follow=True).status_code == 200, page


@pytest.mark.parametrize("who", ["alice", "dana"])
def test_every_page_of_its_work_orders_opens(cast, sign_in, undated, who):
    client = sign_in(getattr(cast, who))
    for work_order in WorkOrder.objects.exclude(order__number="PO-1002"):
        for page in ("", "acknowledge/", "start/", "complete/", "steps/", "edit/", "cancel/"):
            answer = client.get(f"{work_order.get_absolute_url()}{page}", follow=True)
            assert answer.status_code < 500, page


def test_its_legs_can_be_reported(cast, sign_in, undated):
    said = {"what": "finished", "on": "2026-12-19", "sure": "on", "reason": "factory"}
    transfer = WorkOrder.objects.get(order=None)
    for who, document, legs in (
        (cast.alice, undated, undated.legs.all()),
        (cast.dana, transfer, transfer.legs.filter(kind="prep")),
    ):
        for leg in legs:
            url = f"{document.get_absolute_url()}legs/{leg.pk}/report/"
            assert sign_in(who).get(url).status_code == 200
            assert sign_in(who).post(url, said).status_code == 302
        assert set(legs.values_list("actual_ends_on", flat=True)) <= {date(2026, 12, 19)}


def test_a_report_dates_what_follows(cast, undated):
    legs = list(undated.legs.all())
    if legs:
        report = LegReport(ReportKind.FINISHED, date(2026, 12, 19), "factory", sure=True)
        speaker = Speaker(cast.alice, date(2026, 12, 20))
        leg_reports.report(undated, leg_id=legs[2].pk, leg_report=report, speaker=speaker)
        assert undated.legs.get(position=4).expected_starts_on == date(2026, 12, 19)
    assert not undated.legs.filter(position__gt=3, expected_ends_on=None).exists()


def test_the_calendar_feed_and_reminders_tell_of_the_others(cast, undated):
    for person in (cast.alice, cast.dana):
        answer = Client().get(f"/calendar/{open_feed(person).secret}.ics")
        assert answer.status_code == 200
        assert "WO-1002-1" in answer.content.decode()
    other = PurchaseOrder.objects.get(number="PO-1002")
    other.legs.filter(position=1).update(expected_ends_on=date(2026, 12, 20))
    assert remind(cast.acme) is True


def test_a_change_of_calendar_dates_them(cast, sign_in, undated):
    ClosureFactory(facility=cast.lone_star, starts_on=date(2026, 12, 24), ends_on=date(2027, 1, 2))
    counted = batches.run(rescheduling.ask(cast.lone_star, by=cast.alice))
    if counted.moved:
        batches.run(rescheduling.start(counted, by=cast.alice))
    assert sign_in(cast.alice).get(f"{cast.lone_star.get_absolute_url()}re-date/").status_code == 200
    assert not undated.legs.filter(expected_ends_on=None).exists()


def test_a_row_that_cannot_be_told_says_so(cast, sign_in):
    order = make_placed(cast)
    without(order.legs, *STARTS, *ENDS)
    order.work_orders.update(expected_on=None, leave_on=None)
    client = sign_in(cast.alice)
    row = client.get(ORDERS).context["rows"][0]
    assert (row.where.words, row.where.is_assumed, row.lateness.words) == ("Not dated", False, [])
    assert "<bdi>Not dated</bdi>" in client.get(order.get_absolute_url()).content.decode()
    assert client.get("/o/acme/timeline/").content.decode().count("not dated") == 1
    assert sign_in(cast.dana).get("/work-orders/").content.decode().count("Not dated") == 2

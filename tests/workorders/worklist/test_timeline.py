"""What arrives at a facility and must leave it, on a calendar."""

from datetime import date, timedelta

import pytest

from purchasing.models import OrderLeg
from purchasing.services import cancel
from tests.factories import FacilityFactory, make_lead_time, make_placed
from tests.workorders.conftest import make_transfer
from workorders import services
from workorders.models import WorkOrder
from workorders.transfers.services import send

TIMELINE = "/work-orders/timeline/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def in_november(time_machine):
    time_machine.move_to("2026-11-22T18:00:00Z")


@pytest.fixture
def dana(client, cast):
    client.force_login(cast.dana)
    return client


def numbers(response):
    return [row.number for row in response.context["chart"].rows]


def label_of(response, row=0):
    return response.text.split('role="img" aria-label="')[row + 1].partition('"')[0]


def test_the_legs_here_and_onward_are_shown_and_no_others(dana, sent):
    page = dana.get(TIMELINE)
    assert label_of(page) == (
        "Prep center at Lone Star Prep (Dallas), 13 Dec to 18 Dec 2026, planned, "
        "Sun 13 Dec, closed; first open day Mon 14 Dec; "
        "Ground freight, 18 Dec to 24 Dec 2026, planned; "
        "FBA check-in, 24 Dec to 31 Dec 2026, planned. As placed: 13 Dec to 31 Dec 2026"
    )
    assert [row.dates for row in page.context["chart"].rows] == [(date(2026, 12, 13), date(2026, 12, 18))]
    assert page.text.index('<th scope="col">Arrives</th>') < page.text.index(
        '<th scope="col">Must leave</th>'
    )
    assert "At your facility" in page.text


def test_supplier_order_and_the_next_facility_are_none_of_its_business(client, cast):
    chain = make_lead_time(
        cast.acme,
        ("supplier", 30),
        (cast.lone_star, 5),
        ("freight/ground", 3),
        (cast.harbor, 4),
        ("fba", 7),
        name="Two stops",
    )
    order = make_placed(cast, lead_time=chain)
    order.legs.filter(position=1).update(label="Ningbo's own line")
    client.force_login(cast.alice)
    hers = client.get("/o/acme/timeline/").text
    client.force_login(cast.dana)
    page = client.get(TIMELINE)
    for secret in ("Ningbo", "PO-1001", "Harbor"):
        assert secret in hers
        assert secret not in page.text
    assert numbers(page) == ["WO-1001-1"]
    assert label_of(page).count(";") == 1
    client.force_login(cast.wes)
    page = client.get(TIMELINE)
    assert numbers(page) == ["WO-1001-2"]
    assert "Lone Star" not in page.text


def test_stand_alone_work_shows_its_own_legs(dana, cast, pacific):
    send(make_transfer(cast, pacific))
    page = dana.get(TIMELINE)
    assert label_of(page) == (
        "Warehouse at Pacific 3PL (Tacoma), 16 Nov to 18 Nov 2026, assumed; "
        "Parcel, 18 Nov to 22 Nov 2026, assumed; "
        "FBA check-in, 22 Nov to 28 Nov 2026, planned. As placed: 16 Nov to 28 Nov 2026"
    )
    assert '<span class="word at-risk">to be confirmed</span>' in page.text


def test_work_under_way_alone_soonest_arrival_first(dana, cast, pacific, planned, sent):
    own = make_transfer(cast, pacific)
    send(own)
    later = make_placed(cast, ordered_on=date(2026, 11, 1)).work_orders.get()
    gone = make_placed(cast).work_orders.get()
    services.acknowledge(gone, by=cast.dana, revision=gone.revision)
    cancel(gone.order, reason="No longer needed")
    assert numbers(dana.get(TIMELINE)) == [own.number, sent.number, later.number]


def test_a_later_departure_is_late_in_a_word(dana, cast, sent):
    for leg in sent.order.legs.filter(position__gte=4):
        OrderLeg.objects.filter(pk=leg.pk).update(
            expected_starts_on=leg.expected_starts_on + 9 * DAY,
            expected_ends_on=leg.expected_ends_on + 9 * DAY,
        )
    page = dana.get(TIMELINE)
    assert '<span class="word late">9 days late</span>' in page.text


def test_the_legs_before_it_do_not_put_it_at_risk(dana, cast, sent):
    page = dana.get(TIMELINE)
    assert sent.order.legs.filter(expected_ends_on__lte=date(2026, 11, 22), actual_ends_on=None).exists()
    assert '<span class="word">on time</span>' in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["alone", "ordered"]),
        ("status=acknowledged", ["alone"]),
        ("status=completed", ["alone", "ordered"]),
        ("awaiting=on", ["ordered"]),
        ("week=on", []),
        ("facility=Pacific+3PL", ["alone"]),
        ("q=brush", ["ordered"]),
        ("q=nothing+like+this", []),
        ("scale=weeks", ["alone", "ordered"]),
        ("after=x", ["alone", "ordered"]),
    ],
)
def test_it_is_narrowed_like_the_worklist(dana, cast, pacific, sent, query, found):
    alone = make_transfer(cast, pacific)
    send(alone)
    services.acknowledge(alone, by=cast.dana, revision=1)
    names = {alone.number: "alone", sent.number: "ordered"}
    page = dana.get(f"{TIMELINE}?{query}")
    assert [names[number] for number in numbers(page)] == found
    assert ("Nothing matches" in page.text) == (found == [])


def test_several_facilities_are_named(dana, cast, pacific, sent):
    send(make_transfer(cast, pacific))
    page = dana.get(TIMELINE)
    assert [row.who for row in page.context["chart"].rows] == [
        "Acme Goods · Pacific 3PL",
        "Acme Goods · Lone Star Prep",
    ]


def test_work_without_a_leg_has_no_picture_but_a_row(dana, sent):
    WorkOrder.objects.filter(pk=sent.pk).update(leg=None)
    page = dana.get(TIMELINE)
    assert label_of(page) == "No dated legs"
    assert numbers(page) == [sent.number]


def test_an_empty_calendar_and_a_person_without_facility_are_told_what_to_do(client, cast, sent):
    client.force_login(cast.wes)
    assert "Nothing is under way" in client.get(TIMELINE).text
    client.force_login(cast.charlie)
    page = client.get(TIMELINE)
    assert "No facility yet" in page.text
    assert sent.number not in page.text


def test_list_and_timeline_lead_to_each_other(dana, sent):
    for here, there in ((TIMELINE, "/work-orders/"), ("/work-orders/", TIMELINE)):
        page = dana.get(here)
        assert f'<a class="tabs__tab" href="{there}">' in page.text
        assert f'<a class="tabs__tab" href="{here}" aria-current="page">' in page.text


def test_htmx_gets_the_timeline_alone(dana, sent):
    part = dana.get(TIMELINE, headers={"HX-Request": "true"})
    assert part.text.strip().startswith('<div id="timeline"')
    assert "<html" not in part.text


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_it_asks_the_same_few_questions(dana, cast, pacific, django_assert_max_num_queries, rows):
    other = FacilityFactory(organization=cast.stranger, name="Dock")
    other.staff.add(cast.dana)
    for n in range(rows):
        send(make_transfer(cast, pacific)) if n % 2 else make_placed(cast)
    dana.get(TIMELINE)
    with django_assert_max_num_queries(10):
        assert len(numbers(dana.get(TIMELINE))) == rows

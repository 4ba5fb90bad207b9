"""The facility's list across sellers, and the seller's list across facilities."""

from datetime import date, timedelta

import pytest
import time_machine

from sostocked.foundation.pages.paging import PAGE
from tests.factories import FacilityFactory, ProductFactory, make_stock
from tests.workorders.conftest import way_to_amazon
from workorders import services
from workorders.models import WorkOrder
from workorders.steps.services import StepInput, write_steps
from workorders.transfers.services import LineInput, create_transfer, send

MONDAY = date(2026, 11, 16)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def on_a_monday():
    with time_machine.travel("2026-11-16 18:00 +0000", tick=False):
        yield


@pytest.fixture
def desk(cast):
    """Dana works at one warehouse for Acme and for Stranger Goods; `desk(seller, day)` sends it work."""
    places, products = {}, {}
    for seller in (cast.acme, cast.stranger):
        places[seller] = FacilityFactory(organization=seller, name=f"Dock {seller.slug}", timezone="UTC")
        places[seller].staff.add(cast.dana)
        products[seller] = ProductFactory(organization=seller, sku=f"THING-{seller.slug}")

    def assign(seller, starts_on, *, state="sent"):
        make_stock(places[seller], products[seller], 10, by=cast.alice)
        work_order = create_transfer(
            places[seller],
            by=cast.alice,
            starts_on=starts_on,
            lines=[LineInput(products[seller], 10)],
            steps=[StepInput("ship")],
            legs=way_to_amazon(places[seller]),
        )
        if state != "planned":
            send(work_order)
        if state in ("acknowledged", "started", "completed"):
            services.acknowledge(work_order, by=cast.dana, revision=1)
        if state in ("started", "completed"):
            services.start(work_order, by=cast.dana)
        if state == "completed":
            services.tick(work_order, step_id=work_order.steps.get().pk, done=True, by=cast.dana)
            services.complete(work_order, by=cast.dana, sure=True)
        return WorkOrder.objects.get(pk=work_order.pk)

    return assign


def groups_of(response):
    return {group.name: [str(each) for each in group.work_orders] for group in response.context["groups"]}


@pytest.fixture
def dana(client, cast):
    client.force_login(cast.dana)
    return client


def test_work_is_grouped_nearest_need_first(dana, cast, desk):
    later = desk(cast.stranger, MONDAY + timedelta(days=30), state="acknowledged")
    last_day = desk(cast.acme, MONDAY + timedelta(days=4), state="acknowledged")
    today = desk(cast.acme, MONDAY, state="acknowledged")
    late = desk(cast.acme, MONDAY - timedelta(days=9), state="started")
    waiting = desk(cast.stranger, MONDAY + timedelta(days=60))
    desk(cast.acme, MONDAY, state="planned")
    desk(cast.acme, MONDAY, state="completed")
    assert groups_of(dana.get("/work-orders/")) == {
        "waiting": [str(waiting)],
        "overdue": [str(late)],
        "week": [str(today), str(last_day)],
        "later": [str(later)],
    }


def test_work_stands_in_the_group_of_the_day_that_counts(dana, cast, desk):
    """Nobody is there at weekends: what comes on Sunday is Monday's, what must leave on Saturday was Friday's."""
    monday = MONDAY + timedelta(days=7)
    comes_on_sunday = desk(cast.acme, MONDAY + timedelta(days=6), state="acknowledged")
    leaves_on_saturday = desk(cast.acme, MONDAY + timedelta(days=3), state="started")
    comes_on_saturday = desk(cast.acme, MONDAY + timedelta(days=5), state="acknowledged")
    assert [comes_on_sunday.expected_on, leaves_on_saturday.leave_on] == [
        date(2026, 11, 22),
        date(2026, 11, 21),
    ]
    here = groups_of(dana.get("/work-orders/"))
    assert here == {
        "week": [str(leaves_on_saturday)],
        "later": [str(comes_on_saturday), str(comes_on_sunday)],
    }
    assert groups_of(dana.get("/work-orders/?week=on")) == {"week": [str(leaves_on_saturday)]}
    with time_machine.travel("2026-11-21 18:00 +0000", tick=False):
        there = groups_of(dana.get("/work-orders/"))
    assert there == {
        "overdue": [str(leaves_on_saturday)],
        "week": [str(comes_on_saturday), str(comes_on_sunday)],
    }
    with time_machine.travel(f"{monday} 18:00 +0000", tick=False):
        assert str(comes_on_sunday) in groups_of(dana.get("/work-orders/"))["week"]


def test_changed_work_asks_to_be_read_and_new_work_has_one_tap(dana, cast, desk):
    changed = desk(cast.acme, MONDAY, state="acknowledged")
    write_steps(changed, version=changed.version, steps=[StepInput("store")])
    new = desk(cast.stranger, MONDAY)
    page = dana.get("/work-orders/")
    assert groups_of(page) == {"waiting": [str(changed), str(new)]}
    text = page.content.decode()
    assert "2 wait for your acknowledgement" in text
    assert "Read what changed" in text
    assert f'action="{new.get_absolute_url()}acknowledge/"' in text
    assert f'action="{changed.get_absolute_url()}acknowledge/"' not in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["waiting", "today", "far"]),
        ("awaiting=on", ["waiting"]),
        ("week=on", ["waiting", "today"]),
        ("seller=stranger", ["waiting"]),
        ("facility=Dock+acme", ["today", "far"]),
        ("status=acknowledged", ["today", "far"]),
        ("status=completed", ["done"]),
        ("q=thing-STRANGER", ["waiting"]),
        ("q=nothing+like+this", []),
        ("q=%00", ["waiting", "today", "far"]),
        ("status=nonsense&seller=nobody", ["waiting", "today", "far"]),
        ("after=x_y_z", ["waiting", "today", "far"]),
        ("before=1_9999-99-99_1", ["waiting", "today", "far"]),
    ],
)
def test_the_address_narrows_the_list(dana, cast, desk, query, expected):
    numbers = {
        "waiting": desk(cast.stranger, MONDAY),
        "today": desk(cast.acme, MONDAY, state="acknowledged"),
        "far": desk(cast.acme, MONDAY + timedelta(days=30), state="acknowledged"),
        "done": desk(cast.acme, MONDAY, state="completed"),
    }
    page = dana.get(f"/work-orders/?{query}")
    assert page.status_code == 200
    urls = [each.get_absolute_url() for group in page.context["groups"] for each in group.work_orders]
    assert urls == [numbers[name].get_absolute_url() for name in expected]


def test_htmx_gets_the_list_alone(dana, cast, desk):
    desk(cast.acme, MONDAY)
    text = dana.get("/work-orders/", **HTMX).content.decode()
    assert 'id="worklist"' in text
    assert "<html" not in text


def test_paging_shows_each_work_order_once_in_both_directions(dana, cast, desk):
    wanted = [str(desk(cast.acme, MONDAY + timedelta(days=n % 3))) for n in range(PAGE + 3)]
    first = dana.get("/work-orders/")
    second = dana.get(first.context["page"].next_url)
    seen = [str(row) for page in (first, second) for row in page.context["page"].rows]
    assert sorted(seen) == sorted(wanted)
    assert second.context["page"].next_url == ""
    back = dana.get(second.context["page"].previous_url)
    assert [str(row) for row in back.context["page"].rows] == seen[:PAGE]
    assert back.context["page"].previous_url == ""


def test_an_empty_desk_is_friendly(dana, cast):
    assert "All done" in dana.get("/work-orders/").content.decode()


def test_people_without_a_facility_are_told_how_to_get_one(client, cast, sent):
    client.force_login(cast.alice)
    text = client.get("/work-orders/").content.decode()
    assert "No facility yet" in text
    assert sent.number not in text


def test_nobody_sees_the_work_of_another_facility(client, cast, desk):
    work_order = desk(cast.acme, MONDAY)
    client.force_login(cast.wes)
    assert work_order.number not in client.get("/work-orders/").content.decode()


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_worklist_asks_the_same_few_questions(dana, cast, desk, django_assert_max_num_queries, rows):
    for n in range(rows):
        desk([cast.acme, cast.stranger][n % 2], MONDAY, state=["sent", "started"][n % 2])
    dana.get("/work-orders/")
    with django_assert_max_num_queries(9):
        assert len(dana.get("/work-orders/").context["page"].rows) == rows


# ── The seller's list ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("alice", 200),
        ("bob", 200),
        ("vera", 200),
        ("root", 200),
        ("dana", 404),
        ("wes", 404),
        ("charlie", 404),
    ],
)
def test_the_sellers_list_is_the_sellers(client, cast, who, status):
    client.force_login(getattr(cast, who))
    assert client.get("/o/acme/work-orders/").status_code == status


def test_only_who_may_write_is_offered_a_new_one(client, cast):
    for who, offered in (("bob", True), ("vera", False)):
        client.force_login(getattr(cast, who))
        assert ("/o/acme/work-orders/new/" in client.get("/o/acme/work-orders/").content.decode()) is offered


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["alone", "planned", "ordered"]),
        ("source=alone", ["alone", "planned"]),
        ("source=order", ["ordered"]),
        ("status=planned", ["planned"]),
        ("awaiting=on", ["ordered"]),
        ("q=brush", ["ordered"]),
        ("facility=999999", ["alone", "planned", "ordered"]),
        ("after=99999999999999999999999", ["alone", "planned", "ordered"]),
    ],
)
def test_the_sellers_list_is_narrowed_by_its_address(client, cast, sent, desk, query, expected):
    names = {"ordered": sent, "planned": desk(cast.acme, MONDAY, state="planned")}
    names["alone"] = desk(cast.acme, MONDAY, state="acknowledged")
    desk(cast.stranger, MONDAY)
    client.force_login(cast.alice)
    rows = client.get(f"/o/acme/work-orders/?{query}").context["page"].rows
    assert [str(row) for row in rows] == [str(names[name]) for name in expected]


def test_the_seller_sees_who_read_what(client, cast, acknowledged):
    client.force_login(cast.vera)
    text = client.get("/o/acme/work-orders/").content.decode()
    assert "Dana" in text
    assert 'revision 1 · <span class="nowrap">16 Nov 2026</span>' in text
    assert f'href="{acknowledged.get_absolute_url()}"' in text


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_sellers_list_asks_the_same_few_questions(
    client, cast, desk, django_assert_max_num_queries, rows
):
    for _ in range(rows):
        desk(cast.acme, MONDAY, state="acknowledged")
    client.force_login(cast.alice)
    with django_assert_max_num_queries(8):
        assert len(client.get("/o/acme/work-orders/").context["page"].rows) == rows

"""The list of orders."""

from datetime import date

import pytest

from purchasing.models import PurchaseOrder
from purchasing.services import cancel
from tests.factories import FacilityFactory, ProductFactory, make_draft, make_lead_time, make_placed
from tests.purchasing.conftest import ORDERS
from workorders.services import acknowledge

HTMX = {"HX-Request": "true"}


def numbers(response):
    return [row.order.number for row in response.context["rows"]]


def test_without_orders_the_first_one_is_offered(cast, sign_in):
    page = sign_in(cast.bob).get(ORDERS)
    assert "Create a purchase order" in page.text


def test_a_viewer_is_offered_nothing_to_create(cast, sign_in):
    page = sign_in(cast.vera).get(ORDERS)
    assert "No purchase orders yet" in page.text
    assert f"{ORDERS}new/" not in page.text


def test_newest_first_with_what_they_come_to(cast, sign_in):
    make_placed(cast)
    make_draft(cast, lines=[(cast.brushes, 10, "1.005")])
    page = sign_in(cast.alice).get(ORDERS)
    assert numbers(page) == ["PO-1002", "PO-1001"]
    assert "4,200.00" in page.text
    assert "31 Dec 2026" in page.text
    assert "1 planned" in page.text


def test_who_has_acknowledged_is_counted_again_after_a_change(cast, sign_in):
    order = make_placed(cast)
    client = sign_in(cast.alice)
    assert "0 of 1 acknowledged" in client.get(ORDERS).text
    acknowledge(order.work_orders.get(), by=cast.dana, revision=order.work_orders.get().revision)
    assert "1 of 1 acknowledged" in client.get(ORDERS).text
    client.post(
        f"{ORDERS}PO-1001/edit/",
        {
            "action": "save",
            "version": PurchaseOrder.objects.get().version,
            "lines-TOTAL_FORMS": 1,
            "lines-0-sku": "CH-BRUSH-SET",
            "lines-0-quantity": "2500",
            "lines-0-unit_cost": "2.10",
        },
    )
    assert "0 of 1 acknowledged" in client.get(ORDERS).text


def test_a_leg_that_nobody_confirmed_is_only_assumed_to_be_over(cast, sign_in, time_machine):
    make_placed(cast)
    time_machine.move_to("2026-11-12T18:00:00Z")
    row = sign_in(cast.alice).get(ORDERS).context["rows"][0]
    assert (row.where.words, row.where.is_assumed) == ("Ocean freight", True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=draft", ["PO-1003"]),
        ("status=open", ["PO-1001"]),
        ("status=cancelled", ["PO-1002"]),
        ("status=all", ["PO-1003", "PO-1002", "PO-1001"]),
        ("", ["PO-1003", "PO-1001"]),
        ("q=mat-6", ["PO-1003"]),
        ("q=Yoga", ["PO-1003"]),
        ("q=1002", []),
        ("q=1002&status=all", ["PO-1002"]),
        ("q=ningbo", ["PO-1003", "PO-1001"]),
        ("q=nothing+of+the+kind", []),
        ("ordered_from=2026-10-13", ["PO-1003"]),
        ("ordered_until=2026-10-12", ["PO-1001"]),
        ("ordered_from=2026-02-30", ["PO-1003", "PO-1001"]),
        ("status=draft&q=1001", []),
        ("q=%00", ["PO-1003", "PO-1001"]),
    ],
)
def test_the_address_narrows_the_list(cast, sign_in, query, found):
    mat = ProductFactory(organization=cast.acme, sku="YG-MAT-6MM", title="Yoga mat")
    make_placed(cast)
    cancel(make_draft(cast), reason="Entered twice")
    make_draft(cast, lines=[(mat, 5, "7.25")], ordered_on=date(2026, 11, 2))
    page = sign_in(cast.alice).get(f"{ORDERS}?{query}")
    assert numbers(page) == found
    assert ("No purchase order matches" in page.text) == (found == [])


def test_what_is_over_is_one_click_away(cast, sign_in):
    cancel(make_draft(cast), reason="Entered twice")
    client = sign_in(cast.alice)
    page = client.get(f"{ORDERS}?q=1001&supplier={cast.ningbo.pk}")
    assert numbers(page) == []
    assert page.context["all_url"] == f"{ORDERS}?q=1001&supplier={cast.ningbo.pk}&status=all"
    assert page.context["all_url"].replace("&", "&amp;") in page.text
    assert numbers(client.get(page.context["all_url"])) == ["PO-1001"]


def test_the_way_back_and_the_tabs_keep_the_filters(cast, sign_in):
    order = make_placed(cast)
    client = sign_in(cast.alice)
    query = f"q=1001&supplier={cast.ningbo.pk}"
    tabs = client.get(f"{ORDERS}?{query}&after=99").context["tabs"]
    assert [tab["url"] for tab in tabs] == [f"{ORDERS}?{query}", f"/o/acme/timeline/?{query}"]
    client.get(f"{ORDERS}?{query}")
    back = f'href="{ORDERS}?{query}"'.replace("&", "&amp;")
    for page in (order.get_absolute_url(), f"{order.get_absolute_url()}edit/", f"{ORDERS}new/"):
        assert back in client.get(page).text
    client.get(ORDERS)
    assert back not in client.get(order.get_absolute_url()).text


def test_another_list_is_not_the_way_back(cast, sign_in):
    order = make_placed(cast)
    client = sign_in(cast.alice)
    for elsewhere in ("/o/acme/products/?q=x", "//evil.example/o/acme/purchase-orders/?q=x"):
        client.cookies["last_list"] = elsewhere
        assert f'href="{ORDERS}"' in client.get(order.get_absolute_url()).text


def test_facility_supplier_and_lead_time_narrow_the_list(cast, sign_in):
    direct = make_lead_time(cast.acme, ("supplier", 15), ("fba", 5), name="Straight to FBA")
    make_draft(cast)
    make_draft(cast, lead_time=direct)
    client = sign_in(cast.alice)
    assert numbers(client.get(f"{ORDERS}?facility={cast.lone_star.pk}")) == ["PO-1001"]
    assert numbers(client.get(f"{ORDERS}?lead_time={direct.pk}")) == ["PO-1002"]
    assert numbers(client.get(f"{ORDERS}?supplier={cast.ningbo.pk}")) == ["PO-1002", "PO-1001"]
    stranger = FacilityFactory(organization=cast.stranger, supplier=True)
    page = client.get(f"{ORDERS}?supplier={stranger.pk}")
    assert "Select a valid choice" in page.text


def test_htmx_gets_the_list_alone(cast, sign_in):
    make_draft(cast)
    part = sign_in(cast.alice).get(f"{ORDERS}?status=draft", headers=HTMX)
    assert part.text.strip().startswith('<div id="orders"')
    assert "PO-1001" in part.text
    assert "<form" not in part.text


@pytest.fixture
def many(cast):
    order = make_draft(cast)
    PurchaseOrder.objects.bulk_create(
        PurchaseOrder(
            organization=cast.acme,
            number=f"PO-{n}",
            supplier=cast.ningbo,
            lead_time=cast.lead_time,
            ordered_on=order.ordered_on,
            currency="USD",
            created_by=cast.alice,
        )
        for n in range(1002, 1121)
    )


def test_pages_follow_each_other_both_ways_without_gap_or_overlap(cast, sign_in, many):
    client = sign_in(cast.alice)
    first = client.get(ORDERS)
    second = client.get(first.context["page"].next_url)
    third = client.get(second.context["page"].next_url)
    pages = [numbers(page) for page in (first, second, third)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [*pages[0], *pages[1], *pages[2]] == [f"PO-{n}" for n in range(1120, 1000, -1)]
    assert third.context["page"].next_url == first.context["page"].previous_url == ""
    assert numbers(client.get(third.context["page"].previous_url)) == pages[1]
    assert numbers(client.get(second.context["page"].previous_url)) == pages[0]


def test_pages_keep_the_filters_and_never_count_or_skip(cast, sign_in, many, django_assert_max_num_queries):
    client = sign_in(cast.alice)
    page = client.get(f"{ORDERS}?status=draft&q=PO-1")
    assert "status=draft" in page.context["page"].next_url
    with django_assert_max_num_queries(10) as asked:
        client.get(page.context["page"].next_url)
    sql = " ".join(each["sql"] for each in asked.captured_queries)
    assert "OFFSET" not in sql
    assert "COUNT(*)" not in sql


@pytest.mark.parametrize("cursor", ["after=x", "after=-1", "before=１２", "after=" + "9" * 40, "before=0"])
def test_a_cursor_that_is_none_starts_at_the_top(cast, sign_in, cursor):
    make_draft(cast)
    assert numbers(sign_in(cast.alice).get(f"{ORDERS}?{cursor}")) == ["PO-1001"]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_list_asks_the_database_at_most_ten_times(cast, sign_in, count, django_assert_max_num_queries):
    for _ in range(count):
        make_draft(cast)
    client = sign_in(cast.alice)
    client.get(ORDERS)
    with django_assert_max_num_queries(10):
        page = client.get(ORDERS)
    assert len(page.context["rows"]) == count


def test_strangers_and_facility_staff_find_no_list(cast, sign_in):
    make_placed(cast)
    for person in (cast.charlie, cast.dana, cast.wes):
        assert sign_in(person).get(ORDERS).status_code == 404

"""Open orders on a calendar."""

from datetime import date

import pytest

from leadtimes.timeline import chart
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.services import cancel, confirm
from tests.factories import (
    ClosureFactory,
    FacilityFactory,
    make_closed,
    make_draft,
    make_lead_time,
    make_placed,
)

TIMELINE = "/o/acme/timeline/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def in_november(time_machine):
    time_machine.move_to("2026-11-22T18:00:00Z")


def numbers(response):
    return [row.number for row in response.context["chart"].rows]


def label_of(response, row=0):
    """What a screen reader hears of a row's picture."""
    return response.text.split('role="img" aria-label="')[row + 1].partition('"')[0]


def test_open_orders_alone_soonest_available_first(cast, sign_in):
    quick = make_lead_time(cast.acme, ("supplier", 15), ("fba", 5), name="Straight to FBA")
    make_placed(cast, ordered_on=date(2026, 11, 20))
    make_placed(cast)
    confirm(make_placed(cast, lead_time=quick, ordered_on=date(2026, 11, 10)))
    make_draft(cast)
    make_closed(make_placed(cast))
    cancel(make_placed(cast), reason="Entered twice")
    assert numbers(sign_in(cast.alice).get(TIMELINE)) == ["PO-1003", "PO-1002", "PO-1001"]


def test_a_row_is_read_out_leg_by_leg_with_dates_and_states(cast, sign_in):
    order = make_placed(cast)
    order.legs.filter(position=1).update(actual_ends_on=date(2026, 11, 11))
    order.legs.filter(position=2).update(expected_ends_on=date(2026, 11, 22))
    page = sign_in(cast.vera).get(TIMELINE)
    assert label_of(page) == (
        "Production, 12 Oct to 11 Nov 2026, confirmed; "
        "Ocean freight, 11 Nov to 22 Nov 2026, assumed; "
        "Ground freight, 9 Dec to 13 Dec 2026, planned; "
        "Prep center at Lone Star Prep (Dallas), 13 Dec to 18 Dec 2026, planned, "
        "Sun 13 Dec, closed; first open day Mon 14 Dec; "
        "Ground freight, 18 Dec to 24 Dec 2026, planned; "
        "FBA check-in, 24 Dec to 31 Dec 2026, planned. As placed: 12 Oct to 31 Dec 2026"
    )
    assert '<th scope="row"><a href="/o/acme/purchase-orders/PO-1001/">PO-1001</a>' in page.text
    assert '<bdi class="who">Ningbo Brightware</bdi>' in page.text
    assert '<th scope="col">Available</th>' in page.text
    assert "1 Oct 2026 to 31 Jan 2027. Today, 22 Nov." in page.text


def test_late_is_a_word_and_a_line_beyond_the_baseline(cast, sign_in):
    order = make_placed(cast)
    client = sign_in(cast.alice)
    order.legs.filter(position=1).update(actual_ends_on=date(2026, 11, 11))
    page = client.get(TIMELINE)
    assert '<span class="word">on time</span>' in page.text
    assert "Later than placed: " not in page.text
    order.legs.filter(position=6).update(expected_ends_on=date(2027, 1, 9))
    page = client.get(TIMELINE)
    assert '<span class="word late">9 days late</span>' in page.text
    assert page.text.count('<rect class="overrun"') == 1 + 1  # and in the legend
    assert "<title>Later than placed: 31 Dec 2026</title>" in page.text


def test_what_nobody_confirmed_asks_to_be_confirmed(cast, sign_in):
    make_placed(cast)
    page = sign_in(cast.alice).get(TIMELINE)
    assert '<span class="word at-risk">to be confirmed</span>' in page.text


def test_a_closure_on_the_way_is_shaded_and_named(cast, sign_in):
    ClosureFactory(
        facility=cast.ningbo,
        starts_on=date(2026, 2, 1),
        ends_on=date(2026, 2, 3),
        reason="Plant <moves>",
        repeats_on=[date(2026, 10, 20)],
    )
    make_placed(cast)
    page = sign_in(cast.alice).get(TIMELINE)
    closed = "Closed 20 Oct to 22 Oct 2026: Plant &lt;moves&gt;"
    assert f"<title>{closed}</title>" in page.text
    assert "confirmed" not in label_of(page)
    assert "closed 20 Oct to 22 Oct 2026 (Plant &lt;moves&gt;)" in label_of(page)
    assert "<moves>" not in page.text


def test_what_people_typed_stays_text(cast, sign_in):
    odd = FacilityFactory(organization=cast.acme, name='"><script>alert(1)</script>', supplier=True)
    order = make_placed(cast)
    PurchaseOrder.objects.filter(pk=order.pk).update(supplier=odd)
    order.legs.filter(position=2).update(label='"><img src=x onerror=alert(1)>')
    for scale in ("months", "weeks"):
        page = sign_in(cast.alice).get(f"{TIMELINE}?scale={scale}")
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "&lt;script&gt;alert" in page.text


def test_weeks_are_wide_and_named_and_months_fit_the_page(cast, sign_in):
    make_placed(cast)
    client = sign_in(cast.alice)
    weeks, months = client.get(f"{TIMELINE}?scale=weeks"), client.get(TIMELINE)
    assert "Nov<tspan>ember 2026</tspan></text>" in weeks.text
    assert 'class="name"' in weeks.text
    assert f'<svg class="axis" width="{13 * chart.WEEK_WIDTH}"' in weeks.text
    assert 'dx="5">Nov</text>' in months.text
    assert 'class="name"' not in months.text
    assert '<svg class="axis" aria-hidden="true">' in months.text
    assert client.get(f"{TIMELINE}?scale=decades").context["chart"].scale == "months"


def test_filters_page_and_scale_go_together(cast, sign_in):
    make_placed(cast)
    client = sign_in(cast.alice)
    page = client.get(f"{TIMELINE}?q=brush&scale=weeks&after=2026-01-01_1")
    assert [each["url"] for each in page.context["scales"]] == [
        "?q=brush&scale=months&after=2026-01-01_1",
        "?q=brush&scale=weeks&after=2026-01-01_1#today",
    ]
    assert '<input type="hidden" name="scale" value="weeks" form="filters">' in page.text
    assert '<form class="filter-bar" id="filters"' in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=brush", 2),
        ("q=nothing+of+the+kind", 0),
        ("status=placed", 1),
        ("status=confirmed", 1),
        ("status=draft", 2),
        ("ordered_until=2026-10-12", 1),
        ("after=nonsense", 2),
        ("before=9999-99-99_1", 2),
    ],
)
def test_the_address_narrows_it(cast, sign_in, query, found):
    make_placed(cast)
    confirm(make_placed(cast, ordered_on=date(2026, 11, 2)))
    page = sign_in(cast.alice).get(f"{TIMELINE}?{query}")
    assert page.status_code == 200
    assert len(numbers(page)) == found
    assert ("No open order matches" in page.text) == (found == 0)


def test_htmx_gets_the_timeline_alone(cast, sign_in):
    make_placed(cast)
    part = sign_in(cast.alice).get(TIMELINE, headers=HTMX)
    assert part.text.strip().startswith('<div id="timeline"')
    assert "<html" not in part.text


def test_without_open_orders_the_list_is_offered(cast, sign_in):
    make_draft(cast)
    page = sign_in(cast.alice).get(TIMELINE)
    assert "No open orders" in page.text
    assert 'href="/o/acme/purchase-orders/">Go to all purchase orders' in page.text


def test_list_and_timeline_lead_to_each_other(cast, sign_in):
    make_placed(cast)
    client = sign_in(cast.alice)
    for here, there in ((TIMELINE, "/o/acme/purchase-orders/"), ("/o/acme/purchase-orders/", TIMELINE)):
        page = client.get(here)
        assert f'<a class="tabs__tab" href="{there}">' in page.text
        assert f'<a class="tabs__tab" href="{here}" aria-current="page">' in page.text
        items = {item["label"]: item["current"] for item in page.context["nav"]["items"]}
        assert [label for label, current in items.items() if current] == ["Purchase orders"]


def test_pages_of_five_hundred_follow_each_other(cast, sign_in, bulk_orders, monkeypatch):
    monkeypatch.setattr("purchasing.orders.timeline_views.ROWS", 20)
    bulk_orders(45)
    OrderLeg.objects.filter(order__number="PO-5003").delete()  # not dated: last of all
    client = sign_in(cast.alice)
    pages = [client.get(TIMELINE)]
    while pages[-1].context["page"].next_url:
        pages.append(client.get(pages[-1].context["page"].next_url))
    assert [len(numbers(page)) for page in pages] == [20, 20, 5]
    seen = [number for page in pages for number in numbers(page)]
    assert len(set(seen)) == 45
    assert seen[-1] == "PO-5003"
    assert "No dated legs" in pages[-1].text
    assert numbers(client.get(pages[-1].context["page"].previous_url)) == numbers(pages[1])


@pytest.mark.parametrize("count", [1, 3, 50])
def test_it_asks_the_same_few_questions_whatever_the_number(
    cast, sign_in, bulk_orders, count, django_assert_max_num_queries
):
    bulk_orders(count)
    client = sign_in(cast.alice)
    client.get(TIMELINE)
    with django_assert_max_num_queries(10):
        page = client.get(TIMELINE)
    assert len(numbers(page)) == count
    assert page.text.count("<tr>") == count + 1

"""The list of lead times and the page of one."""

import re
from datetime import date

import pytest
from django.utils import timezone

from leadtimes.models import LeadTime
from tests.factories import ClosureFactory, FacilityFactory, make_lead_time

URL = "/o/acme/lead-times/"
HTMX = {"HX-Request": "true"}


def names(response):
    return [lead_time.name for lead_time in response.context["page"].rows]


def archive(lead_time):
    LeadTime.objects.filter(pk=lead_time.pk).update(archived_at=timezone.now())


def legs_of_bar(page):
    """For each leg of the bar on a page: its kind, and whether it is active."""
    return re.findall(r'data-kind="(\w+)"\s+data-state="planned"\s+data-active="(\w+)"', page.text)


def test_days_work_orders_and_whose_default_it_is(cast, sign_in):
    cast.ningbo.default_lead_time = cast.lead_time
    cast.ningbo.save()
    make_lead_time(cast.acme, ("supplier", 15), ("fba", 5), name="Direct")
    make_lead_time(cast.stranger, ("supplier", 1), name="Strange way")
    page = sign_in(cast.vera).get(URL)
    assert names(page) == ["China → Lone Star → FBA", "Direct"]
    row = page.text.split("<tr>")[2]
    assert [each in row for each in (">80<", "Lone Star Prep", "Ningbo Brightware")] == [True] * 3
    assert ">None<" in page.text.split("<tr>")[3]
    assert "/admin/" not in page.text


def test_one_work_order_for_two_legs_at_one_place_and_two_for_there_and_back(cast):
    way = make_lead_time(
        cast.acme,
        ("supplier", 1),
        (cast.harbor, 1),
        (cast.harbor, 1),
        (cast.lone_star, 1),
        (cast.harbor, 1),
        name="There and back",
    )
    assert way.facilities_with_work_orders() == [cast.harbor, cast.lone_star, cast.harbor]


def test_managers_are_led_to_the_admin(cast, sign_in):
    client = sign_in(cast.alice)
    assert "/admin/leadtimes/leadtime/add/" in client.get(URL).text
    page = client.get(cast.lead_time.get_absolute_url())
    assert f"/admin/leadtimes/leadtime/{cast.lead_time.pk}/change/" in page.text
    assert "/admin/" not in sign_in(cast.bob).get(cast.lead_time.get_absolute_url()).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["China → Lone Star → FBA", "Direct"]),
        ("q=direct", ["Direct"]),
        ("q=lone+star", ["China → Lone Star → FBA"]),
        ("q=nothing", []),
        ("q=%00", ["China → Lone Star → FBA", "Direct"]),
        ("show=archived", ["Old"]),
        ("show=all", ["China → Lone Star → FBA", "Direct", "Old"]),
        ("show=nonsense", ["China → Lone Star → FBA", "Direct"]),
    ],
)
def test_the_address_narrows_the_list(cast, sign_in, query, found):
    make_lead_time(cast.acme, ("supplier", 15), ("fba", 5), name="Direct")
    archive(make_lead_time(cast.acme, ("supplier", 15), name="Old"))
    assert names(sign_in(cast.alice).get(f"{URL}?{query}")) == found


def test_htmx_gets_the_list_alone(cast, sign_in):
    page = sign_in(cast.alice).get(URL, headers=HTMX)
    assert page.text.strip().startswith('<div id="lead-times">')


def test_page_by_page(cast, sign_in):
    for n in range(60):
        make_lead_time(cast.acme, ("supplier", 1), name=f"Way {n:02}")
    client = sign_in(cast.alice)
    first = client.get(f"{URL}?q=way")
    second = client.get(first.context["page"].next_url)
    assert names(first) + names(second) == [f"Way {n:02}" for n in range(60)]
    assert names(client.get(second.context["page"].previous_url)) == names(first)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_same_queries_however_many_rows(cast, sign_in, rows, django_assert_num_queries):
    for n in range(rows - 1):
        way = make_lead_time(cast.acme, ("supplier", 1), (cast.harbor, 2), name=f"A way {n}")
        FacilityFactory(organization=cast.acme, supplier=True, default_lead_time=way)
    client = sign_in(cast.alice)
    with django_assert_num_queries(7):
        assert len(names(client.get(URL))) == rows


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_same_queries_however_many_legs(cast, sign_in, rows, django_assert_max_num_queries):
    places = [FacilityFactory(organization=cast.acme) for _ in range(rows)]
    way = make_lead_time(cast.acme, ("supplier", 1), *[(place, 1) for place in places], name="Long way")
    for _ in range(rows):
        FacilityFactory(organization=cast.acme, supplier=True, default_lead_time=way)
    client = sign_in(cast.alice)
    with django_assert_max_num_queries(10):
        assert len(client.get(way.get_absolute_url()).context["legs"]) == rows + 1


def test_the_bar_as_if_it_were_ordered_today(cast, sign_in, time_machine):
    time_machine.move_to("2026-10-12T18:00:00Z")
    page = sign_in(cast.vera).get(cast.lead_time.get_absolute_url())
    bar = page.context["bar"]
    assert (bar.starts_on, bar.available_on, bar.days) == (date(2026, 10, 12), date(2026, 12, 31), 80)
    assert [portion.title for portion in bar.portions] == ["Purchase order", "New work order"]
    assert legs_of_bar(page) == [
        ("supplier", "true"),
        ("freight", "true"),
        ("freight", "true"),
        ("prep", "false"),
        ("freight", "false"),
        ("fba", "false"),
    ]
    assert page.text.count("will be created") == 1
    assert page.text.count('aria-current="step"') == 1


def test_a_closure_on_the_way_is_named(cast, sign_in, time_machine):
    time_machine.move_to("2026-10-12T18:00:00Z")
    ClosureFactory(facility=cast.lone_star, starts_on=date(2026, 12, 14), ends_on=date(2026, 12, 15))
    page = sign_in(cast.vera).get(cast.lead_time.get_absolute_url())
    assert page.context["bar"].available_on == date(2027, 1, 2)
    assert "2 days closed: Stocktaking" in page.text


def test_an_archived_lead_time_says_so(cast, sign_in):
    archive(cast.lead_time)
    assert "This lead time is archived." in sign_in(cast.vera).get(cast.lead_time.get_absolute_url()).text


def test_a_lead_time_over_an_archived_facility_says_that_it_cannot_be_used(cast, sign_in):
    cast.lone_star.archived_at = timezone.now()
    cast.lone_star.save()
    client = sign_in(cast.vera)
    assert "Needs attention" in client.get(URL).text
    page = client.get(cast.lead_time.get_absolute_url())
    assert "<bdi>Lone Star Prep</bdi> is archived." in page.text
    assert "New purchase orders cannot use this lead time" in page.text
    assert not LeadTime.objects.usable().exists()


def test_a_place_that_never_works_is_told_and_the_bar_stays_undated(cast, sign_in):
    cast.lone_star.working_weekdays = []
    cast.lone_star.save()
    cast.lead_time.legs.filter(kind="prep").update(day_basis="working")
    page = sign_in(cast.vera).get(cast.lead_time.get_absolute_url())
    assert "This lead time cannot be dated." in page.text
    assert "This facility has no working weekday." in page.text
    assert (page.context["bar"].available_on, page.context["bar"].days) == (None, 80)


def test_without_legs_it_says_so(cast, sign_in):
    page = sign_in(cast.vera).get(make_lead_time(cast.acme, name="Empty").get_absolute_url())
    assert "There are no legs yet." in page.text


def test_another_sellers_lead_time_is_not_there(cast, sign_in):
    theirs = make_lead_time(cast.stranger, ("supplier", 1))
    client = sign_in(cast.alice)
    assert client.get(f"{URL}{theirs.pk}/").status_code == 404
    assert client.get(f"{URL}99999999999999999999999/").status_code == 404


def test_what_people_typed_is_only_text(cast, sign_in):
    way = make_lead_time(cast.acme, ("supplier", 1), name="<script>1</script> 😀")
    way.note = "<script>2</script>"
    way.save()
    way.legs.update(label="<script>3</script>")
    client = sign_in(cast.vera)
    for page in (client.get(URL), client.get(way.get_absolute_url())):
        assert not re.search(r"<script>\d", page.text)

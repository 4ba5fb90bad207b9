"""The list of facilities and the page of one."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import ClosureFactory, FacilityFactory, UserFactory, make_lead_time

URL = "/o/acme/facilities/"
HTMX = {"HX-Request": "true"}


def names(response):
    return [facility.name for facility in response.context["page"].rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Harbor Logistics", "Lone Star Prep", "Ningbo Brightware"]),
        ("kind=supplier", ["Ningbo Brightware"]),
        ("kind=prep_center", ["Lone Star Prep"]),
        ("kind=nonsense", ["Harbor Logistics", "Lone Star Prep", "Ningbo Brightware"]),
        ("q=long+beach", ["Harbor Logistics"]),
        ("q=dock%40", ["Lone Star Prep"]),
        ("q=%00", ["Harbor Logistics", "Lone Star Prep", "Ningbo Brightware"]),
        ("show=archived", ["Old Mill"]),
        ("show=archived&kind=supplier", []),
    ],
)
def test_the_address_narrows_the_list(cast, sign_in, query, found):
    cast.lone_star.contact_email = "dock@example.com"
    cast.lone_star.save()
    FacilityFactory(organization=cast.acme, name="Old Mill", archived_at=timezone.now())
    FacilityFactory(organization=cast.stranger, name="Secret")
    assert names(sign_in(cast.vera).get(f"{URL}?{query}")) == found


def test_htmx_gets_the_list_alone(cast, sign_in):
    page = sign_in(cast.alice).get(URL, headers=HTMX)
    assert page.text.strip().startswith('<div id="facilities">')


def test_page_by_page(cast, sign_in):
    for n in range(60):
        FacilityFactory(organization=cast.acme, name=f"Place {n:02}")
    client = sign_in(cast.alice)
    first = client.get(f"{URL}?q=place")
    second = client.get(first.context["page"].next_url)
    assert names(first) + names(second) == [f"Place {n:02}" for n in range(60)]


@pytest.mark.parametrize("rows", [3, 6, 50])
def test_the_same_queries_however_many_rows(cast, sign_in, rows, django_assert_num_queries):
    for n in range(rows - 3):
        place = FacilityFactory(
            organization=cast.acme, name=f"A {n}", supplier=True, default_lead_time=cast.lead_time
        )
        ClosureFactory(facility=place, starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 2))
    client = sign_in(cast.alice)
    with django_assert_num_queries(6):
        assert len(names(client.get(URL))) == rows


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_same_queries_however_much_is_told_of_one(cast, sign_in, rows, django_assert_num_queries):
    for n in range(rows):
        cast.harbor.staff.add(UserFactory())
        make_lead_time(cast.acme, ("supplier", 1), (cast.harbor, 2), name=f"Way {n}")
        ClosureFactory(facility=cast.harbor, starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 2))
    client = sign_in(cast.alice)
    with django_assert_num_queries(10):
        assert len(client.get(cast.harbor.get_absolute_url()).context["closures"]) == rows


def test_where_it_is_when_it_works_and_who_works_there(cast, sign_in):
    cast.lone_star.address = "1200 Commerce St\nDallas"
    cast.lone_star.contact_email = "dock@example.com"
    cast.lone_star.save()
    today = cast.lone_star.today()
    ClosureFactory(
        facility=cast.lone_star, reason="Over", starts_on=today - timedelta(9), ends_on=today - timedelta(1)
    )
    ClosureFactory(facility=cast.lone_star, reason="Holiday", starts_on=today, ends_on=today)
    page = sign_in(cast.vera).get(cast.lone_star.get_absolute_url())
    for told in (
        "1200 Commerce St",
        "dock@example.com",
        "dana@example.com",
        "China → Lone Star → FBA",
        "Holiday",
    ):
        assert told in page.text
    assert "Over" not in page.text.split("When it works")[1].split("</section>")[0]
    assert page.text.count('data-open="true"') == 5
    assert page.text.count('data-open="false"') == 2
    assert f"{cast.lone_star.get_absolute_url()}staff/" in page.text


def test_a_supplier_has_a_default_lead_time_and_no_staff(cast, sign_in):
    cast.ningbo.default_lead_time = cast.lead_time
    cast.ningbo.save()
    page = sign_in(cast.vera).get(cast.ningbo.get_absolute_url())
    assert f'href="{cast.lead_time.get_absolute_url()}"' in page.text
    assert "<h2>Staff</h2>" not in page.text


def test_managers_are_led_to_the_admin(cast, sign_in):
    change = f"/admin/leadtimes/facility/{cast.harbor.pk}/change/"
    assert change in sign_in(cast.alice).get(cast.harbor.get_absolute_url()).text
    assert "/admin/" not in sign_in(cast.bob).get(cast.harbor.get_absolute_url()).text


def test_an_archived_facility_says_so(cast, sign_in):
    cast.harbor.archived_at = timezone.now()
    cast.harbor.save()
    assert "This facility is archived." in sign_in(cast.vera).get(cast.harbor.get_absolute_url()).text


def test_another_sellers_facility_is_not_there(cast, sign_in):
    theirs = FacilityFactory(organization=cast.stranger)
    assert sign_in(cast.alice).get(f"{URL}{theirs.pk}/").status_code == 404


def test_what_people_typed_is_only_text(cast, sign_in):
    place = FacilityFactory(organization=cast.acme, name="<script>1", city="<script>2", address="<script>3")
    ClosureFactory(facility=place, reason="<script>4", starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 2))
    client = sign_in(cast.vera)
    for page in (client.get(URL), client.get(place.get_absolute_url())):
        assert not any(f"<script>{n}" in page.text for n in range(5))

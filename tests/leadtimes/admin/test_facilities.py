"""Facilities, products, members and the organization in the Django admin."""

import re

import pytest
from django.utils import timezone

from inventory.models import Product
from leadtimes.models import Facility
from sostocked.foundation.people.models import Organization
from tests.factories import (
    ClosureFactory,
    FacilityFactory,
    MembershipFactory,
    ProductFactory,
    UserFactory,
    make_lead_time,
)

FACILITIES = "/admin/leadtimes/facility/"
PRODUCTS = "/admin/inventory/product/"


def typed(closures=(), old=0, **more):
    data = {
        "name": "Pacific 3PL",
        "kind": "warehouse",
        "default_lead_time": "",
        "address": "",
        "city": "Portland",
        "country": " us ",
        "timezone": "America/Los_Angeles",
        "contact_email": "",
        "notice_days": "2",
        "working_weekdays": ["0", "1", "2"],
        "closures-TOTAL_FORMS": len(closures),
        "closures-INITIAL_FORMS": old,
        "extra_days-TOTAL_FORMS": 0,
        "extra_days-INITIAL_FORMS": 0,
    }
    for n, (starts_on, ends_on, reason) in enumerate(closures):
        data |= {
            f"closures-{n}-starts_on": starts_on,
            f"closures-{n}-ends_on": ends_on,
            f"closures-{n}-reason": reason,
        }
    return data | more


def opened(client, address):
    """The version that a page was opened with."""
    return re.search(r'name="version" value="([^"]+)"', client.get(address).text)[1]


def errors_of(page):
    return page.context["adminform"].form.errors


def test_a_new_facility_with_its_closures(cast, sign_in):
    answer = sign_in(cast.alice).post(
        f"{FACILITIES}add/", typed(closures=[("2027-01-25", "2027-02-20", "Inventory")])
    )
    assert answer.status_code == 302
    made = Facility.objects.get(name="Pacific 3PL")
    assert (made.organization, made.country, made.working_weekdays) == (cast.acme, "US", [0, 1, 2])
    assert made.closures.get().reason == "Inventory"


def test_a_new_facility_works_from_monday_to_friday_unless_somebody_says_otherwise(cast, sign_in):
    page = sign_in(cast.alice).get(f"{FACILITIES}add/")
    assert page.text.count(" checked") == 5


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "Lone Star Prep", "You have a facility of this name already."),
        ("name", "", "This field is required."),
        ("kind", "castle", "Select a valid choice. castle is not one of the available choices."),
        ("country", "Atlantis", "Atlantis is no country that we know. Choose one from the list."),
        ("timezone", "Mars/Base", "Select a valid choice. Mars/Base is not one of the available choices."),
        ("contact_email", "nobody", "Enter a valid email address."),
        ("working_weekdays", ["7"], "Select a valid choice. 7 is not one of the available choices."),
    ],
)
def test_every_slip_gets_its_sentence_beside_the_field(cast, sign_in, field, value, sentence):
    page = sign_in(cast.alice).post(f"{FACILITIES}add/", typed(**{field: value}))
    assert errors_of(page) == {field: [sentence]}


def test_what_a_facility_can_do_is_ticked_or_left_to_what_is_usual(cast, sign_in):
    client = sign_in(cast.alice)
    client.post(f"{FACILITIES}add/", typed())
    assert Facility.objects.get(name="Pacific 3PL").capabilities == ["stores"]
    client.post(f"{FACILITIES}add/", typed(name="Reno", capabilities=["stores", "preps"]))
    reno = Facility.objects.get(name="Reno")
    assert reno.capabilities == ["stores", "preps"]
    assert "Stores, preps" in client.get(reno.get_absolute_url()).text
    page = client.post(f"{FACILITIES}add/", typed(name="Mill", kind="supplier", capabilities=["stores"]))
    assert list(errors_of(page)) == ["capabilities"]
    assert "capabilities" not in client.get(f"{FACILITIES}{cast.ningbo.pk}/change/").text


def test_what_lead_times_need_of_a_facility_is_not_taken_away(cast, sign_in):
    client = sign_in(cast.alice)
    change = f"{FACILITIES}{cast.lone_star.pk}/change/"
    data = typed(name="Lone Star Prep", capabilities=["stores"], version=opened(client, change))
    page = client.post(change, data)
    assert errors_of(page) == {
        "capabilities": ["“China → Lone Star → FBA” needs that it preps. Change that lead time first."]
    }
    cast.lead_time.legs.filter(facility=cast.lone_star).update(kind="warehouse")
    assert client.post(change, data).status_code == 302
    cast.lone_star.refresh_from_db()
    assert cast.lone_star.capabilities == ["stores"]


def test_only_suppliers_have_a_default_lead_time(cast, sign_in):
    client = sign_in(cast.alice)
    page = client.post(f"{FACILITIES}add/", typed(default_lead_time=cast.lead_time.pk))
    assert errors_of(page) == {"default_lead_time": ["Only a supplier has a default lead time."]}
    assert client.post(f"{FACILITIES}add/", typed(default_lead_time=cast.lead_time.pk, kind="supplier"))
    assert Facility.objects.get(name="Pacific 3PL").default_lead_time == cast.lead_time
    assert "default_lead_time" not in client.get(f"{FACILITIES}{cast.harbor.pk}/change/").text


def test_the_lead_time_of_others_or_an_archived_one_is_no_default(cast, sign_in):
    theirs = make_lead_time(cast.stranger, ("supplier", 1), name="Secret way")
    gone = make_lead_time(cast.acme, ("supplier", 1), name="Gone way")
    gone.archived_at = timezone.now()
    gone.save()
    client = sign_in(cast.alice)
    for each in (theirs, gone):
        page = client.post(f"{FACILITIES}add/", typed(kind="supplier", default_lead_time=each.pk))
        assert list(errors_of(page)) == ["default_lead_time"]
        assert "Secret way" not in page.text


@pytest.mark.parametrize(
    ("closure", "field", "sentence"),
    [
        (("2027-02-30", "2027-03-01", "Rest"), "starts_on", "Enter a valid date."),
        (("2027-03-02", "2027-03-01", "Rest"), "ends_on", "The last day is before the first."),
        (("2027-03-01", "", "Rest"), "ends_on", "This field is required."),
        (("2027-03-01", "2027-03-01", ""), "reason", "This field is required."),
    ],
)
def test_slips_in_a_closure(cast, sign_in, closure, field, sentence):
    page = sign_in(cast.alice).post(f"{FACILITIES}add/", typed(closures=[closure]))
    assert page.context["inline_admin_formsets"][0].formset.errors == [{field: [sentence]}]
    assert not Facility.objects.filter(name="Pacific 3PL").exists()


def test_a_closure_until_the_end_of_time_breaks_no_page(cast, sign_in):
    ClosureFactory(facility=cast.lone_star, starts_on="2020-01-01", ends_on="9999-12-31")
    client = sign_in(cast.alice)
    assert "cannot be dated" in client.get(cast.lead_time.get_absolute_url()).text
    assert client.get(f"/admin/leadtimes/leadtime/{cast.lead_time.pk}/change/").status_code == 200


def test_kind_and_organization_stay(cast, sign_in):
    url = f"{FACILITIES}{cast.harbor.pk}/change/"
    forged = {"kind": "prep_center", "organization": cast.stranger.pk, "staff": [cast.charlie.pk]}
    assert sign_in(cast.alice).post(url, typed(**forged)).status_code == 302
    sign_in(cast.root).post(url, typed(**forged))
    cast.harbor.refresh_from_db()
    assert (cast.harbor.kind, cast.harbor.organization) == ("warehouse", cast.acme)
    assert list(cast.harbor.staff.all()) == [cast.wes]


def test_staff_are_shown_by_e_mail_and_invited_elsewhere(cast, sign_in):
    page = sign_in(cast.alice).get(f"{FACILITIES}{cast.lone_star.pk}/change/")
    assert "dana@example.com" in page.text
    assert f"{cast.lone_star.get_absolute_url()}staff/" in page.text
    assert "wes@example.com" not in page.text
    assert "charlie@example.com" not in page.text


def test_a_closure_that_falls_through_is_removed(cast, sign_in):
    closure = ClosureFactory(facility=cast.harbor, starts_on="2030-01-01", ends_on="2030-01-02")
    data = typed(closures=[("2030-01-01", "2030-01-02", "Rest")], old=1) | {
        "closures-0-id": closure.pk,
        "closures-0-facility": cast.harbor.pk,
        "closures-0-DELETE": "on",
    }
    assert sign_in(cast.alice).post(f"{FACILITIES}{cast.harbor.pk}/change/", data).status_code == 302
    assert not cast.harbor.closures.exists()


def test_archived_and_restored(cast, sign_in):
    client = sign_in(cast.alice)
    client.post(f"{FACILITIES}{cast.lone_star.pk}/archive/")
    assert "Needs attention" in client.get("/o/acme/lead-times/").text
    assert "Lone Star Prep (archived)" in client.get("/admin/leadtimes/leadtime/").text
    client.post(f"{FACILITIES}{cast.lone_star.pk}/restore/")
    assert "Needs attention" not in client.get("/o/acme/lead-times/").text


def product(**more):
    return {
        "sku": "KT-BOARD-L",
        "title": "Cutting board",
        "units_per_carton": "12",
        "carton_weight_kg": "9.5",
        "last_cost": "4.1",
    } | more


def test_a_product_is_written_by_the_same_rules(cast, sign_in):
    client = sign_in(cast.alice)
    assert client.post(f"{PRODUCTS}add/", product(asin="b08n5wrwnw")).status_code == 302
    made = Product.objects.get(sku="KT-BOARD-L")
    assert (made.organization, made.asin) == (cast.acme, "B08N5WRWNW")
    assert 'value="4.1"' in client.get(f"{PRODUCTS}{made.pk}/change/").text
    page = client.post(f"{PRODUCTS}add/", product(units_per_carton="0"))
    assert errors_of(page) == {
        "sku": ["You have a product with this SKU already."],
        "units_per_carton": ["Enter at least 1."],
    }


def test_a_product_takes_no_supplier_of_others(cast, sign_in):
    theirs = FacilityFactory(organization=cast.stranger, name="Secret Supplier", supplier=True)
    client = sign_in(cast.alice)
    page = client.post(f"{PRODUCTS}add/", product(supplier=theirs.pk))
    assert list(errors_of(page)) == ["supplier"]
    assert "Secret Supplier" not in page.text
    MembershipFactory(organization=cast.stranger, user=cast.alice, role="admin")
    page = client.post(f"{PRODUCTS}add/", product(supplier=theirs.pk, organization=cast.acme.pk))
    assert errors_of(page) == {
        "supplier": ["Secret Supplier belongs to Stranger Goods. Choose one of Acme Goods."]
    }


def test_a_superuser_keeps_rows_within_one_organization(cast, sign_in):
    page = sign_in(cast.root).post(
        f"{PRODUCTS}add/", product(supplier=cast.ningbo.pk, organization=cast.stranger.pk)
    )
    assert list(errors_of(page)) == ["supplier"]
    mine = ProductFactory(organization=cast.stranger)
    page = sign_in(cast.root).post(f"{PRODUCTS}{mine.pk}/change/", product(supplier=cast.ningbo.pk))
    assert list(errors_of(page)) == ["supplier"]


def test_roles_change_by_the_rules_of_the_house(cast, sign_in):
    amy = UserFactory(email="amy@example.com")
    MembershipFactory(organization=cast.acme, user=amy, role="admin")
    alices = cast.acme.memberships.get(user=cast.alice)
    bobs = cast.acme.memberships.get(user=cast.bob)
    url = "/admin/people/membership/{}/change/"
    page = sign_in(cast.alice).post(url.format(alices.pk), {"role": "viewer"})
    assert "the only owner" in errors_of(page)["role"][0]
    page = sign_in(amy).post(url.format(bobs.pk), {"role": "owner"})
    assert errors_of(page) == {"role": ["Only an owner can make somebody an owner."]}
    assert sign_in(amy).post(url.format(bobs.pk), {"role": "viewer"}).status_code == 302
    bobs.refresh_from_db()
    assert bobs.role == "viewer"
    assert sign_in(cast.root).post(url.format(bobs.pk), {"role": "owner"}).status_code == 302


def test_a_membership_does_not_change_hands(cast, sign_in):
    bobs = cast.acme.memberships.get(user=cast.bob)
    forged = {"role": "viewer", "user": cast.charlie.pk, "organization": cast.stranger.pk}
    sign_in(cast.alice).post(f"/admin/people/membership/{bobs.pk}/change/", forged)
    bobs.refresh_from_db()
    assert (bobs.user, bobs.organization, bobs.role) == (cast.bob, cast.acme, "viewer")


def test_the_organization_keeps_its_address(cast, sign_in):
    url = f"/admin/people/organization/{cast.acme.pk}/change/"
    data = {"name": "Acme Goods Ltd", "slug": "other", "timezone": "Asia/Tokyo", "currency": "EUR"}
    assert sign_in(cast.alice).post(url, data).status_code == 302
    acme = Organization.objects.get(pk=cast.acme.pk)
    assert (acme.name, acme.slug, acme.currency) == ("Acme Goods Ltd", "acme", "EUR")
    page = sign_in(cast.alice).post(url, data | {"name": "", "currency": "XXX"})
    assert set(errors_of(page)) == {"name", "currency"}

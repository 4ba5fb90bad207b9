"""Who enters the Django admin, and whose rows they find there."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from inventory.models import Product
from leadtimes.models import Facility, LeadTime
from purchasing.models import PurchaseOrder
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import Membership, Organization
from tests.factories import (
    FacilityFactory,
    MembershipFactory,
    ProductFactory,
    UserFactory,
    make_lead_time,
    make_placed,
)
from workorders.models import WorkOrder

EVERYBODY = ["alice", "amy", "bob", "vera", "dana", "wes", "charlie", "root", "nobody"]

# Alice owns Acme Goods, Amy is an admin there, Charlie owns another seller; the rows are Acme's.
#          alice amy bob vera dana wes charlie root nobody
ENTER = [200, 200, 403, 403, 403, 403, 200, 200, 302]
OWN = [200, 200, 403, 403, 403, 403, 404, 200, 302]
SUPERUSERS = [403, 403, 403, 403, 403, 403, 403, 200, 302]
NEVER = [403, 403, 403, 403, 403, 403, 403, 403, 302]
POSTED = [405, 405, 403, 403, 403, 403, 405, 405, 302]
LED_ON = [302, 302, 403, 403, 403, 403, 302, 302, 302]

ROWS = ["people_organization", "people_membership", "leadtimes_facility", "leadtimes_leadtime"]
ROWS += ["inventory_product", "purchasing_purchaseorder", "workorders_workorder"]
MADE_HERE = ["leadtimes_facility", "leadtimes_leadtime", "inventory_product"]

ADDRESSES = {
    "index": ENTER,
    "login": [302] * 9,
    "logout": LED_ON,
    "password_change": LED_ON,
    "password_change_done": ENTER,
    "jsi18n": ENTER,
    "autocomplete": NEVER,  # without a field to complete
    "app_list": ENTER,
}
for row in ROWS:
    ADDRESSES |= {
        f"{row}_changelist": ENTER,
        f"{row}_add": ENTER if row in MADE_HERE else NEVER,
        f"{row}_change": OWN,
        f"{row}_history": OWN,
        f"{row}_delete": NEVER,
    }
MAIL = "outbox_message"  # of all organizations, and of accounts
ADDRESSES |= {f"{MAIL}_{page}": SUPERUSERS for page in ("changelist", "change", "history")}
ADDRESSES |= {f"{MAIL}_{page}": NEVER for page in ("add", "delete")}
for row in MADE_HERE:
    ADDRESSES |= {f"{row}_archive": POSTED, f"{row}_restore": POSTED}
ADDRESSES |= {f"leadtimes_leadtime_{act}": POSTED for act in ("copy", "preview", "preview_new")}


def admin_addresses(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield pattern.name, list(pattern.pattern.converters) or list(pattern.pattern.regex.groupindex)
        else:
            yield from admin_addresses(pattern)


@pytest.fixture
def house(cast):
    """The cast with Amy, and a row of each kind of Acme Goods."""
    cast.amy = UserFactory(email="amy@example.com", name="Amy")
    MembershipFactory(organization=cast.acme, user=cast.amy, role="admin")
    order = make_placed(cast)
    cast.rows = {
        MAIL: Message.objects.first(),
        "people_organization": cast.acme,
        "people_membership": cast.acme.memberships.get(user=cast.bob),
        "leadtimes_facility": cast.lone_star,
        "leadtimes_leadtime": cast.lead_time,
        "inventory_product": cast.brushes,
        "purchasing_purchaseorder": order,
        "workorders_workorder": order.work_orders.get(),
    }
    return cast


def as_everybody(house):
    for name in EVERYBODY:
        client = Client()
        if name != "nobody":
            client.force_login(getattr(house, name))
        yield client


def address(house, name):
    if name == "app_list":
        return reverse("admin:app_list", args=["leadtimes"])
    row = next((row for kind, row in house.rows.items() if name.startswith(f"{kind}_")), None)
    wants_it = row and not name.endswith(("_changelist", "_add", "_preview_new"))
    return reverse(f"admin:{name}", args=[row.pk] if wants_it else [])


def test_every_address_of_the_admin_is_in_the_table():
    resolver = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "admin")
    assert {name for name, _ in admin_addresses(resolver)} == set(ADDRESSES)


@pytest.mark.parametrize("name", list(ADDRESSES))
def test_who_enters(house, name):
    url = address(house, name)
    assert [client.get(url).status_code for client in as_everybody(house)] == ADDRESSES[name]


#           alice amy bob vera dana wes charlie root nobody
ACT = [302, 302, 403, 403, 403, 403, 404, 302, 302]


@pytest.mark.parametrize(
    "name", [name for name, codes in ADDRESSES.items() if name.endswith(("archive", "restore", "copy"))]
)
def test_who_presses_the_buttons(house, name):
    url = address(house, name)
    assert [client.post(url).status_code for client in as_everybody(house)] == ACT


@pytest.mark.parametrize("kind", ROWS)
def test_nobody_changes_a_row_of_others_by_its_address(house, kind):
    client = Client()
    client.force_login(house.charlie)
    before = type(house.rows[kind]).objects.values().get(pk=house.rows[kind].pk)
    refused = 404 if kind in MADE_HERE or kind.startswith("people") else 403
    data = {"name": "Mine", "title": "Mine", "role": "owner"}
    assert client.post(address(house, f"{kind}_change"), data).status_code == refused
    assert client.post(address(house, f"{kind}_delete"), {"post": "yes"}).status_code == 403
    assert type(house.rows[kind]).objects.values().get(pk=house.rows[kind].pk) == before


@pytest.mark.parametrize("kind", ["purchasing_purchaseorder", "workorders_workorder"])
def test_documents_are_only_looked_at(house, kind):
    client = Client()
    client.force_login(house.alice)
    assert client.post(address(house, f"{kind}_change"), {"notes": "x"}).status_code == 403
    assert client.get(address(house, f"{kind}_changelist")).context["cl"].result_count == 1


@pytest.mark.parametrize("kind", ROWS)
def test_each_finds_the_rows_of_their_own_organization(house, kind):
    theirs = {
        Organization: house.stranger,
        Membership: house.stranger.memberships.get(),
        Facility: FacilityFactory(organization=house.stranger),
        LeadTime: make_lead_time(house.stranger, ("supplier", 1)),
        Product: ProductFactory(organization=house.stranger),
    }
    model = type(house.rows[kind])
    found = {}
    for person in (house.alice, house.charlie, house.root):
        client = Client()
        client.force_login(person)
        page = client.get(address(house, f"{kind}_changelist"))
        found[person] = {row.pk for row in page.context["cl"].result_list}
    theirs_pk = {theirs[model].pk} if model in theirs else set()
    assert found[house.charlie] == theirs_pk
    assert found[house.root] == found[house.alice] | theirs_pk
    assert house.rows[kind].pk in found[house.alice]
    assert not found[house.alice] & theirs_pk


def test_actions_reach_only_own_rows(house, sign_in):
    sign_in(house.charlie).post(
        "/admin/leadtimes/leadtime/",
        {"action": "archive_selected", "_selected_action": [house.lead_time.pk]},
    )
    assert LeadTime.objects.get(pk=house.lead_time.pk).archived_at is None


def test_completion_offers_only_own_rows(house, sign_in):
    FacilityFactory(organization=house.stranger, name="Secret Supplier", supplier=True)
    asked = {"app_label": "inventory", "model_name": "product", "field_name": "supplier", "term": "s"}
    answer = sign_in(house.alice).get("/admin/autocomplete/", asked)
    assert {each["text"] for each in answer.json()["results"]} <= {
        str(facility) for facility in Facility.objects.filter(organization=house.acme)
    }
    assert "Secret Supplier" not in answer.text
    assert "Secret Supplier" in sign_in(house.root).get("/admin/autocomplete/", asked).text


def test_no_person_of_another_house_is_named(house, sign_in):
    client = sign_in(house.alice)
    for name in ADDRESSES:
        if ADDRESSES[name] in (ENTER, OWN):
            assert "charlie" not in client.get(address(house, name)).text.lower(), name


def test_the_addresses_of_rows_are_not_told_by_number(house, sign_in):
    assert sign_in(house.alice).get(f"/admin/r/1/{house.lone_star.pk}/").status_code == 404


def test_signing_in_happens_in_one_place_and_leads_back(house, client):
    wanted = f"/admin/leadtimes/leadtime/{house.lead_time.pk}/change/"
    page = client.get(wanted, follow=True)
    assert page.redirect_chain[-1][0] == f"/accounts/login/?next={wanted}"
    house.alice.set_password("a long pass phrase")
    house.alice.save()
    answer = client.post(
        page.redirect_chain[-1][0], {"login": "alice@example.com", "password": "a long pass phrase"}
    )
    assert answer.url == wanted


def test_signing_in_never_leads_away(house, client):
    answer = client.get("/admin/login/?next=https://elsewhere.example/")
    assert answer.url == "/accounts/login/?next=/admin/"
    client.force_login(house.alice)
    assert client.get("/admin/login/?next=//elsewhere.example/").url == "/admin/"
    assert client.get("/admin/login/?next=/o/acme/products/").url == "/o/acme/products/"


def test_a_role_that_was_taken_away_ends_the_visit(house, sign_in):
    client = sign_in(house.amy)
    assert client.get("/admin/").status_code == 200
    house.acme.memberships.filter(user=house.amy).update(role="buyer")
    assert client.get("/admin/").status_code == 403


def test_every_model_in_the_admin_is_scoped():
    registered = {f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry}
    assert registered == {*ROWS, MAIL}
    assert {PurchaseOrder, WorkOrder} <= set(admin.site._registry)


@pytest.mark.parametrize("kind", ROWS)
def test_the_same_queries_however_many_rows(house, sign_in, kind, django_assert_max_num_queries):
    client = sign_in(house.alice)
    url = address(house, f"{kind}_changelist")
    for n in range(2):
        for _ in range(25 * n):
            person = UserFactory()
            MembershipFactory(organization=house.acme, user=person, role="viewer")
            supplier = FacilityFactory(
                organization=house.acme, supplier=True, default_lead_time=house.lead_time
            )
            ProductFactory(organization=house.acme, supplier=supplier, lead_time=house.lead_time)
            if kind.startswith(("purchasing", "workorders")):
                make_placed(house)
        with django_assert_max_num_queries(14):
            client.get(url)

"""Two people at one product: the second is told who was first, when, and what is different; and may overwrite."""

import re

import pytest
from django.utils.html import escape

from inventory.models import Product

FORM = {"sku": "CH-BRUSH-SET", "title": "Brush set", "fnsku": "X00ABC1234", "units_per_carton": "40"}


@pytest.fixture
def page_of(cast, client):
    """`page_of(person)` opens the product: where it is, and the version that the form was opened with."""
    address = f"/o/acme/products/{cast.brushes.pk}/"

    def open_as(person):
        client.force_login(person)
        return address, re.search(r'name="version" value="([^"]+)"', client.get(address).text)[1]

    return open_as


def words_of(answer):
    return " ".join(answer.content.decode().split())


def test_the_second_is_told_and_nothing_is_overwritten(cast, client, page_of, time_machine):
    time_machine.move_to("2026-11-27T17:26:00Z")
    address, opened = page_of(cast.bob)
    _address, of_alice = page_of(cast.alice)
    assert client.post(address, FORM | {"units_per_carton": "48", "version": of_alice}).status_code == 302
    client.force_login(cast.bob)
    answer = client.post(address, FORM | {"title": "Brushes", "version": opened})
    page = words_of(answer)
    assert answer.status_code == 409
    assert "Changed by Alice on " in page
    assert "CST, after you opened this page." in page
    assert [(each.name, each.before, each.after) for each in answer.context["newer"].changes] == [
        ("Units per carton", "40", "48")
    ]
    assert escape("Brushes") in page, "what was typed stays"
    product = Product.objects.get()
    assert (product.title, product.units_per_carton) == ("Brush set", 48)


def test_who_knows_better_saves_theirs_instead_and_not_over_a_third(cast, client, page_of):
    address, opened = page_of(cast.bob)
    client.post(address, FORM | {"title": "One", "version": opened})
    newer = client.post(address, FORM | {"title": "Two", "version": opened}).context["newer"]
    Product.objects.filter(pk=cast.brushes.pk).update(title="Three")
    late = {"title": "Two", "version": opened, "overwrite": newer.version}
    assert client.post(address, FORM | late).status_code == 409
    latest = client.post(address, FORM | late).context["newer"].version
    assert client.post(address, FORM | late | {"overwrite": latest}).status_code == 302
    assert Product.objects.get().title == "Two"


def test_ones_own_other_window_is_called_so(cast, client, page_of):
    address, opened = page_of(cast.bob)
    client.post(address, FORM | {"title": "One", "version": opened})
    answer = client.post(address, FORM | {"title": "Two", "version": opened})
    assert "Changed by you, in another window on " in words_of(answer)


def test_saving_ones_own_page_again_is_no_conflict(cast, client, page_of):
    for title in ("One", "Two"):
        address, opened = page_of(cast.bob)
        assert client.post(address, FORM | {"title": title, "version": opened}).status_code == 302
    assert Product.objects.get().title == "Two"


def test_settings_of_an_organization_are_the_same(cast, client):
    client.force_login(cast.alice)
    page = client.get("/o/acme/settings/")
    typed = {
        "name": "Acme",
        "timezone": "America/Chicago",
        "currency": "USD",
        "units": "metric",
        "reminds": "on",
    }
    version = page.context["version"]
    assert client.post("/o/acme/settings/", typed | {"version": version}).status_code == 302
    answer = client.post("/o/acme/settings/", typed | {"name": "Mine", "version": version})
    assert answer.status_code == 409
    assert [(each.name, each.after) for each in answer.context["newer"].changes] == [("Name", "Acme")]
    cast.acme.refresh_from_db()
    assert cast.acme.name == "Acme"

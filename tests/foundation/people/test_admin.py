"""Two people at the settings of an organization, or at a role, in the Django admin: the second is told."""

import re

import pytest

from sostocked.foundation.people.models import Membership, Organization, Role


def opened(client, address):
    """The version that a page was opened with."""
    return re.search(r'name="version" value="([^"]+)"', client.get(address).content.decode())[1]


@pytest.fixture
def settings_page(cast):
    return f"/admin/people/organization/{cast.acme.pk}/change/"


def typed(organization, **more):
    fields = ("name", "timezone", "currency", "units")
    return {field: getattr(organization, field) for field in fields} | more


def test_settings_that_another_admin_saved_are_not_overwritten(cast, sign_in, settings_page):
    version = opened(sign_in(cast.alice), settings_page)
    Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
    admin = sign_in(cast.bob)
    hers = typed(cast.acme, name="Northwind", version=opened(admin, settings_page))
    assert admin.post(settings_page, hers).status_code == 302
    owner = sign_in(cast.alice)
    mine = typed(cast.acme, currency="EUR", version=version)
    page = owner.post(settings_page, mine)
    assert page.status_code == 200
    assert "Changed by Bob on " in " ".join(page.content.decode().split())
    newer = page.context["newer"]
    assert [(each.name, each.after) for each in newer.changes] == [("Name", "Northwind")]
    assert Organization.objects.get(pk=cast.acme.pk).name == "Northwind"
    assert owner.post(settings_page, mine | {"overwrite": newer.version}).status_code == 302
    assert Organization.objects.get(pk=cast.acme.pk).currency == "EUR"


def test_a_role_that_another_admin_gave_is_not_overwritten(cast, sign_in):
    membership = Membership.objects.get(user=cast.bob)
    client, page = sign_in(cast.alice), f"/admin/people/membership/{membership.pk}/change/"
    version = opened(client, page)
    Membership.objects.filter(pk=membership.pk).update(role=Role.VIEWER)
    assert client.post(page, {"role": Role.ADMIN, "version": version}).status_code == 200
    assert Membership.objects.get(pk=membership.pk).role == Role.VIEWER

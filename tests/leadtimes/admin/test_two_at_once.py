"""Two people at one facility or lead time in the Django admin: the second is told, and may overwrite."""

import re

import pytest

from leadtimes.models import Facility, LeadTime
from sostocked.foundation.records.history import acting
from tests.factories import ClosureFactory
from tests.leadtimes.admin.test_facilities import FACILITIES, typed
from tests.leadtimes.conftest import change


def opened(client, address):
    """The version that a page was opened with."""
    return re.search(r'name="version" value="([^"]+)"', client.get(address).content.decode())[1]


def test_a_facility_that_somebody_else_saved_is_not_overwritten(cast, sign_in):
    client = sign_in(cast.alice)
    address = f"{FACILITIES}{cast.harbor.pk}/change/"
    version = opened(client, address)
    with acting(cast.bob):
        Facility.objects.filter(pk=cast.harbor.pk).update(city="Portland")
    page = client.post(address, typed(name="Harbor", city="Reno", version=version))
    words = " ".join(page.content.decode().split())
    assert page.status_code == 200
    assert "Changed by Bob on " in words
    newer = page.context["newer"]
    assert [(each.name, each.before, each.after) for each in newer.changes] == [
        ("City", "Long Beach", "Portland")
    ]
    assert Facility.objects.get(pk=cast.harbor.pk).city == "Portland"
    mine = typed(name="Harbor", city="Reno", version=version, overwrite=newer.version)
    assert client.post(address, mine).status_code == 302
    assert Facility.objects.get(pk=cast.harbor.pk).city == "Reno"


def test_weekdays_that_somebody_else_chose_are_told_by_their_names(cast, sign_in):
    client = sign_in(cast.alice)
    address = f"{FACILITIES}{cast.harbor.pk}/change/"
    version = opened(client, address)
    with acting(cast.bob):
        Facility.objects.filter(pk=cast.harbor.pk).update(working_weekdays=[6, 0])
    page = client.post(address, typed(name="Harbor", city="Reno", version=version))
    (change,) = page.context["newer"].changes
    assert (change.before, change.after) == ("Monday, Tuesday, Wednesday, Thursday, Friday", "Monday, Sunday")


@pytest.mark.parametrize("version", ["nonsense", "٧", "1.2.3", "9" * 40, "9" * 5_000])
def test_a_version_that_cannot_be_one_is_older_than_everything(cast, sign_in, version):
    page = sign_in(cast.alice).post(
        f"{FACILITIES}{cast.harbor.pk}/change/", typed(name="Harbor", city="Reno", version=version)
    )
    assert page.status_code == 200
    assert page.context["newer"]
    assert Facility.objects.get(pk=cast.harbor.pk).city == "Long Beach"


def test_a_closure_that_somebody_else_wrote_counts_too(cast, sign_in):
    client = sign_in(cast.alice)
    address = f"{FACILITIES}{cast.harbor.pk}/change/"
    version = opened(client, address)
    ClosureFactory(facility=cast.harbor, starts_on="2027-01-25", ends_on="2027-01-26")
    page = client.post(address, typed(name="Harbor", version=version))
    assert [(each.name, each.after) for each in page.context["newer"].changes] == [("Closures", "changed")]


def test_a_leg_of_a_lead_time_counts_too(cast, sign_in, form_of, rows_of):
    client = sign_in(cast.alice)
    address = change(cast.lead_time)
    version = opened(client, address)
    data = form_of(rows_of(cast.lead_time), lead_time=cast.lead_time, name="Mine", version=version)
    cast.lead_time.legs.filter(position=2).update(days=35)
    page = client.post(address, data)
    assert [(each.name, each.after) for each in page.context["newer"].changes] == [("Legs", "changed")]
    assert LeadTime.objects.get(pk=cast.lead_time.pk).name == cast.lead_time.name

"""Which time zones can be chosen."""

from types import SimpleNamespace

import pytest
from django import forms

from sostocked.foundation.pages.fields.timezones import offer_places, places


def form_of(timezone):
    class Form(forms.Form):
        timezone = forms.ChoiceField()

    form = Form()
    form.instance = SimpleNamespace(timezone=timezone)
    return form


def offered(timezone):
    form = form_of(timezone)
    offer_places(form)
    return form.fields["timezone"].choices


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("America/Chicago", "America/Chicago"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos Aires"),
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("Pacific/Auckland", "Pacific/Auckland"),
        ("UTC", "UTC"),
    ],
)
def test_places_where_people_live_are_offered_in_words(zone, label):
    assert dict(places())[zone] == label


@pytest.mark.parametrize(
    "zone", ["Factory", "localtime", "Etc/GMT+5", "EST", "CET", "posixrules", "US/Central"]
)
def test_no_zone_is_offered_that_is_no_place(zone):
    assert zone not in dict(places())


def test_zones_are_offered_in_order_and_once():
    names = [name for name, _label in places()]
    assert names == sorted(set(names))


def test_a_zone_that_stands_may_stay_though_it_is_no_longer_offered():
    assert offered("Etc/GMT+5") == [*places(), ("Etc/GMT+5", "Etc/GMT+5 (as it stands)")]
    assert offered("Asia/Shanghai") == offered("") == places()

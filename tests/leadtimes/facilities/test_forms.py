"""Country, region, week and time zone of a facility are chosen by name; what stands may stay."""

import pytest

from leadtimes.facilities.forms import FacilityForm
from leadtimes.models import Facility


def fields_of(facility, **typed):
    form = FacilityForm(instance=facility)
    return {name: form[name].value() or "" for name in form.fields} | typed


def saved(facility, **typed):
    form = FacilityForm(fields_of(facility, **typed), instance=facility)
    assert form.is_valid(), form.errors
    form.save()
    return Facility.objects.get(pk=facility.pk)


@pytest.mark.parametrize(
    ("country", "region", "kept"),
    [
        ("us", "tx", ("US", "TX")),
        ("UK", "England", ("GB", "ENG")),
        ("England", "", ("GB", "ENG")),
        ("US", "US-CA", ("US", "CA")),
        ("", "California", ("US", "CA")),
        ("Spain", "BARCELONA", ("ES", "Barcelona")),
        ("br", "são paulo capital", ("BR", "São Paulo Capital")),
        ("Georgia", "", ("GE", "")),
        ("", "", ("", "")),
    ],
)
def test_country_and_region_are_understood_however_they_are_written(cast, country, region, kept):
    facility = saved(cast.lone_star, holiday_country=country, holiday_subdivision=region)
    assert (facility.holiday_country, facility.holiday_subdivision) == kept


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"holiday_country": "Atlantis"}, "holiday_country", "Atlantis is no country that we know."),
        ({"holiday_country": "QQ"}, "holiday_country", "QQ is no country that we know."),
        ({"holiday_subdivision": "TX"}, "holiday_subdivision", "Choose the country, too."),
        (
            {"holiday_country": "US", "holiday_subdivision": "ZZ"},
            "holiday_subdivision",
            "United States has no holidays of its own for ZZ. Known: Alabama, ",
        ),
        (
            {"holiday_country": "IE", "holiday_subdivision": "ES-CT"},
            "holiday_subdivision",
            "Ireland has no holidays of its own for Cataluña. Known: none.",
        ),
        ({"country": "xx"}, "country", "xx is no country that we know. Choose one from the list."),
        ({"country": "ZZ"}, "country", "ZZ is no country that we know. Choose one from the list."),
        ({"timezone": "Factory"}, "timezone", "Factory is not one of the available choices."),
        ({"timezone": "Etc/GMT+5"}, "timezone", "Etc/GMT+5 is not one of the available choices."),
    ],
)
def test_what_nobody_knows_is_told_beside_its_field(cast, typed, field, sentence):
    form = FacilityForm(fields_of(cast.lone_star, **typed), instance=cast.lone_star)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]


def test_what_stands_and_is_not_known_stays_when_it_is_saved_again(cast):
    stands = {"country": "ZZ", "holiday_country": "US", "holiday_subdivision": "QQ", "timezone": "Factory"}
    Facility.objects.filter(pk=cast.lone_star.pk).update(**stands)
    facility = saved(Facility.objects.get(pk=cast.lone_star.pk), city="Austin")
    assert facility.city == "Austin"
    assert {name: getattr(facility, name) for name in stands} == stands


def test_a_country_that_is_not_known_stays_with_its_region(cast):
    stands = {"holiday_country": "QQ", "holiday_subdivision": "Q1"}
    Facility.objects.filter(pk=cast.lone_star.pk).update(**stands)
    facility = saved(Facility.objects.get(pk=cast.lone_star.pk), city="Austin")
    assert {name: getattr(facility, name) for name in stands} == stands


def test_the_lists_are_by_name_and_a_region_stands_under_its_country(cast):
    Facility.objects.filter(pk=cast.lone_star.pk).update(holiday_country="US", holiday_subdivision="TX")
    form = FacilityForm(instance=Facility.objects.get(pk=cast.lone_star.pk))
    assert '<option value="US" selected>United States</option>' in str(form["holiday_country"])
    assert '<option value="US-TX" selected>Texas</option>' in str(form["holiday_subdivision"])
    assert '<optgroup label="Spain">' in str(form["holiday_subdivision"])


@pytest.fixture
def new(cast):
    """`new(country=…)`: the form of a new facility of Acme Goods, as a browser sends it."""

    def build(**typed):
        empty = FacilityForm()
        data = {name: field.initial or "" for name, field in empty.fields.items()}
        data |= {
            "name": "Haifa Prep",
            "kind": "prep_center",
            "timezone": "Asia/Jerusalem",
            "notice_days": "2",
        }
        form = FacilityForm(data | {"working_weekdays": [0, 1, 2, 3, 4]} | typed)
        form.instance.organization = cast.acme
        return form

    return build


def test_the_week_of_the_country_is_proposed_once(new):
    form = new(holiday_country="IL")
    assert form.errors["working_weekdays"] == [
        "In Israel most people work on Monday, Tuesday, Wednesday, Thursday and Sunday. "
        "These days are ticked now: save, or tick others."
    ]
    assert form["working_weekdays"].value() == [0, 1, 2, 3, 6]
    assert form["usual_week_of"].value() == "IL"
    again = new(holiday_country="IL", usual_week_of="IL")
    assert again.is_valid(), again.errors
    assert again.save().working_weekdays == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("typed", "week"),
    [
        ({"country": "IL", "working_weekdays": []}, [0, 1, 2, 3, 6]),
        ({"holiday_country": "HK", "working_weekdays": []}, [0, 1, 2, 3, 4, 5]),
        ({"working_weekdays": []}, [0, 1, 2, 3, 4]),
        ({"country": "US"}, [0, 1, 2, 3, 4]),
        ({"country": "IL", "working_weekdays": [6]}, [6]),
    ],
)
def test_a_new_facility_works_as_is_usual_or_as_it_was_ticked(new, typed, week):
    form = new(**typed)
    assert form.is_valid(), form.errors
    assert form.save().working_weekdays == week


def test_a_facility_that_is_there_keeps_its_week(cast):
    assert saved(cast.lone_star, holiday_country="IL").working_weekdays == [0, 1, 2, 3, 4]
    assert saved(cast.lone_star, working_weekdays=[]).working_weekdays == []


def test_time_zones_are_places_where_people_live(cast):
    offered = dict(FacilityForm(instance=cast.lone_star).fields["timezone"].choices)
    assert {"UTC", "America/Chicago", "Asia/Shanghai"} <= set(offered)
    assert not [
        name for name in offered if name.startswith(("Etc/", "posix", "right", "SystemV")) or name.islower()
    ]
    assert not {"Factory", "localtime", "posixrules", "EST5EDT", "GMT+0"} & set(offered)

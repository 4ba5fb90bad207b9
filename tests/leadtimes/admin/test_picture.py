"""The picture above a lead time in the admin: it shows what is on the form, and saves nothing."""

import re

from leadtimes.models import LeadTime
from tests.factories import FacilityFactory
from tests.leadtimes.conftest import ADMIN, NEW, SUPPLIER, change, legs_in_short


def drawn(page):
    legs = re.findall(r'data-kind="(\w+)"\s+data-state="(\w+)"\s+data-active="(\w+)"', page.text)
    return [(kind, active) for kind, _state, active in legs]


def test_the_picture_of_a_saved_lead_time(cast, sign_in):
    page = sign_in(cast.alice).get(change(cast.lead_time))
    assert drawn(page) == [
        ("supplier", "true"),
        ("freight", "true"),
        ("freight", "true"),
        ("prep", "false"),
        ("freight", "false"),
        ("fba", "false"),
    ]
    assert page.text.count("will be created") == 1
    assert f'hx-post="{ADMIN}{cast.lead_time.pk}/preview/"' in page.text


def test_the_picture_follows_what_is_typed_and_saves_nothing(cast, sign_in, form_of, rows_of):
    rows = rows_of(cast.lead_time)
    rows[3]["position"], rows[1]["position"] = 2, 4
    rows.append({"kind": "warehouse", "facility": cast.harbor.pk, "days": "abc", "position": 99})
    before = legs_in_short(cast.lead_time)
    page = sign_in(cast.alice).post(
        f"{ADMIN}{cast.lead_time.pk}/preview/", form_of(rows, lead_time=cast.lead_time)
    )
    assert drawn(page) == [
        ("supplier", "true"),
        ("prep", "false"),
        ("freight", "false"),
        ("freight", "false"),
        ("freight", "false"),
        ("fba", "false"),
        ("warehouse", "false"),
    ]
    assert page.text.count("will be created") == 2
    assert "Harbor Logistics" in page.text
    assert "<html" not in page.text
    assert legs_in_short(cast.lead_time) == before


def test_the_picture_of_a_new_lead_time(cast, sign_in, form_of):
    rows = [SUPPLIER, {"kind": "prep", "days": 5}, {"kind": "", "days": 4}, {"kind": "fba", "days": 7}]
    page = sign_in(cast.alice).post(f"{ADMIN}preview/", form_of(rows))
    assert drawn(page) == [("supplier", "true"), ("prep", "false"), ("fba", "false")]
    assert "facility not chosen yet" in page.text
    assert '<span class="workflow-bar__label" dir="auto">New way</span>' in page.text
    assert LeadTime.objects.count() == 1
    assert "Choose a lead time" in sign_in(cast.alice).post(f"{ADMIN}preview/", form_of([])).text


def test_the_picture_shows_no_place_of_others(cast, sign_in, form_of):
    theirs = FacilityFactory(organization=cast.stranger, name="Secret Prep", prep=True)
    page = sign_in(cast.alice).post(
        f"{ADMIN}preview/", form_of([SUPPLIER, {"kind": "prep", "days": 5, "facility": theirs.pk}])
    )
    assert "Secret" not in page.text


def test_the_picture_says_why_there_are_no_dates(cast, sign_in, form_of):
    cast.lone_star.working_weekdays = []
    cast.lone_star.save()
    rows = [SUPPLIER, {"kind": "prep", "days": 5, "facility": cast.lone_star.pk, "day_basis": "working"}]
    page = sign_in(cast.alice).post(f"{ADMIN}preview/", form_of(rows))
    assert "This facility has no working weekday." in page.text


def test_with_an_error_the_picture_shows_what_was_typed(cast, sign_in, form_of):
    page = sign_in(cast.alice).post(NEW, form_of([SUPPLIER, {"kind": "fba", "days": "x"}], name=""))
    assert drawn(page) == [("supplier", "true"), ("fba", "true")]


def test_looking_changes_nothing(cast, sign_in):
    client = sign_in(cast.alice)
    for what in ("preview", "copy", "archive", "restore"):
        assert client.get(f"{ADMIN}{cast.lead_time.pk}/{what}/").status_code == 405
    assert LeadTime.objects.get().archived_at is None

"""Names of facilities and lead times: unique to a reader's eye; what stood before may stay until named anew."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from leadtimes.lead_times.services import copy_lead_time
from leadtimes.models import Facility, LeadTime
from tests.factories import FacilityFactory, make_lead_time

MIGRATION = "leadtimes.migrations.0011_names_compared_by_key"
ALIKE = ["lone star prep", "LONE STAR PREP\u200b", "Lone  Star\u00a0Prep", "ＬＯＮＥ ＳＴＡＲ ＰＲＥＰ"]


@pytest.mark.parametrize("name", ALIKE)
def test_two_facilities_never_look_alike(cast, name):
    with pytest.raises(IntegrityError), transaction.atomic():
        FacilityFactory(organization=cast.acme, name=name)
    assert FacilityFactory(organization=cast.stranger, name=name).name_key == "lone star prep"


@pytest.mark.parametrize(
    ("known", "name"),
    [("Test LT", "test lt"), ("Straße", "STRASSE"), ("İzmir", "i\u0307zmir"), ("Café", "CAFE\u0301")],
)
def test_two_lead_times_never_look_alike(cast, known, name):
    make_lead_time(cast.acme, name=known)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_lead_time(cast.acme, name=name)


def test_the_admin_says_so_and_keeps_nothing_that_cannot_be_seen(cast, sign_in):
    client, url = sign_in(cast.alice), "/admin/leadtimes/facility/add/"
    data = {"kind": "warehouse", "timezone": "America/Chicago", "working_weekdays": ["0"], "notice_days": "2"}
    inlines = ("closures", "extra_days")
    data |= {f"{name}-{count}_FORMS": "0" for name in inlines for count in ("TOTAL", "INITIAL")}
    page = client.post(url, data | {"name": "harbor\u200b  LOGISTICS"})
    errors = page.context["adminform"].form.errors
    assert errors == {"name": ["You have a facility of this name already."]}
    assert client.post(url, data | {"name": " Bay\u202e  Storage\u200b"}).status_code == 302
    assert Facility.objects.filter(name="Bay Storage").exists()


def test_a_copy_finds_a_name_of_its_own(cast):
    first = make_lead_time(cast.acme, ("supplier", 1), name="By sea")
    make_lead_time(cast.acme, name="BY SEA (COPY)")
    assert copy_lead_time(first).name == "By sea (copy 2)"


@pytest.mark.parametrize("typed", ["harbour café", "CAFE\u0301", "ＨＡＲＢＯＵＲ"])
def test_a_name_is_found_as_it_is_compared(cast, sign_in, typed):
    FacilityFactory(organization=cast.acme, name="Harbour Café")
    make_lead_time(cast.acme, ("supplier", 1), name="By way of Harbour Café")
    for page in ("facilities", "lead-times"):
        found = sign_in(cast.alice).get(f"/o/acme/{page}/", {"q": typed}).text
        assert "Harbour Café" in found
        assert "Lone Star" not in found


@pytest.fixture
def old_names(cast):
    """Names as they may stand in a database of before, and what the migration makes of them."""
    rules = [
        (model, rule)
        for model in (Facility, LeadTime)
        for rule in model._meta.constraints
        if rule.name in ("facility_names_are_unique", "lead_time_names_are_unique")
    ]
    _settle()
    with connection.schema_editor() as editor:
        for model, rule in rules:
            editor.remove_constraint(model, rule)
    names = [FacilityFactory(organization=cast.acme, name=name).name for name in ALIKE]
    make_lead_time(cast.acme, name="china → lone star → fba")
    import_module(MIGRATION).keep_and_mark(apps, None)
    _settle()
    with connection.schema_editor() as editor:
        for model, rule in rules:
            editor.add_constraint(model, rule)
    return names


def _settle():
    """Check now what is checked at the end, so that the table can be altered in the middle of a test."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def test_the_migration_rewrites_no_name_and_marks_the_later_ones(cast, old_names):
    marked = Facility.objects.filter(name_to_mend=True).order_by("pk")
    assert list(marked.values_list("name", flat=True)) == old_names == ALIKE
    assert [each.name for each in LeadTime.objects.filter(name_to_mend=True)] == ["china → lone star → fba"]
    cast.lone_star.refresh_from_db()
    assert not cast.lone_star.name_to_mend


def test_a_marked_one_can_be_saved_and_must_be_right_once_it_is_named_anew(cast, sign_in, old_names):
    lead_time = LeadTime.objects.get(name_to_mend=True)
    client, url = sign_in(cast.alice), f"/admin/leadtimes/leadtime/{lead_time.pk}/change/"
    legs = {"legs-TOTAL_FORMS": "1", "legs-INITIAL_FORMS": "0", "legs-0-kind": "supplier", "legs-0-days": "3"}
    data = legs | {"legs-0-day_basis": "calendar", "name": lead_time.name, "note": "Kept"}
    assert client.post(url, data).status_code == 302
    lead_time.refresh_from_db()
    assert (lead_time.note, lead_time.name_to_mend) == ("Kept", True)
    leg = {"legs-INITIAL_FORMS": "1", "legs-0-id": str(lead_time.legs.get().pk)}
    page = client.post(url, data | leg | {"name": "CHINA → Lone Star → FBA"})
    sentence = "You have a lead time of this name already."
    assert page.context["adminform"].form.errors == {"name": [sentence]}
    assert client.post(url, data | leg | {"name": "Other way"}).status_code == 302
    lead_time.refresh_from_db()
    assert not lead_time.name_to_mend


@pytest.mark.parametrize("name", ["China → Lone Star → FBA", "china → lone star → fba"])
def test_the_mark_of_a_lead_time_goes_when_either_of_two_is_named_anew(cast, sign_in, old_names, name):
    renamed = LeadTime.objects.get(name=name)
    url = f"/admin/leadtimes/leadtime/{renamed.pk}/change/"
    data = {"name": "Other way", "note": "", "legs-TOTAL_FORMS": "1", "legs-INITIAL_FORMS": "0"}
    data |= {"legs-0-kind": "supplier", "legs-0-days": "3", "legs-0-day_basis": "calendar"}
    if legs := list(renamed.legs.all()):
        data |= {"legs-TOTAL_FORMS": len(legs), "legs-INITIAL_FORMS": len(legs)}
    for n, leg in enumerate(legs):
        fields = ("id", "position", "kind", "mode", "label", "days", "day_basis")
        data |= {f"legs-{n}-{field}": getattr(leg, field) for field in fields}
        data[f"legs-{n}-facility"] = leg.facility_id or ""
    assert sign_in(cast.alice).post(url, data).status_code == 302
    assert not LeadTime.objects.filter(name_to_mend=True).exists()


def test_the_mark_of_a_facility_goes_when_the_last_other_one_is_named_anew(cast, sign_in, old_names):
    alike = [cast.lone_star, *Facility.objects.filter(name__in=old_names).order_by("pk")]
    for n, facility in enumerate(alike[:-1]):
        assert Facility.objects.get(pk=alike[-1].pk).name_to_mend
        data = {"name": f"Prep {n}", "timezone": "America/Chicago", "working_weekdays": ["0"]}
        data |= {"notice_days": "2"}
        inlines = ("closures", "extra_days")
        data |= {f"{each}-{count}_FORMS": "0" for each in inlines for count in ("TOTAL", "INITIAL")}
        url = f"/admin/leadtimes/facility/{facility.pk}/change/"
        assert sign_in(cast.alice).post(url, data).status_code == 302
    assert not Facility.objects.filter(name_to_mend=True).exists()


def test_a_lead_time_with_a_facility_that_was_archived_since_can_be_saved(cast, sign_in):
    lead_time = make_lead_time(cast.acme, ("supplier", 3), (cast.harbor, 5), name="By Harbor")
    cast.harbor.archived_at = timezone.now()
    cast.harbor.save()
    gone = FacilityFactory(organization=cast.acme, name="Gone", archived_at=timezone.now())
    data = {"name": "By Harbor", "note": "Kept", "legs-TOTAL_FORMS": "2", "legs-INITIAL_FORMS": "2"}
    for n, leg in enumerate(lead_time.legs.all()):
        values = {name: getattr(leg, name) for name in ("id", "position", "kind", "days", "day_basis")}
        data |= {f"legs-{n}-{name}": value for name, value in values.items()}
        data[f"legs-{n}-facility"] = leg.facility_id or ""
    client, url = sign_in(cast.alice), f"/admin/leadtimes/leadtime/{lead_time.pk}/change/"
    assert client.post(url, data).status_code == 302
    lead_time.refresh_from_db()
    assert lead_time.note == "Kept"
    page = client.post(url, data | {"legs-1-facility": gone.pk})
    errors = page.context["inline_admin_formsets"][0].formset.errors
    assert errors == [{}, {"facility": ["Gone is archived. Choose another facility."]}]


def test_names_of_before_that_differ_in_a_dash_are_kept_and_the_later_one_is_marked(cast):
    dashed = FacilityFactory(organization=cast.acme, name="Lone\u2013Star")
    Facility.objects.filter(pk=dashed.pk).update(name_key="lone\u2013star")
    FacilityFactory(organization=cast.acme, name="Lone-Star")
    import_module("leadtimes.migrations.0012_dashes_read_alike").key_again(apps, None)
    dashed.refresh_from_db()
    assert (dashed.name, dashed.name_key, dashed.name_to_mend) == ("Lone\u2013Star", "lone-star", True)

"""Text on several lines is kept alike, whichever way its row is written."""

import pytest
from django.apps import apps
from django.db import models
from django.forms import ValidationError, modelform_factory

from leadtimes.models import Facility
from sostocked.foundation.pages.fields.lines import LinesTextField
from sostocked.foundation.pages.fields.typed_fields import LinesField
from sostocked.foundation.records.keys import FoldedKeyField
from tests.factories import FacilityFactory, make_placed
from workorders.models import Step

TYPED, KEPT = "Dock\u200b 4\r\nCafe\u0301 ", "Dock 4\nCafé"
OURS = {"outbox": {"text", "html", "last_error", "overtaken_by"}, "leadtimes": {"last_error"}}
"""Columns that no person writes."""


def test_every_column_that_people_write_lines_into_keeps_them_so():
    written = {
        f"{model._meta.label}.{field.name}": type(field)
        for model in apps.get_models()
        if model.__module__.split(".")[0]
        in ("sostocked", "leadtimes", "inventory", "purchasing", "workorders")
        and not hasattr(model, "pgh_tracked_model")
        for field in model._meta.fields
        if isinstance(field, models.TextField)
        and not isinstance(field, FoldedKeyField)
        and field.name not in OURS.get(model._meta.app_label, ())
    }
    assert "leadtimes.Facility.address" in written
    assert [name for name, kind in written.items() if kind is not LinesTextField] == []


def test_rows_that_are_saved_updated_or_written_at_once(cast):
    place = FacilityFactory(address=TYPED)
    assert (place.address, Facility.objects.get(pk=place.pk).address) == (KEPT, KEPT)
    Facility.objects.filter(pk=place.pk).update(address=f"{TYPED}\r\n5")
    assert Facility.objects.get(pk=place.pk).address == f"{KEPT}\n5"
    steps = list(make_placed(cast).work_orders.get().steps.all())
    for step in steps:
        step.instruction = TYPED
    Step.objects.bulk_update(steps, ["instruction"])
    assert {step.instruction for step in Step.objects.all()} == {KEPT}


def test_forms_of_models_read_it_alike_the_admins_too():
    form = modelform_factory(Facility, fields=["address"])
    assert type(form.base_fields["address"]) is LinesField


def test_a_control_character_is_refused_with_its_name():
    with pytest.raises(ValidationError, match=r"cannot be written \(U\+0007\)"):
        LinesField().clean("ring the \x07 bell")
    assert LinesField().clean(TYPED) == KEPT


def test_a_text_that_a_browser_sends_back_has_not_changed():
    assert not LinesField().has_changed("Dock 4\nCafé", "Dock 4\r\nCafé")
    assert not LinesField().has_changed("Dock 4\r\nCafé", "Dock 4\r\nCafé")

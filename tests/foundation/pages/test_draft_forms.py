"""Forms that are still being written."""

import pytest
from django import forms

from sostocked.foundation.pages.draft_forms import RowForm, RowFormSet


class LegForm(RowForm):
    kind = forms.CharField(max_length=4)
    days = forms.IntegerField(required=False)


LegFormSet = forms.formset_factory(LegForm, formset=RowFormSet, extra=0)


def rows(*legs):
    data = {"legs-TOTAL_FORMS": len(legs), "legs-INITIAL_FORMS": 0}
    data |= {f"legs-{n}-{name}": value for n, leg in enumerate(legs) for name, value in leg.items()}
    return LegFormSet(data, prefix="legs")


def test_rows_are_numbered_from_one_by_people():
    assert [(form.number, form.place) for form in rows({"kind": ""}, {})] == [("0", 1), ("1", 2)]


@pytest.mark.parametrize(
    ("leg", "blank"), [({}, True), ({"kind": " "}, True), ({"kind": "prep"}, False), ({"days": "0"}, False)]
)
def test_a_row_in_which_nothing_is_written_is_blank(leg, blank):
    (form,) = rows(leg)
    assert form.is_blank is blank


def test_only_written_rows_count_and_they_keep_their_place():
    assert [form.place for form in rows({"kind": "prep"}, {"kind": ""}, {"days": "3"}).written] == [1, 3]


def test_what_is_empty_is_forgiven_and_what_is_wrong_is_not():
    (form,) = rows({"kind": "", "days": "soon"})
    assert set(form.errors) == {"kind", "days"}
    form.forgives_blanks = True
    assert set(form.errors) == {"days"}
    form.forgives_blanks = False
    assert set(form.errors) == {"kind", "days"}


def test_what_was_typed_is_told_without_the_blanks_around_it():
    (form,) = rows({"kind": " prep "})
    assert (form.typed("kind"), form.typed("days")) == ("prep", "")

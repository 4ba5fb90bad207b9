"""What every form with rows has in common: its buttons, what it says about blanks, and where one goes on."""

import pytest
from django import forms
from django.http import QueryDict

from sostocked.foundation.pages.draft_forms import DraftForm, RowForm, RowFormSet
from sostocked.foundation.pages.drafts import Draft
from sostocked.foundation.records.errors import Refused


class HeadForm(DraftForm):
    name = forms.CharField(max_length=3)


class LineForm(RowForm):
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    sku = forms.CharField(max_length=3)


LineFormSet = forms.formset_factory(LineForm, formset=RowFormSet, extra=0)


class ShoppingDraft(Draft):
    rows = {"line": "lines"}

    def __init__(self, data):
        super().__init__(data)
        self.head = HeadForm(self.data)
        self.lines = LineFormSet(self.data, prefix="lines")

    @property
    def parts(self):
        return [self.head, self.lines]


def data(*skus, name="me"):
    sent = QueryDict(mutable=True)
    sent.update({"name": name, "lines-TOTAL_FORMS": str(len(skus)), "lines-INITIAL_FORMS": str(len(skus))})
    for number, sku in enumerate(skus):
        sent[f"lines-{number}-sku"] = sku
    return sent


def skus(sent):
    return [sent.get(f"lines-{n}-sku", "") for n in range(int(sent["lines-TOTAL_FORMS"]))]


@pytest.mark.parametrize(
    ("action", "left"),
    [
        ("add-line", ["A", "B", ""]),
        ("remove-line-0", ["B"]),
        ("line-down-0", ["B", "A"]),
        ("line-up-0", ["A", "B"]),
        ("add-leg", ["A", "B"]),
        ("save", ["A", "B"]),
    ],
)
def test_a_button_changes_its_own_rows_and_no_others(action, left):
    assert skus(ShoppingDraft.acted(data("A", "B"), action)) == left


@pytest.mark.parametrize(
    ("action", "focus"),
    [
        ("add-line", "id_lines-1-sku"),
        ("remove-line-1", "add-line"),
        ("line-down-0", "lines-1-down"),
        ("line-down-1", "lines-1-down"),
        ("line-up-1", "lines-0-up"),
        ("line-up-0", "lines-0-up"),
        ("add-leg", ""),
        ("preview", ""),
    ],
)
def test_one_goes_on_where_the_button_was_or_in_the_new_row(action, focus):
    draft = ShoppingDraft(data("A", "B"))
    draft.go_on(action)
    assert draft.focus == focus


def test_the_new_row_takes_the_cursor_in_its_first_field_that_can_be_seen():
    draft = ShoppingDraft(data("A", ""))
    draft.go_on("add-line")
    marked = [
        name for name, field in draft.lines.forms[-1].fields.items() if "autofocus" in field.widget.attrs
    ]
    assert marked == ["sku"]
    assert not any("autofocus" in field.widget.attrs for field in draft.lines.forms[0].fields.values())


def test_all_parts_say_at_once_what_is_wrong():
    draft = ShoppingDraft(data("A", "LONG", name=""))
    assert not draft.is_valid()
    assert list(draft.head.errors) == ["name"]
    assert [list(form.errors) for form in draft.lines.forms] == [[], ["sku"]]


def test_blanks_are_forgiven_and_what_was_typed_wrong_is_not():
    draft = ShoppingDraft(data("", "LONG", name="")).forgive_blanks()
    assert list(draft.head.errors) == []
    assert [list(form.errors) for form in draft.lines.forms] == [[], ["sku"]]


def test_a_blank_row_is_none_that_was_written():
    draft = ShoppingDraft(data("A", "  ", "B"))
    assert [(form.place, form.typed("sku")) for form in draft.lines.written] == [(1, "A"), (3, "B")]


def test_a_problem_is_said_once():
    draft = ShoppingDraft(data())
    draft.complain(Refused("No."))
    draft.complain(Refused("No."))
    draft.complain(Refused("Never."))
    assert draft.problems == ["No.", "Never."]


def test_what_was_sent_stays_as_it_was_sent():
    sent = data("A")
    ShoppingDraft(sent).data["name"] = "you"
    assert sent["name"] == "me"

"""One reason, in words."""

from sostocked.foundation.pages.reason_form import ReasonForm


def test_a_missing_reason_is_asked_for_in_the_page_s_own_words():
    form = ReasonForm({"reason": " "}, missing="Say why: the facility will read it.")
    assert form.errors == {"reason": ["Say why: the facility will read it."]}


def test_a_reason_may_be_left_out_where_nothing_is_said_of_a_missing_one():
    form = ReasonForm({"reason": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"reason": ""}


def test_a_reason_has_a_length():
    assert ReasonForm({"reason": "x" * 300}, most=300).is_valid()
    assert list(ReasonForm({"reason": "x" * 301}, most=300).errors) == ["reason"]


def test_insisting_says_so_beside_the_field_and_takes_the_cursor_there():
    form = ReasonForm({"reason": ""}, help_text="Kept.")
    assert form.is_valid()
    form.require("The facility reads it too.")
    form.insist("Say why.")
    field = form["reason"]
    assert (field.help_text, list(field.errors)) == ("The facility reads it too.", ["Say why."])
    assert field.field.required
    assert field.field.widget.attrs["autofocus"] is True

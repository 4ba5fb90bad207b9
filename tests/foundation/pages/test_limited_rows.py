"""Which rows of a form are built, settled before the first of them is."""

import pytest
from django import forms
from django.http import QueryDict

from sostocked.foundation.pages.draft_forms import SPARE, RowForm, RowFormSet, formset_of


class LineForm(RowForm):
    sku = forms.CharField()


LineFormSet = formset_of(LineForm, RowFormSet, most=3, too_many="At most 3 lines.")


def rows(text):
    return LineFormSet(QueryDict(text), prefix="lines")


def numbers(formset):
    return [form.number for form in formset.forms]


def test_rows_that_were_sent_are_built_under_their_numbers():
    formset = rows("lines-TOTAL_FORMS=3&lines-0-sku=a&lines-2-sku=c")
    assert numbers(formset) == ["0", "2"]
    assert formset.is_valid()
    assert formset.complaint == ""


def test_a_row_that_was_just_added_is_built_although_nothing_was_sent_of_it():
    assert numbers(rows("lines-TOTAL_FORMS=2&lines-0-sku=a")) == ["0", "1"]


@pytest.mark.parametrize("count", ["4", "5000", "999999999"])
def test_one_too_many_is_shown_and_refused(count):
    formset = rows(f"lines-TOTAL_FORMS={count}&lines-0-sku=a&lines-1-sku=b&lines-2-sku=c&lines-3-sku=d")
    assert numbers(formset) == ["0", "1", "2", "3"]
    assert not formset.is_valid()
    assert formset.non_form_errors() == ["At most 3 lines."]
    assert formset.complaint == "At most 3 lines."


def test_many_too_many_are_not_even_built():
    sent = "&".join(f"lines-{n}-sku=a" for n in range(500))
    assert len(rows(f"lines-TOTAL_FORMS=500&{sent}").forms) == 3 + SPARE


def test_no_row_is_added_to_the_last_one_and_what_is_there_can_be_saved():
    formset = rows("lines-TOTAL_FORMS=4&lines-0-sku=a&lines-1-sku=b&lines-2-sku=c")
    assert (numbers(formset), formset.complaint) == (["0", "1", "2"], "At most 3 lines.")
    assert formset.is_valid()


def test_the_page_counts_the_rows_that_are_on_it_so_that_it_can_be_saved_next():
    formset = rows("lines-TOTAL_FORMS=5000&lines-0-sku=a")
    assert 'name="lines-TOTAL_FORMS" value="1"' in str(formset.management_form)
    assert formset.total_form_count() == 1


@pytest.mark.parametrize("text", ["", "lines-0-sku=a", "lines-TOTAL_FORMS=abc", "lines-TOTAL_FORMS=-1"])
def test_a_page_without_a_count_has_no_rows(text):
    formset = rows(text)
    assert formset.forms == []
    assert formset.is_valid()


def test_a_form_that_was_not_sent_has_no_rows_either():
    assert LineFormSet(prefix="lines").forms == []

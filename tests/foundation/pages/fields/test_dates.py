"""Several dates in one field."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from sostocked.foundation.pages.fields.dates import DatesField

JAN, FEB = date(2028, 1, 26), date(2029, 2, 13)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2028-01-26", [JAN]),
        ("2028-01-26, 2029-02-13", [JAN, FEB]),
        ("2029-02-13;2028-01-26", [JAN, FEB]),
        ("2029-02-13 2028-1-26\n2029-02-13", [JAN, FEB]),
        (", 2028-01-26 ,", [JAN]),
    ],
)
def test_dates_are_read_in_order_and_once_each(text, dates):
    assert DatesField(most=3).clean(text) == dates


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("26.1.2028", "“26.1.2028” is no date. Write dates like 2028-01-26."),
        ("2028-01-26, soon", "“soon” is no date. Write dates like 2028-01-26."),
        ("2028-02-30", "2028-02-30 does not exist."),
        ("0000-01-01", "0000-01-01 does not exist."),
        ("2028-01-01 2028-01-02 2028-01-03 2028-01-04", "Enter at most 3 dates."),
        ("", "This field is required."),
    ],
)
def test_what_is_no_date_is_named(text, sentence):
    with pytest.raises(ValidationError) as wrong:
        DatesField(most=3).clean(text)
    assert wrong.value.messages == [sentence]


def test_as_many_as_are_allowed_are_taken_and_none_where_none_are_needed():
    assert len(DatesField(most=3).clean("2028-01-01 2028-01-02 2028-01-03")) == 3
    assert DatesField(most=3, required=False).clean("") == []


@pytest.mark.parametrize(
    ("initial", "sent", "changed"),
    [
        ([JAN, FEB], "2029-02-13, 2028-01-26", False),
        ([FEB, JAN], "2028-01-26 2029-02-13", False),
        (None, "", False),
        ([JAN], "", True),
        ([JAN], "2028-01-27", True),
        ([JAN], "soon", True),
    ],
)
def test_only_other_dates_are_a_change(initial, sent, changed):
    assert DatesField(most=3, required=False).has_changed(initial, sent) is changed


def test_dates_are_shown_as_they_can_be_typed_and_what_was_typed_as_it_was():
    field = DatesField(most=3)
    assert field.prepare_value([JAN, FEB]) == "2028-01-26, 2029-02-13"
    assert field.clean(field.prepare_value([JAN, FEB])) == [JAN, FEB]
    assert field.prepare_value("soon") == "soon"
    assert field.prepare_value(None) == ""

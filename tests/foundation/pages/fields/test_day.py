"""A day on which something is planned."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from sostocked.foundation.pages.fields.day import DayField


@pytest.mark.parametrize("text", ["2000-01-01", "2026-10-12", "2099-12-31"])
def test_a_day_of_this_century_is_read(text):
    assert DayField().clean(text) == date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1999-12-31", "Choose a PO date between 1 Jan 2000 and 31 Dec 2099."),
        ("2100-01-01", "Choose a PO date between 1 Jan 2000 and 31 Dec 2099."),
        ("2026-02-30", "This day does not exist. Write a date like 2026-12-31."),
        ("12.10.2026", "This day does not exist. Write a date like 2026-12-31."),
        ("", "Choose one."),
    ],
)
def test_what_is_no_such_day_is_named(text, sentence):
    field = DayField(called="PO date", example="2026-12-31", error_messages={"required": "Choose one."})
    with pytest.raises(ValidationError) as caught:
        field.clean(text)
    assert caught.value.messages == [sentence]


def test_a_day_that_need_not_be_given_is_none():
    assert DayField(required=False).clean("") is None


def test_two_fields_keep_their_own_examples():
    first, second = DayField(example="2026-01-01"), DayField(example="2026-02-02")
    assert first.error_messages["invalid"] == "This day does not exist. Write a date like 2026-01-01."
    assert second.error_messages["invalid"] == "This day does not exist. Write a date like 2026-02-02."

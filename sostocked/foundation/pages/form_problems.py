"""Everything that is wrong with a page of several forms, in one list that leads to each field."""

from collections.abc import Iterator
from typing import NamedTuple

from django import forms


class Problem(NamedTuple):
    """One thing to mend: `anchor` is the id of its field, empty where it belongs to none that is seen."""

    text: str
    label: str = ""
    anchor: str = ""


def problems_of(form: forms.BaseForm, *, row: str = "") -> Iterator[Problem]:
    """What is wrong with a form; `row` is what its row is called ("Line 2") where it is one of several."""
    for error in form.non_field_errors():
        yield Problem(str(error), row)
    for field in form:
        named = ", ".join(filter(None, [row, str(field.label).lower() if row else str(field.label)]))
        for error in field.errors:
            yield Problem(str(error)) if field.is_hidden else Problem(str(error), named, field.auto_id)


def problems_of_rows(rows: forms.BaseFormSet | None, called: str) -> Iterator[Problem]:
    """The same for rows of forms, each of which is `called` so and numbered as it stands on the page."""
    if rows is None:
        return
    yield from (Problem(str(error)) for error in rows.non_form_errors())
    for number, form in enumerate(rows.forms, start=1):
        yield from problems_of(form, row=f"{called} {number}")

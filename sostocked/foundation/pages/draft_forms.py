"""Forms that are still being written do not nag about what is empty yet; rows of forms come to an end."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar, cast

from django import forms
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.forms.utils import ErrorDict
from django.http import QueryDict

from sostocked.foundation.pages import form_rows

SPARE = 10
"""Rows beyond the limit that are still shown."""


class LimitedRows(forms.BaseFormSet):
    """Rows of which a form takes so many (`max_num`) and no more, and says so in a sentence (`too_many`).

    Which forms are built is settled before the first one: none beyond `absolute_max`, a few more than are taken so
    that nothing typed is lost, and none for a row of which nothing was sent, but for one at the end that was just
    added. A page that was sent without a count has no rows.
    """

    data: QueryDict
    prefix: str
    max_num: int
    absolute_max: int
    error_messages: dict[str, Any]
    renderer: Any
    _construct_form: Callable[..., Any]

    too_many = "These are more rows than this form takes."

    @cached_property
    def management_form(self) -> ManagementForm:
        """Django's. On the page it counts the rows that are there, not those that somebody asked for."""
        if not self.is_bound:
            return super().management_form
        total = f"{self.prefix}-{TOTAL_FORM_COUNT}"
        said = {total: form_rows.total(self.data, self.prefix), f"{self.prefix}-{INITIAL_FORM_COUNT}": 0}
        form = ManagementForm(said, auto_id=self.auto_id, prefix=self.prefix, renderer=self.renderer)
        form.full_clean()
        said[total] = self.numbers[-1] + 1 if self.numbers else 0
        return form

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of the rows that are built."""
        asked = form_rows.total(self.data, self.prefix)
        added = {asked - 1} if asked <= self.max_num else set()
        sent = form_rows.numbers(self.data, self.prefix) | added
        return sorted(number for number in sent if 0 <= number < min(asked, self.absolute_max))

    @cached_property
    def forms(self) -> list[Any]:
        """A form for each of them, which keeps its number."""
        numbers = self.numbers if self.is_bound else range(super().total_form_count())
        return [self._construct_form(number, **self.get_form_kwargs(number)) for number in numbers]

    def total_form_count(self) -> int:
        """How many rows there are on the page, those that were taken off it by htmx included."""
        if not self.is_bound:
            return super().total_form_count()
        return self.numbers[-1] + 1 if self.numbers else 0

    @property
    def complaint(self) -> str:
        """That these are too many, in a sentence; empty while they are not."""
        asked = form_rows.total(self.data, self.prefix) if self.is_bound else 0
        return self.too_many if asked > self.max_num else ""

    def full_clean(self) -> None:
        """Django's, in our words."""
        self.error_messages["too_many_forms"] = self.too_many
        super().full_clean()


Rows = TypeVar("Rows", bound=LimitedRows)


def formset_of(form: type[forms.Form], base: type[Rows], *, most: int, too_many: str) -> type[Rows]:
    """Django's factory of formsets, which forgets what it was given, without rows to begin with.

    `most` rows are taken; one more is refused with the sentence `too_many`.
    """
    made = forms.formset_factory(
        form, formset=base, extra=0, max_num=most, absolute_max=most + SPARE, validate_max=True
    )
    made.too_many = too_many  # type: ignore[attr-defined]
    return cast(type[Rows], made)


class DraftForm(forms.Form):
    """A form which, once `forgives_blanks` is set, shows only what is wrong with fields that hold something.

    Set it after `is_valid`, which it would deceive.
    """

    data: QueryDict
    forgives_blanks = False

    @property
    def errors(self) -> ErrorDict:
        found = super().errors
        if not self.forgives_blanks:
            return found
        typed = {name: errors for name, errors in found.items() if self.typed(name)}
        return ErrorDict(typed, renderer=self.renderer)

    def typed(self, name: str) -> str:
        """What stands in a field, as it was typed."""
        return (self.data.get(self.add_prefix(name)) or "").strip()


class RowForm(DraftForm):
    """One row of several; its prefix ends in its number, from 0."""

    @property
    def number(self) -> str:
        return (self.prefix or "").rpartition("-")[2]

    @property
    def place(self) -> int:
        """The number that people read, from 1."""
        return int(self.number) + 1

    @property
    def is_blank(self) -> bool:
        return not any(map(self.typed, self.fields))


class RowFormSet(LimitedRows):
    """The rows of one kind, in order. Blank ones mean nothing."""

    @property
    def written(self) -> list[Any]:
        return [form for form in self.forms if not form.is_blank]

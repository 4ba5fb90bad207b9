"""Forms that are still being written do not nag about what is empty yet."""

from typing import Any, TypeVar, cast

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

Rows = TypeVar("Rows", bound=forms.BaseFormSet)


def formset_of(form: type[forms.Form], base: type[Rows], *, max_num: int, absolute_max: int) -> type[Rows]:
    """Django's factory of formsets, which forgets what it was given, without rows to begin with."""
    made = forms.formset_factory(form, formset=base, extra=0, max_num=max_num, absolute_max=absolute_max)
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


class RowFormSet(forms.BaseFormSet):
    """The rows of one kind, in order. Blank ones mean nothing."""

    @property
    def written(self) -> list[Any]:
        return [form for form in self.forms if not form.is_blank]

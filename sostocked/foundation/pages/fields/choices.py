"""What a field of choices offers, once a form knows who asks."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet


def offer_choices(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Let these be chosen in the field `name`, which is a field of choices."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices


def offer_rows(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Let these rows be chosen in the field `name`, which is a field of rows."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows

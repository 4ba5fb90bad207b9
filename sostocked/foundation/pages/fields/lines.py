"""A column of text on several lines: kept as `tidy_lines` says, whichever way its row is written."""

from typing import Any

from django.db import models

from sostocked.foundation.pages.fields.typed_fields import LinesField
from sostocked.foundation.rules.text import tidy_lines


class LinesTextField(models.TextField):
    """Notes, addresses, reasons, instructions."""

    def deconstruct(self) -> Any:
        """To the database it is plain text; migrations need not know this class."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        text = super().pre_save(model_instance, add)
        if isinstance(text, str):
            text = tidy_lines(text)
            setattr(model_instance, self.attname, text)
        return text

    def get_prep_value(self, value: Any) -> Any:
        """Also where many rows are written at once."""
        text = super().get_prep_value(value)
        return tidy_lines(text) if isinstance(text, str) else text

    def formfield(self, form_class: Any = None, choices_form_class: Any = None, **kwargs: Any) -> Any:
        chosen = {"form_class": form_class or LinesField, "choices_form_class": choices_form_class}
        return super().formfield(**chosen, **kwargs)

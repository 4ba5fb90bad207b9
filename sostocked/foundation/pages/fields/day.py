"""A form field for a day on which something is planned."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


class DayField(forms.DateField):
    """A day of this century, written like 2026-10-12. `called` is what the sentences call it."""

    default_error_messages = {
        "invalid": "This day does not exist. Write a date like %(example)s.",
        "unlikely": "Choose a %(called)s between 1 Jan 2000 and 31 Dec 2099.",
    }

    def __init__(self, *, called: str = "day", example: str = "2026-10-12", **kwargs: Any):
        attrs = {"type": "date", "min": str(EARLIEST), "max": str(LATEST)}
        widget = forms.DateInput(format="%Y-%m-%d", attrs=attrs)
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **kwargs)
        self.called = called
        self.error_messages["invalid"] %= {"example": example}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise ValidationError(
                self.error_messages["unlikely"], code="unlikely", params={"called": self.called}
            )

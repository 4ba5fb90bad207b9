"""An e-mail address that a mail can be written to: every form that asks for one uses this."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sostocked.foundation.rules.addresses import NOT_MAILABLE, is_mailable


class MailAddressField(forms.EmailField):
    """Django's field lets control characters through where they stand in quotes; no mail can carry them."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_mailable(value):
            raise ValidationError(NOT_MAILABLE, code="not_mailable")

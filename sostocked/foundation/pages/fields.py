"""Form fields for numbers as people write them: "1200" or "1,200", in the digits 0 to 9, and nothing else."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

_GROUPED = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_WHOLE = re.compile(_GROUPED)
_DECIMAL = re.compile(rf"{_GROUPED}(?:\.[0-9]*)?|[+-]?\.[0-9]+")


class TypedNumberField(forms.CharField):
    """What number fields share: the text is stripped and read strictly; `least` and `most` are inclusive.

    Error messages: `required`, `unreadable`, `least`, `most`, each with `%(text)s`.
    """

    default_error_messages = {
        "unreadable": "“%(text)s” is not a number we can read. Write it in digits, like 1200 or 1,200.",
        "least": "Enter at least %(least)s.",
        "most": "Enter at most %(most)s.",
    }
    inputmode = "numeric"

    def __init__(self, *, least, most, **kwargs):
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "inputmode": self.inputmode, "autocomplete": "off"}

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        number = self.read(text)
        if number < self.least:
            raise self.wrong("least", text)
        if number > self.most:
            raise self.wrong("most", text)
        return number

    def wrong(self, code, text):
        params = {"text": text[:40], "least": f"{self.least:,}", "most": f"{self.most:,}"}
        return ValidationError(self.error_messages[code], code=code, params=params)


class WholeNumberField(TypedNumberField):
    """A count. One more error message: `whole`."""

    default_error_messages = {"whole": "%(text)s is not a whole number."}

    def read(self, text: str) -> int:
        if _WHOLE.fullmatch(text):
            return int(text.replace(",", "")[:20])
        raise self.wrong("whole" if _DECIMAL.fullmatch(text) else "unreadable", text)


class DecimalNumberField(TypedNumberField):
    """An amount with at most `places` decimals. One more error message: `places`."""

    inputmode = "decimal"
    default_error_messages = {
        "unreadable": "“%(text)s” is not a number we can read. Write it in digits, like 3.85 or 1,200.50.",
        "places": "%(text)s has too many decimals.",
    }

    def __init__(self, *, places, **kwargs):
        super().__init__(**kwargs)
        self.places = places

    def read(self, text: str) -> Decimal:
        if not _DECIMAL.fullmatch(text):
            raise self.wrong("unreadable", text)
        number = Decimal(text.replace(",", ""))
        if -number.as_tuple().exponent > self.places:
            raise self.wrong("places", text)
        return number

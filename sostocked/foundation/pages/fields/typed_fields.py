"""Form fields for what people write: numbers ("1200", "1,200", "3.85"), one line of text, codes.

How numbers and text are read is decided in `sostocked.foundation.rules`; here it gets its sentences.
"""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sostocked.foundation.rules.gtins import NotAGtin, read_gtin
from sostocked.foundation.rules.number_reading import NotOneNumber, NotWhole, read_decimal, read_whole
from sostocked.foundation.rules.text import control_sign, tidy, tidy_code, tidy_lines

_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]")


class TypedNumberField(forms.CharField):
    """What number fields share: the text is stripped and read strictly; `least` and `most` are inclusive.

    Error messages: `required`, `unreadable`, `otherwise` (it must be written as `%(meaning)s`), `ambiguous`
    (it may be `%(meaning)s` or `%(other)s`), `least`, `most`, each with `%(text)s`.
    """

    default_error_messages = {
        "unreadable": "“%(text)s” is not a number we can read. Write it in digits, like 1200 or 1,200.",
        "otherwise": "“%(text)s” is not a number we can read. Write %(meaning)s.",
        "ambiguous": "“%(text)s” can mean two things. Write %(meaning)s or %(other)s.",
        "least": "Enter at least %(least)s.",
        "most": "Enter at most %(most)s.",
    }
    inputmode = "numeric"

    def __init__(self, *, least: int, most: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": self.inputmode, "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text is None or text in self.empty_values:
            return None
        number = self._number(text)
        if number < self.least:
            raise self.wrong("least", text)
        if number > self.most:
            raise self.wrong("most", text)
        return number

    def _number(self, text: str) -> Any:
        try:
            return self.read(text)
        except NotOneNumber as wrong:
            code = ("unreadable", "otherwise", "ambiguous")[len(wrong.meanings)]
            raise self.wrong(code, text, *wrong.meanings) from wrong

    def read(self, text: str) -> Any:
        """The number that is written, or what `wrong` says."""
        raise TypeError(f"{type(self).__name__} does not say how it is read.")

    def wrong(self, code: str, text: str, meaning: str = "", other: str = "") -> ValidationError:
        params = {
            "text": text[:40],
            "least": f"{self.least:,}",
            "most": f"{self.most:,}",
            "meaning": meaning,
            "other": other,
        }
        return ValidationError(self.error_messages[code], code=code, params=params)


class WholeNumberField(TypedNumberField):
    """A count. One more error message: `whole`."""

    default_error_messages = {"whole": "%(text)s is not a whole number."}

    def read(self, text: str) -> int:
        try:
            return read_whole(text)
        except NotWhole as wrong:
            raise self.wrong("whole", text) from wrong


class DecimalNumberField(TypedNumberField):
    """An amount with at most `places` decimals. One more error message: `places`."""

    inputmode = "decimal"
    default_error_messages = {
        "unreadable": "“%(text)s” is not a number we can read. Write it in digits, like 3.85 or 1,200.50.",
        "places": "%(text)s has too many decimals.",
    }

    def __init__(self, *, places: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.places = places

    def read(self, text: str) -> Decimal:
        number = read_decimal(text)
        if -int(number.as_tuple().exponent) > self.places:
            raise self.wrong("places", text)
        return number


class OneLineField(forms.CharField):
    """A title or name, as it is kept: see `tidy`. What stands untidily and is sent back has not changed."""

    def to_python(self, value: Any) -> Any:
        return tidy(super().to_python(value) or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), data)


class KeyField(forms.UUIDField):
    """One key per form that was opened: however often it is sent, what it asks for is done once."""

    widget = forms.HiddenInput
    default_error_messages = {
        "required": "Open this page again before you save.",
        "invalid": "Open this page again before you save.",
    }


class LinesField(forms.CharField):
    """What is written on several lines, as it is kept: see `tidy_lines`. Control characters are refused."""

    widget = forms.Textarea
    default_error_messages = {
        "control": "There is a sign in it that cannot be written (%(name)s). Type that place again.",
    }

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if (sign := control_sign(text)) and sign != "\0":  # Django has its own sentence for that one
            name = f"U+{ord(sign):04X}"
            raise ValidationError(self.error_messages["control"], code="control", params={"name": name})
        return tidy_lines(text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(tidy_lines(initial or ""), data)


class OwnCodeField(OneLineField):
    """A code of one's own, such as a SKU: spaces and small letters belong to it, invisible signs do not."""

    def to_python(self, value: Any) -> Any:
        return tidy_code(super().to_python(value) or "")


class CodeField(forms.CharField):
    """A code as people paste it: with spaces or dashes, in small letters. Its size is checked after that."""

    def to_python(self, value: Any) -> Any:
        return _BETWEEN.sub("", tidy_code(super().to_python(value) or "")).upper()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}


class GtinField(CodeField):
    """A UPC, EAN or other GTIN with its check digit. One that stands already may stay as it is (`stands`)."""

    stands = ""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not value or value == self.stands:
            return
        try:
            read_gtin(value)
        except NotAGtin as wrong:
            raise ValidationError(str(wrong), code="gtin") from wrong

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "numeric"}

"""A form field for several dates as people write them: "2028-01-26, 2029-02-13"."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_PIECES = re.compile(r"[\s,;]+")
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


class DatesField(forms.CharField):
    """Dates with commas, semicolons or spaces between them, each kept once, the earliest first; at most `most`."""

    default_error_messages = {
        "unreadable": "“%(text)s” is no date. Write dates like 2028-01-26.",
        "unknown": "%(text)s does not exist.",
        "most": "Enter at most %(most)s dates.",
    }

    def __init__(self, *, most: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else ", ".join(map(str, value or []))

    def to_python(self, value: Any) -> Any:
        pieces = filter(None, _PIECES.split(super().to_python(value) or ""))
        return sorted({self._read(piece) for piece in pieces})

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise self._wrong("most")

    def run_validators(self, value: Any) -> None:
        """A list of dates: what a text field would check of its text does not apply."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != sorted(initial or [])
        except ValidationError:
            return True

    def _read(self, piece: str) -> date:
        found = _DATE.fullmatch(piece)
        if not found:
            raise self._wrong("unreadable", piece)
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            raise self._wrong("unknown", piece) from None

    def _wrong(self, code: str, text: str = "") -> ValidationError:
        params = {"text": text[:40], "most": self.most}
        return ValidationError(self.error_messages[code], code=code, params=params)

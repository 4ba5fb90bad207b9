"""Why somebody does what others will feel: asked before something is taken back or changed."""

from typing import Any

from django import forms

from sostocked.foundation.pages.fields.typed_fields import LinesField


class ReasonForm(forms.Form):
    """One reason, in words. It is required where `missing` is given: what to say to who gives none."""

    def __init__(
        self,
        *args: Any,
        label: str = "Reason",
        help_text: str = "",
        missing: str = "",
        most: int = 2_000,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = LinesField(
            label=label,
            help_text=help_text,
            max_length=most,
            required=bool(missing),
            error_messages={"required": missing} if missing else None,
            widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        )

    def require(self, help_text: str) -> None:
        """From now on it is not optional; `help_text` says who reads it."""
        self.fields["reason"].required = True
        self["reason"].help_text = help_text

    def insist(self, sentence: str) -> None:
        """Say beside the field that it is missing, and go on there."""
        self.add_error("reason", sentence)
        self.fields["reason"].widget.attrs["autofocus"] = True

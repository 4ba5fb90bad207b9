"""Why an order is cancelled."""

from django import forms


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Why?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text="Everybody who was told about this order will read it.",
        error_messages={"required": "Say why: everybody who was told about this order will read it."},
    )

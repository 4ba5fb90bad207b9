"""The code from the mail."""

from allauth.core.internal.cryptokit import compare_user_code
from django import forms

CODE = "proof_code"
AGAIN = "proof_again"


class CodeForm(forms.Form):
    """Asks for the code; `expected` is the one that was sent."""

    proof_code = forms.CharField(
        label="Code",
        max_length=20,
        error_messages={"required": "Enter the code from the mail."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "size": 10}
        ),
    )

    def __init__(self, *args, expected="", **kwargs):
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_proof_code(self):
        said = self.cleaned_data[CODE]
        if not compare_user_code(actual=said, expected=self.expected):
            raise forms.ValidationError("This is not the code in the newest mail.")
        return said

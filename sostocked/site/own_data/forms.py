"""What somebody is asked who leaves for good."""

from django import forms
from django.core.exceptions import ValidationError

from sostocked.foundation.people.models import User


class LeaveForm(forms.Form):
    """The password, so that nobody else deletes an account at an unlocked computer."""

    password = forms.CharField(
        label="Your password",
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password, so that we know it is you."},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError("This is not your password.")
        return password

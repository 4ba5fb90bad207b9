"""allauth's forms before the door, in our words and with what an invitation knows."""

from allauth.account import forms
from django.db import IntegrityError, transaction
from django.shortcuts import redirect

from sostocked.foundation.people.invitations import invitation_behind
from sostocked.foundation.people.models import User

E_MAIL = "E-mail"


class LoginForm(forms.LoginForm):
    """Knows the address of somebody who comes by an invitation."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = E_MAIL
        self.invitation = invitation_behind(self.request)
        if self.invitation:
            self.initial["login"] = self.invitation.email


class NewAccountForm(forms.SignupForm):
    """`SignupForm` of our own forms is its base already: allauth sees to that."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = E_MAIL
        self.fields["password1"].help_text = "At least 10 characters, and none of the common ones."

    def try_save(self, request):
        """Make the account and the organization, or neither; two clicks at once make one and sign in both."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            twin = User.objects.get(email__iexact=self.cleaned_data["email"])
            if twin.check_password(self.cleaned_data["password1"]):
                return twin, None
            return None, redirect("account_login")


class ResetPasswordForm(forms.ResetPasswordForm):
    """Asks for the address to send the link to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = E_MAIL


class AddEmailForm(forms.AddEmailForm):
    """Another address of the same person."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = E_MAIL

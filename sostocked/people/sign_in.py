"""Signing in by e-mail and password."""

from allauth.account.forms import LoginForm as PasswordForm

from sostocked.people.invitations import invitation_behind


class LoginForm(PasswordForm):
    """Knows the address of somebody who comes by an invitation."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.invitation = invitation_behind(self.request)
        if self.invitation:
            self.initial["login"] = self.invitation.email

"""allauth's forms before the door, in our words and with what an invitation knows."""

from datetime import timedelta

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress, Login
from allauth.core import context, ratelimit
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import Form
from django.utils import timezone

from sostocked.foundation.people.invitations import invitation_behind
from sostocked.foundation.people.models import User
from sostocked.foundation.people.proof.services import claim, has_been_proved, prove
from sostocked.foundation.people.security_log.services import has_come_from, ip_of

E_MAIL = "E-mail"
TOO_MANY_MAILS = (
    "Several mails have gone to this address already. Look into your mailbox, or try again in an hour."
)


class LoginForm(forms.LoginForm):
    """Knows the address of somebody who comes by an invitation."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = E_MAIL
        self.invitation = invitation_behind(self.request)
        if self.invitation:
            self.initial["login"] = self.invitation.email

    def _clean_with_password(self, credentials):
        """allauth's, without its wait for a code that has just been mailed: nobody needs that one here."""
        adapter = get_adapter(self.request)
        self.user = adapter.authenticate(self.request, **credentials)
        if self.user is None:
            raise adapter.validation_error("email_password_mismatch")
        self._login = Login(user=self.user, email=credentials["email"])
        return self.cleaned_data


class NewAccountForm(forms.SignupForm):
    """`SignupForm` of our own forms is its base already: allauth sees to that.

    It never says whether there is an account for an address: whoever takes one that is taken gets an account that
    claims it (`proof/services.py`), and looks and drafts like everybody else. Who knows the password of the one
    there is, is signed in to that.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = E_MAIL
        self.fields["password1"].help_text = "At least 10 characters, and none of the common ones."

    def validate_unique_email(self, value):
        """Anybody may write any address here, but who holds an invitation to an account is told of it."""
        if self.invitation and has_been_proved(value):
            raise ValidationError("You have an account already. Sign in to accept the invitation.")
        return value

    def try_save(self, request):
        """Make the account and the organization, or neither; two clicks at once make one and sign in both."""
        if known := self._whoever_it_is(request):
            return known, None
        try:
            with transaction.atomic():
                return self.save(request), None
        except IntegrityError:  # somebody took the address at this very moment
            with transaction.atomic():
                return self.save(request), None

    def save(self, request):
        user = get_adapter().new_user(request)
        get_adapter().save_user(request, user, self, commit=False)
        claim(user, self.cleaned_data["email"])
        if user.claimed_email and (twin := self._by_their_other_click()):
            return twin
        user.save()
        self.custom_signup(request, user)
        EmailAddress.objects.get_or_create(
            user=user, email=user.address, defaults={"primary": True, "verified": user.is_proved}
        )
        return user

    def _whoever_it_is(self, request):
        """The account that has this address and password. Asked either way, so that the time tells nothing."""
        words = self.cleaned_data
        try:
            return get_adapter().authenticate(request, email=words["email"], password=words["password1"])
        except ValidationError:
            return None

    def _by_their_other_click(self):
        """The account that the same person has made a moment ago, by a second click on the same form."""
        new = User.objects.filter(proved_at=None, date_joined__gt=timezone.now() - timedelta(minutes=1))
        twin = new.filter(email__iexact=self.cleaned_data["email"]).first()
        return twin if twin and twin.check_password(self.cleaned_data["password1"]) else None


class MailsToOneAddress(Form):
    """A form that sends a mail to any address that is typed. Strangers may not fill somebody's mailbox by it.

    Tries are counted by address and place; from places where its owner never was also by address alone.
    """

    def clean_email(self):
        email = super().clean_email()  # type: ignore[misc]  # allauth's, which comes next
        owner = owner_of(email)
        allowed = ratelimit.consume(
            context.request, action="account_mail", key=f"{email}:{ip_of(context.request)}"
        )
        if allowed and not (owner and has_come_from(owner, context.request)):
            allowed = ratelimit.consume(context.request, action="account_mail_elsewhere", key=email.lower())
        if not allowed:
            raise ValidationError(TOO_MANY_MAILS)
        self.users = [owner] if owner else []
        self._user = owner
        return email


class ResetPasswordForm(MailsToOneAddress, forms.ResetPasswordForm):
    """Asks for the address to send the link to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = E_MAIL


class NewPasswordForm(forms.ResetPasswordKeyForm):
    """Behind that link: whoever opened it has proved that the mailbox is theirs."""

    user: User

    @transaction.atomic
    def save(self):
        if not self.user.is_proved:
            self.user = prove(self.user, keeps_password=False)
        super().save()


class RequestCodeForm(MailsToOneAddress, forms.RequestLoginCodeForm):
    """Asks for the address to send a code to that signs in without a password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = E_MAIL


class AddEmailForm(forms.AddEmailForm):
    """Another address of the same person."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = E_MAIL


def owner_of(email):
    """Whose mailbox an address is, as far as mails about accounts are concerned.

    Who signs in by it comes first; further addresses count only where they are verified and the account is proved,
    and a mere claim only where nobody has the address.
    """
    active = User.objects.filter(is_active=True)
    further = EmailAddress.objects.filter(email__iexact=email, verified=True).values("user")
    return (
        active.filter(email__iexact=email).first()
        or active.filter(pk__in=further).exclude(proved_at=None).first()
        or active.filter(claimed_email__iexact=email).first()
    )

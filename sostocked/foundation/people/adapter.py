"""How allauth's mail leaves: through the outbox, so that a slow mail server holds nobody up. And who is let in."""

import uuid
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse

from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.services import post
from sostocked.foundation.people.mail.kinds import account_news
from sostocked.foundation.people.models import User
from sostocked.foundation.people.security_log.services import has_come_from, ip_of
from sostocked.foundation.rules.addresses import NOT_MAILABLE, is_mailable

_STAGE_OF_OUR_OWN = "allauth.account.stages.EmailVerificationStage"


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This e-mail and password do not belong together.",
        "email_taken": "This address cannot be used here.",
        "too_many_login_attempts": "Too many tries. Please wait a few minutes, or sign in with a code by mail.",
        "enter_current_password": "This is not your password.",
        "incorrect_password": "This is not your password.",
        "incorrect_code": "This code is not right, or no longer.",
        "rate_limited": "A mail has just gone out. Please wait a moment before you ask for another one.",
    }

    def is_safe_url(self, url):
        """Django's judgement; an address that cannot even be read is not safe."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def clean_email(self, email):
        """Of sign-up, another address and a new password: one that a mail can be written to."""
        if not is_mailable(email):
            raise ValidationError(NOT_MAILABLE, code="not_mailable")
        return super().clean_email(email)

    # ── Mail ──────────────────────────────────────────────────────────────────────────────────────────

    def send_mail(self, template_prefix, email, context):
        """Render allauth's mail and post it; it is delivered after the request's transaction commits.

        Links lead to our own address, whatever host the request named.
        """
        links = {name: on_our_site(url) for name, url in context.items() if name.endswith("_url")}
        mail = self.render_mail(template_prefix, email, {"email": email, **context, **links})
        message = Message(
            key=f"account:{uuid.uuid4()}",
            to=[email],
            subject=mail.subject[:250],
            text=mail.body,
            **account_news(template_prefix, context),
        )
        post([message])

    def get_reset_password_from_key_url(self, key):
        url = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + url.replace("UID-KEY", key)

    # ── Who is let in ─────────────────────────────────────────────────────────────────────────────────

    def get_login_stages(self):
        """All but allauth's question for the code: we ask later, at the first act that concerns others."""
        return [each for each in super().get_login_stages() if each != _STAGE_OF_OUR_OWN]

    def pre_authenticate(self, request, **credentials):
        """Count the try against this address from this place; from places never seen also against the address.

        So a stranger elsewhere keeps nobody out who signs in from where they always do.
        """
        super().pre_authenticate(request, **credentials)
        email = credentials.get("email", "")
        self._elsewhere = None
        if not _is_at_home(email, request):
            self._elsewhere = ratelimit.consume(
                request, app="allauth.account", action="login_failed_elsewhere", key=email.lower()
            )
            if not self._elsewhere:
                raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request, **credentials):
        """Who has this address and password; also an account that only claims the address."""
        user = super().authenticate(request, **credentials)
        if user is None and (user := _claimant(**credentials)):
            self._rollback_login_failed_rl_usage()
        if user and self._elsewhere:
            self._elsewhere.rollback()
        return user

    def pre_login(self, request, user, *, email=None, **kwargs):
        """Refuse demo people outside the demo, and a code that was sent to an address they no longer have."""
        if user.is_shut_out:
            messages.error(request, "This is an account of the demo, and this site is no demo.")
            return redirect("account_login")
        if email and not _is_theirs(user, email):
            messages.error(request, "This address has been taken off the account. Sign in with another one.")
            return redirect("account_login")
        return super().pre_login(request, user, email=email, **kwargs)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Tries are counted by address and place."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{ip_of(request)}"


def on_our_site(url):
    """The same page at `SITE_URL`."""
    parts = urlsplit(url)
    return settings.SITE_URL + parts._replace(scheme="", netloc="").geturl()


def _is_at_home(email, request):
    """Whether somebody who may come in by this address has come in from there before."""
    user = User.objects.filter(email__iexact=email).first()
    return user is not None and has_come_from(user, request)


def _claimant(*, email="", password="", **kwargs):
    claimants = User.objects.filter(claimed_email__iexact=email, is_active=True) if email else []
    return next((each for each in claimants if each.check_password(password)), None)


def _is_theirs(user, email):
    return email.lower() == user.address.lower() or (
        EmailAddress.objects.filter(user=user, email__iexact=email).exists()
    )

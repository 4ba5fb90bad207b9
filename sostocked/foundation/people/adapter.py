"""How allauth's mail leaves: through the outbox, so that a slow mail server holds nobody up."""

import uuid

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse

from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.services import post


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This e-mail and password do not belong together.",
        "email_taken": "There is an account for this e-mail already. Sign in, or choose a new password.",
        "too_many_login_attempts": "Too many tries. Please wait a few minutes, then try again.",
        "enter_current_password": "This is not your password.",
        "incorrect_password": "This is not your password.",
        "incorrect_code": "This code is not right, or no longer.",
    }

    def is_safe_url(self, url):
        """Django's judgement; an address that cannot even be read is not safe."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def send_mail(self, template_prefix, email, context):
        """Render allauth's mail and post it; it is delivered after the request's transaction commits."""
        mail = self.render_mail(template_prefix, email, {"email": email, **context})
        message = Message(
            key=f"account:{uuid.uuid4()}",
            to=[email],
            subject=mail.subject[:250],
            text=mail.body,
        )
        post([message])

    def get_reset_password_from_key_url(self, key):
        """On our own address, whatever host the request named."""
        url = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + url.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request, emailconfirmation):
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

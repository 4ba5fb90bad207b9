"""The news that people are mailed about themselves: invitations and their accounts; whether it is still true."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sostocked.foundation.outbox.kinds import NewsKind, register
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import Invitation, User

INVITATION = "invitation"
PASSWORD_RESET = "password-reset"  # noqa: S105  the name of a kind
CONFIRMATION = "e-mail-confirmation"


def until(invitation: Invitation) -> str:
    """How a letter is told from the one that is sent later: to the minute, within which none is sent twice."""
    return f"{invitation.expires_at:%Y-%m-%dT%H:%M}"


def invitation_overtaken(message: Message) -> str:
    """Why the letter need not go: the invitation is over, or another letter about it was sent since."""
    invitation = _invitation_of(message)
    if invitation is None or invitation.revoked_at:
        return "The invitation was revoked."
    if invitation.accepted_at:
        return "The invitation was accepted."
    if until(invitation) != message.facts["until"]:
        return "The invitation was sent again since."
    return "The invitation is too old." if invitation.has_expired else ""


def _invitation_of(message: Message) -> Invitation | None:
    kind, _, pk = message.about[0].partition(":")
    models = {each._meta.label_lower: each for each in Invitation.__subclasses__()}
    return models[kind].objects.filter(pk=pk).first() if kind in models else None


def account_news(template: str, context: dict[str, Any]) -> dict[str, Any]:
    """Kind and facts of a mail of allauth's, by its template, where it can become untrue."""
    user = context.get("user")
    if user and template.endswith("password_reset_key"):
        facts = {"user": user.pk, "account": _fingerprint(user)}
        return {"kind": PASSWORD_RESET, "facts": facts | _good_for(settings.PASSWORD_RESET_TIMEOUT)}
    if user and "email_confirmation" in template:
        seconds = app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS * 24 * 3600
        if "code" in context:
            seconds = app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT
        return {"kind": CONFIRMATION, "facts": {"user": user.pk} | _good_for(seconds)}
    return {}


def _good_for(seconds: float) -> dict[str, str]:
    return {"until": (timezone.now() + timedelta(seconds=seconds)).isoformat()}


def _fingerprint(user: User) -> str:
    """What a link to a new password hangs on: it works until one of these changes. Tells nothing by itself."""
    parts = f"{user.pk}:{user.password}:{user.last_login}:{user.email}:{user.is_active}"
    return salted_hmac("outbox.account", parts).hexdigest()[:32]


def reset_overtaken(message: Message) -> str:
    """Why the link would lead nowhere."""
    user = User.objects.filter(pk=message.facts["user"]).first()
    if user is None or _fingerprint(user) != message.facts["account"]:
        return "The link in it was used, or the account has changed since."
    return _too_old(message)


def confirmation_overtaken(message: Message) -> str:
    """Why nothing is left to prove or to confirm: the address an account signs in by, or another one of it."""
    user = User.objects.filter(pk=message.facts["user"], is_active=True).first()
    proves = user and not user.is_proved and user.address.lower() == message.address.lower()
    further = EmailAddress.objects.filter(user=user, email__iexact=message.address, verified=False)
    is_asked = proves or (user and further.exists())
    return _too_old(message) if is_asked else "The address was confirmed, or removed."


def _too_old(message: Message) -> str:
    is_over = datetime.fromisoformat(message.facts["until"]) <= timezone.now()
    return "The link in it is too old." if is_over else ""


def register_kinds() -> None:
    """Called once, when the app is ready."""
    register(NewsKind(key=INVITATION, overtaken=invitation_overtaken))
    register(NewsKind(key=PASSWORD_RESET, overtaken=reset_overtaken))
    register(NewsKind(key=CONFIRMATION, overtaken=confirmation_overtaken))

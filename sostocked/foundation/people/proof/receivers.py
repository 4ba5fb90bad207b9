"""What follows when allauth finds out that a mailbox is somebody's: by a sign-in code."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest

from sostocked.foundation.people.proof.services import prove

_WHAT_ENDED = (
    "Your address is proved. The password from before does not work any more, because a stranger could have "
    "chosen it: choose a new one under Security, or go on signing in by code."
)


def settle(sender: Any, request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    """A confirmed address that its owner signs in by proves the account; another address of theirs does not."""
    user = email_address.user
    if user.is_proved or email_address.email.lower() != user.email.lower():
        return
    proved = prove(user, keeps_password=False)
    for name in ("proved_at", "sign_outs", "password"):
        setattr(user, name, getattr(proved, name))
    messages.info(request, _WHAT_ENDED)

"""Every way in leads past Django's own signal."""

from typing import Any

from django.http import HttpRequest

from sostocked.foundation.people.models import User
from sostocked.foundation.people.security_log.services import note_sign_in


def remember_sign_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Write down who came in, and from where."""
    note_sign_in(user, request)

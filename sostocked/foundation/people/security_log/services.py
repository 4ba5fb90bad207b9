"""Writing down who did what about people and places, and from where. Rows are only ever added."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from sostocked.foundation.people.models import Organization, SecurityEvent, SecurityKind, User
from sostocked.foundation.people.security_log.devices import device_of

KNOWN_FOR = timedelta(days=90)
"""How long a place from which somebody signed in counts as theirs."""

_BY = {"password": "with the password", "code": "with a code from the mailbox", "mfa": "and a second factor"}


def note(
    kind: SecurityKind,
    what: str,
    *,
    by: User | None,
    organization: Organization | None = None,
    email: str = "",
) -> None:
    """Write down, in the caller's transaction, that `by` did this in the books of `organization`."""
    _write(kind, what, by, [organization.pk if organization else None], email, context.request)


def note_sign_in(user: User, request: HttpRequest) -> None:
    """Write down that somebody came in: in the books of every organization they work for."""
    theirs: list[int | None] = [*user.memberships.values_list("organization_id", flat=True)] or [None]
    _write(SecurityKind.SIGNED_IN, f"signed in {_how(request)}".rstrip(), user, theirs, "", request)


def has_come_from(user: User, request: HttpRequest) -> bool:
    """Whether they have signed in from where this request comes from, within `KNOWN_FOR`.

    Before the account was proved it may have been a stranger who did.
    """
    since = max(filter(None, [user.proved_at, timezone.now() - KNOWN_FOR]))
    seen = SecurityEvent.objects.filter(user=user, kind=SecurityKind.SIGNED_IN, at__gte=since)
    return seen.filter(ip=ip_of(request)).exists()


def ip_of(request: HttpRequest | None) -> str | None:
    """The network address that a request came from; None where there is no telling."""
    try:
        return get_adapter().get_client_ip(request) if request else None
    except PermissionDenied:
        return None


def _write(
    kind: SecurityKind,
    what: str,
    by: User | None,
    organizations: Iterable[int | None],
    email: str,
    request: HttpRequest | None,
) -> None:
    where = {
        "ip": ip_of(request),
        "device": device_of(request.headers.get("User-Agent", "")) if request else "",
    }
    who: dict[str, Any] = {"at": timezone.now(), "user": by, "by": str(by)[:254] if by else ""}
    SecurityEvent.objects.bulk_create(
        SecurityEvent(kind=kind, what=what[:500], email=email.lower(), organization_id=pk, **who, **where)
        for pk in organizations
    )


def _how(request: HttpRequest) -> str:
    """By what they proved who they are, in this session."""
    methods = [each.get("method", "") for each in request.session.get("account_authentication_methods", [])]
    return " ".join(dict.fromkeys(_BY[each] for each in methods if each in _BY))

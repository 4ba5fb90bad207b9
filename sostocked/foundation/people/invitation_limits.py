"""How many letters may leave in a day: nobody fills strangers' mailboxes in the name of this house."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from sostocked.foundation.people.models import Organization, SecurityEvent, SecurityKind, User
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of

DAY = timedelta(days=1)


class TooMany(Refused):
    """The limit of the day is reached."""

    http_status = 409


def require_room(organization: Organization, email: str, *, by: User) -> None:
    """Raise TooMany where `settings.INVITATIONS_A_DAY` is reached; the caller holds the organization locked.

    What was sent within 24 hours counts, again or anew, whatever became of it: also what was revoked.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    sent = SecurityEvent.objects.letters_since(timezone.now() - DAY)
    most = settings.INVITATIONS_A_DAY
    if sent.filter(email=email.lower()).count() >= most["address"]:
        raise TooMany(f"Enough invitations have gone to {email} for today. Please go on tomorrow.")
    if sent.filter(user=by).count() >= most["account"]:
        raise TooMany(f"You have sent {_many(most['account'])} within a day. Please go on tomorrow.")
    if sent.of(organization).count() >= most["organization"]:
        told = _many(most["organization"])
        raise TooMany(f"{organization} has sent {told} within a day. Please go on tomorrow.")


def require_room_for_contact(organization: Organization) -> None:
    """Raise TooMany where the organization has named as many addresses to write to as it may within 24 hours."""
    sent = SecurityEvent.objects.of(organization).filter(kind=SecurityKind.FACILITIES, email__gt="")
    most = settings.INVITATIONS_A_DAY["contacts"]
    if sent.filter(at__gt=timezone.now() - DAY).count() >= most:
        told = count_of(most, "address")
        raise TooMany(f"You have named {told} to write to within a day. Please go on tomorrow.")


def _many(count: int) -> str:
    return count_of(count, "invitation")

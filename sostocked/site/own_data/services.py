"""Leaving for good: the person goes, what they did for a business stays, done by somebody without a name."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from leadtimes.models import Facility, StaffInvitation
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import CalendarFeed, MemberInvitation, Organization, Role, User
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import listed
from sostocked.site.own_data.contents import emails_of


@transaction.atomic
def leave(user: User) -> User:
    """Make `user` nameless, and end everything by which they come in. It cannot be taken back.

    Refused where others would be left without an owner, or the site without anybody who runs it. In this order:
    memberships and staff, invitations by and to them, mails to them, addresses, second factors, calendar, name.
    Nothing that was written down about documents, stock, facilities or people is changed: rows point at the
    person, who is "Former member 17" from now on; a name that a document's history has copied stays its content.
    """
    _lock_organizations(user)
    user = User.objects.select_for_update().get(pk=user.pk)
    require_may_leave(user)
    emails = emails_of(user)
    user.memberships.all().delete()
    Facility.staff.through.objects.filter(user=user).delete()
    _end_invitations(user, emails)
    Message.objects.filter(to__overlap=emails).delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    CalendarFeed.objects.filter(user=user).delete()
    return _without_name(user)


def require_may_leave(user: User) -> None:
    """Raise Refused, with what to do first, where somebody depends on `user`."""
    if orphans := orphaned_by(user):
        raise Refused(
            f"You are the only owner of {listed(list(map(str, orphans)))}, and others work there. "
            "Make one of them an owner first, or remove them."
        )
    if user.is_superuser and not _other_administrators(user):
        raise Refused("You are the only administrator of this site. Make somebody else one first.")


def orphaned_by(user: User) -> list[Organization]:
    """The organizations with other members of which `user` is the only owner."""
    mine = Organization.objects.filter(memberships__user=user, memberships__role=Role.OWNER)
    return [each for each in mine if _needs(user, each)]


def emptied_by(user: User) -> list[Organization]:
    """The organizations that nobody could open any more: `user` is their only member."""
    mine = Organization.objects.filter(memberships__user=user)
    return [each for each in mine if not each.memberships.exclude(user=user).exists()]


def _needs(user: User, organization: Organization) -> bool:
    others = organization.memberships.exclude(user=user)
    return others.exists() and not others.filter(role=Role.OWNER, user__is_active=True).exists()


def _other_administrators(user: User) -> bool:
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk).exists()


def _lock_organizations(user: User) -> None:
    """Two owners who leave at once leave one by one, so that one of them remains."""
    mine = Organization.objects.filter(pk__in=user.memberships.values("organization"))
    list(mine.order_by("pk").select_for_update())


def _end_invitations(user: User, emails: list[str]) -> None:
    """Those to the person go, with the address in them; those by the person can no longer be accepted."""
    for kind in (MemberInvitation, StaffInvitation):
        kind._default_manager.filter(email__in=emails).delete()
        theirs = kind._default_manager.filter(invited_by=user, accepted_at=None, revoked_at=None)
        theirs.update(revoked_at=timezone.now())


def _without_name(user: User) -> User:
    """Nobody signs in as this person again: a password that fits nothing ends every session, too."""
    user.name, user.email = f"Former member {user.pk}", f"former-member-{user.pk}@left.invalid"
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    return user

"""Whose mailbox is it? Until that is proved, an account may look and draft, and does nothing for anybody else.

Anybody can sign up with any address. So the first to prove an address has it, and whatever a stranger may have
prepared in its account before is worth nothing from then on.
"""

import secrets

from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sostocked.foundation.people.models import CalendarFeed, Membership, SecurityKind, User
from sostocked.foundation.people.security_log.services import note


class ProofNeeded(Exception):
    """Before this, `user` must prove the address. `asking.py` asks for a code, and goes on where they were."""

    def __init__(self, user: User):
        super().__init__(f"{user.address} is not proved yet.")
        self.user = user


def require_proof(user: User) -> None:
    """Raise ProofNeeded unless the address of `user` is proved."""
    if not user.is_proved:
        raise ProofNeeded(user)


def require_proof_of_whoever_asks() -> None:
    """The same for whoever is signed in where this request comes from; tasks and the command line pass."""
    user = getattr(context.request, "user", None)
    if user is not None and user.is_authenticated:
        require_proof(user)


def claim(user: User, email: str) -> None:
    """Give an account that is not saved yet its address, or only a claim to it where another account has it."""
    user.email = email.lower()
    if User.objects.filter(email__iexact=email).exists():
        _only_claim(user)


def has_been_proved(email: str) -> bool:
    """Whether somebody who may come in has proved that this address is theirs."""
    proved = User.objects.filter(is_active=True).exclude(proved_at=None)
    further = EmailAddress.objects.filter(email__iexact=email, verified=True).values("user")
    return proved.filter(Q(email__iexact=email) | Q(pk__in=further)).exists()


@transaction.atomic
def prove(user: User, *, keeps_password: bool) -> User:
    """Note that the mailbox has spoken for `user`; returns whose account it is from now on.

    All sessions and every other address of the account end, and what else a stranger could come back by: its
    calendar feed, its second factors and, unless whoever proved it has just used it, its password. An unproved
    account that had the address keeps a mere claim. One that had proved it before takes over the organizations
    of `user`, and is returned; that of `user` is closed then.
    """
    further = EmailAddress.objects.filter(email__iexact=user.address, verified=True)
    concerned = Q(pk=user.pk) | Q(email__iexact=user.address) | Q(pk__in=further.values("user"))
    others = {each.pk: each for each in User.objects.select_for_update().filter(concerned).order_by("pk")}
    user = others.pop(user.pk)
    if proved := next((each for each in others.values() if each.is_proved), None):
        return _hand_over(user, proved)
    further.exclude(user=user).delete()
    for other in others.values():
        if other.email.lower() == user.address.lower():
            _only_claim(other)
            other.save(update_fields=["email", "claimed_email"])
    _settle(user, keeps_password=keeps_password)
    return user


def _only_claim(user: User) -> None:
    user.claimed_email, user.email = user.email, f"{secrets.token_hex(12)}@claimed.invalid"


def _settle(user: User, *, keeps_password: bool) -> None:
    user.email, user.claimed_email, user.proved_at = user.address, "", timezone.now()
    user.sign_outs += 1
    if not keeps_password:
        user.set_unusable_password()
        CalendarFeed.objects.filter(user=user).delete()
    user.save(update_fields=["email", "claimed_email", "proved_at", "sign_outs", "password"])
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )


def _hand_over(user: User, holder: User) -> User:
    """What somebody drafted who had forgotten that they have an account becomes that account's."""
    theirs = holder.memberships.values("organization")
    moved = (
        Membership.objects.filter(user=user).exclude(organization__in=theirs).select_related("organization")
    )
    for membership in moved:
        membership.user = holder
        membership.save(update_fields=["user"])
        said = f"proved {holder.email}, and found {membership.organization} in the account there was already"
        note(SecurityKind.MEMBERS, said, by=holder, organization=membership.organization)
    user.is_active = False
    user.sign_outs += 1
    user.save(update_fields=["is_active", "sign_outs"])
    return holder

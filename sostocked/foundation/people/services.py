"""Founding an organization, and who works for it as what."""

import secrets
from itertools import count, islice
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from sostocked.foundation.people.invitations import just_sent, require_free, revoke_all_of, send_invitation
from sostocked.foundation.people.models import (
    MemberInvitation,
    Membership,
    Organization,
    Role,
    SecurityKind,
    User,
)
from sostocked.foundation.people.proof.services import require_proof
from sostocked.foundation.people.security_log.services import note
from sostocked.foundation.records.errors import NotYours, Refused
from sostocked.foundation.words import ended

TRIES = 5
"""How often the next number is tried when somebody takes one at this very moment, before chance decides."""


@transaction.atomic
def found_organization(name: str, *, owner: User, **fields: Any) -> Organization:
    """A new organization of `owner`; founding one of the same name again (a double click) gives the first."""
    User.objects.select_for_update().get(pk=owner.pk)
    twins = Organization.objects.filter(name=name, memberships__user=owner, memberships__role=Role.OWNER)
    if twin := twins.first():
        return twin
    organization = _with_free_slug(name, fields)
    Membership.objects.create(organization=organization, user=owner, role=Role.OWNER)
    note(SecurityKind.SETTINGS, f"founded {organization}", by=owner, organization=organization)
    return organization


def _with_free_slug(name: str, fields: dict[str, Any]) -> Organization:
    """The slug is the name's, with a number where that is taken, also by somebody at this very moment."""
    stem = slugify(name)[:50].strip("-_") or "organization"
    slugs = (stem if n == 1 else f"{stem}-{n}" for n in count(1))
    free = (slug for slug in slugs if not Organization.objects.filter(slug=slug).exists())
    for slug in islice(free, TRIES):
        try:
            with transaction.atomic():
                return Organization.objects.create(name=name, slug=slug, **fields)
        except IntegrityError as error:
            if not _is_about_slug(error):
                raise
    return Organization.objects.create(name=name, slug=f"{stem}-{secrets.token_hex(4)}", **fields)


def _is_about_slug(error: IntegrityError) -> bool:
    """Whether the database refused a slug because another row has it."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return "slug" in (getattr(diagnosis, "constraint_name", None) or "")


@transaction.atomic
def invite_member(organization: Organization, *, email: str, role: str, by: Membership) -> MemberInvitation:
    """Invite `email` into the organization by mail; refused for members and while an invitation is open.

    Raises ProofNeeded where the address of whoever invites is not proved.
    """
    require_proof(by.user)
    _lock(organization)
    _require_owner_for(role, by)
    if organization.memberships.filter(user__email__iexact=email).exists():
        raise Refused(f"{email} is a member of {organization} already.")
    if twin := just_sent(organization.invitations.all(), email, by.user):
        return twin
    require_free(organization.invitations.all(), email)
    invitation = MemberInvitation.objects.create(
        organization=organization, email=email.lower(), role=role, invited_by=by.user
    )
    send_invitation(invitation, by=by.user)
    return invitation


@transaction.atomic
def change_role(membership: Membership, *, role: str, by: Membership) -> Membership:
    """Give a member another role. Owners are made and unmade by owners, and one always remains."""
    membership = _locked(membership)
    _require_may_change(membership, role, by)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    if before != role:
        said = f"changed the role of {membership.user} from {before} to {role}"
        note(SecurityKind.MEMBERS, said, by=by.user, organization=membership.organization)
        revoke_all_of(membership.user, membership.organization, role=role, by=by.user)
    return membership


def check_role_change(membership: Membership, *, role: str, by: Membership) -> None:
    """Raise Refused unless `by` may give a member this role now; it holds until the transaction ends."""
    _require_may_change(_locked(membership), role, by)


@transaction.atomic
def remove_member(membership: Membership, *, by: Membership) -> None:
    """End a membership; what the person did stays on paper, and what they invited others to ends with it."""
    membership = _locked(membership)
    if not by.may_manage and membership.user_id != by.user_id:
        raise NotYours("Only an owner or admin can remove somebody else.")
    _require_may_touch(membership, by)
    membership.delete()
    user, organization = membership.user, membership.organization
    left = user.pk == by.user_id
    said = (
        f"left as {membership.role}"
        if left
        else f"removed {user} ({user.address}), who was {membership.role}"
    )
    note(SecurityKind.MEMBERS, said, by=by.user, organization=organization)
    revoke_all_of(user, organization, role="", by=by.user)


def note_settings(by: Membership, names: list[str]) -> None:
    """Write down which settings of the organization `by` has changed."""
    if names:
        said = f"changed the settings: {', '.join(names)}"
        note(SecurityKind.SETTINGS, said, by=by.user, organization=by.organization)


def _lock(organization: Organization) -> None:
    Organization.objects.select_for_update().get(pk=organization.pk)


def _locked(membership: Membership) -> Membership:
    """The membership as it is now; nobody else changes members of its organization until we are done."""
    _lock(membership.organization)
    fresh = Membership.objects.select_related("user", "organization").filter(pk=membership.pk).first()
    if fresh is None:
        raise Refused("This person is no longer a member.")
    return fresh


def _require_may_change(membership: Membership, role: str, by: Membership) -> None:
    if membership.role != role:
        _require_owner_for(role, by)
        _require_may_touch(membership, by)


def _require_owner_for(role: str, by: Membership) -> None:
    if role == Role.OWNER and by.role != Role.OWNER:
        raise NotYours("Only an owner can make somebody an owner.")


def _require_may_touch(membership: Membership, by: Membership) -> None:
    """Raise unless `by` may take the role of `membership` away, and an owner remains."""
    if membership.role != Role.OWNER:
        return
    if by.role != Role.OWNER:
        raise NotYours("Only an owner can change or remove an owner.")
    owners = Membership.objects.filter(organization=membership.organization, role=Role.OWNER)
    if not owners.exclude(pk=membership.pk).exists():
        raise Refused(
            f"{ended(f'{membership.user} is the only owner of {membership.organization}')} "
            "Make somebody else an owner first."
        )

"""Invitations of every kind: sent by mail, found by their secret, accepted once."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import timezone

from sostocked.foundation.outbox.models import Message, key_of
from sostocked.foundation.outbox.services import post
from sostocked.foundation.people.invitation_limits import require_room
from sostocked.foundation.people.mail.kinds import INVITATION, until
from sostocked.foundation.people.models import (
    Invitation,
    Letter,
    Membership,
    OpenInvitations,
    Organization,
    Role,
    SecurityKind,
    User,
    in_two_weeks,
)
from sostocked.foundation.people.proof.services import require_proof
from sostocked.foundation.people.security_log.services import note
from sostocked.foundation.records.errors import NotYours, Refused
from sostocked.foundation.rules.text import unlinked
from sostocked.foundation.words import count_of, ended

SUBJECT = "An invitation to work together on So Stocked"
"""Fixed words: whoever writes to a stranger says nothing of their own before the letter is opened."""

MOST_UNANSWERED = 100
"""Letters that one organization or facility may have under way; more looks like somebody spamming."""


class Gone(Refused):
    """The invitation was revoked, or is too old."""

    http_status = 410


def find_invitation(token: str) -> Invitation | None:
    """The invitation at this secret, of whatever kind; other desks bring kinds of their own."""
    for kind in Invitation.__subclasses__():
        if found := kind.objects.told().filter(token=token).first():
            return found
    return None


def invitation_behind(request: HttpRequest | None) -> Invitation | None:
    """The open invitation that somebody who signs in or up came from: the page they will return to."""
    came_from = request and (request.POST.get("next") or request.GET.get("next"))
    try:
        match = resolve(came_from or "")
    except Resolver404:
        return None
    if match.view_name != "people:invitation":
        return None
    found = find_invitation(match.kwargs["token"])
    return found if found and found.is_open else None


def require_free(invitations: OpenInvitations[Letter], email: str) -> None:
    """Refuse a second open invitation to one address; an expired one makes room."""
    unanswered = invitations.unanswered()
    same = unanswered.filter(email__iexact=email)
    if same.open().exists():
        raise Refused(f"{email} has an open invitation already. You can send it again below.")
    same.update(revoked_at=timezone.now())
    if unanswered.count() >= MOST_UNANSWERED:
        raise Refused(f"{MOST_UNANSWERED} invitations are unanswered. Revoke some before you send more.")


def just_sent(invitations: OpenInvitations[Letter], email: str, by: User) -> Letter | None:
    """The open invitation that `by` sent to `email` just now: a second click, no second letter."""
    recent = invitations.open().filter(created_at__gt=timezone.now() - timedelta(minutes=1))
    return recent.filter(email__iexact=email, invited_by=by).first()


@transaction.atomic
def send_invitation(invitation: Invitation, *, by: User, what: str = "invited {email} to {purpose}") -> None:
    """Post the letter; within one minute only once.

    Raises ProofNeeded where the address of `by` is not proved, and Refused where too many letters went out today.
    """
    require_proof(by)
    key = f"invitation:{invitation.token}:{until(invitation)}"
    if Message.objects.filter(key__startswith=key).exists():
        return
    require_room(invitation.seller, invitation.email, by=by)
    said = what.format(email=invitation.email, purpose=invitation.purpose)
    note(SecurityKind.INVITED, said, by=by, organization=invitation.seller, email=invitation.email)
    context = {
        "invitation": invitation,
        "by": unlinked(str(invitation.invited_by)),
        "place": unlinked(invitation.place),
        "purpose": unlinked(ended(invitation.purpose)),
        "url": settings.SITE_URL + invitation.get_absolute_url(),
    }
    post(
        [
            Message(
                key=key,
                kind=INVITATION,
                organization_id=invitation.seller.pk,
                about=[key_of(invitation)],
                facts={"until": until(invitation)},
                to=[invitation.email],
                subject=SUBJECT,
                text=render_to_string("mail/invitation.txt", context),
                html=render_to_string("mail/invitation.html", context),
            )
        ]
    )


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Send the same letter again and give it another two weeks."""
    Organization.objects.select_for_update().get(pk=invitation.seller.pk)
    invitation = _locked(invitation)
    if invitation.accepted_at:
        raise Refused(f"{invitation.email} has accepted it meanwhile.")
    if invitation.revoked_at:
        raise Refused(f"The invitation to {invitation.email} was revoked.")
    invitation.expires_at = in_two_weeks()
    invitation.save(update_fields=["expires_at"])
    send_invitation(invitation, by=by, what="sent the invitation to {email} again")
    return invitation


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Make the letter worthless; refused once it was accepted, harmless when done twice."""
    invitation = _locked(invitation)
    if invitation.accepted_at:
        raise Refused(f"{invitation.email} has accepted it meanwhile. Remove the person instead.")
    if not invitation.revoked_at:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        said = f"revoked the invitation to {invitation.email}"
        note(SecurityKind.INVITED, said, by=by, organization=invitation.seller)
    return invitation


def revoke_all_of(inviter: User, organization: Organization, *, role: str, by: User) -> None:
    """Make worthless what `inviter` has sent for `organization` and could not send in `role` ("" is none)."""
    count = 0
    for kind in Invitation.__subclasses__():
        sent = kind.objects.open().filter(invited_by=inviter, **{kind.organization_path: organization})
        gone = [each.pk for each in sent.told() if not each.may_be_given_by(role)]
        count += kind.objects.filter(pk__in=gone).update(revoked_at=timezone.now())
    if count:
        said = f"revoked {count_of(count, 'open invitation')} of {inviter} with it"
        note(SecurityKind.INVITED, said, by=by, organization=organization)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Let `by` in, once; accepting again changes nothing. Raises NotYours, or Gone when it is over.

    Raises ProofNeeded where nobody knows yet that the mailbox is theirs.
    """
    invitation = _locked(invitation)
    if not invitation.is_for(by):
        raise NotYours(f"This invitation is for {invitation.email}.")
    require_proof(by)
    if invitation.accepted_at:
        return invitation
    if not invitation.is_open or not _still_stands(invitation):
        raise Gone("This invitation is no longer open. Ask for a new one.")
    invitation.grant(by)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    said = f"accepted the invitation to {invitation.purpose}"
    note(SecurityKind.MEMBERS, said, by=by, organization=invitation.seller)
    return invitation


def _still_stands(invitation: Invitation) -> bool:
    """Whether the person who sent it still works there, in a role that may send such a letter."""
    inviter = invitation.invited_by
    role = Role.OWNER if inviter.is_superuser else ""
    found = Membership.objects.filter(organization=invitation.seller, user=inviter).first()
    return inviter.is_active and invitation.may_be_given_by(found.role if found else role)


def _locked(invitation: Invitation) -> Invitation:
    return type(invitation).objects.told().select_for_update(of=("self",)).get(pk=invitation.pk)

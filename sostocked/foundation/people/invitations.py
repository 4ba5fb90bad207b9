"""Invitations of every kind: sent by mail, found by their secret, accepted once."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import timezone

from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.services import post
from sostocked.foundation.people.models import Invitation, Letter, OpenInvitations, User, in_two_weeks
from sostocked.foundation.records.errors import NotYours, Refused

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


def send_invitation(invitation: Invitation) -> None:
    """Post the letter; within one minute only once."""
    context = {"invitation": invitation, "url": settings.SITE_URL + invitation.get_absolute_url()}
    post(
        [
            Message(
                key=f"invitation:{invitation.token}:{invitation.expires_at:%Y-%m-%dT%H:%M}",
                to=[invitation.email],
                subject=f"{invitation.invited_by} invites you to {invitation.place}"[:250],
                text=render_to_string("mail/invitation.txt", context),
                html=render_to_string("mail/invitation.html", context),
            )
        ]
    )


@transaction.atomic
def resend_invitation(invitation: Invitation) -> Invitation:
    """Send the same letter again and give it another two weeks."""
    invitation = _locked(invitation)
    if invitation.accepted_at:
        raise Refused(f"{invitation.email} has accepted it meanwhile.")
    if invitation.revoked_at:
        raise Refused(f"The invitation to {invitation.email} was revoked.")
    invitation.expires_at = in_two_weeks()
    invitation.save(update_fields=["expires_at"])
    send_invitation(invitation)
    return invitation


@transaction.atomic
def revoke_invitation(invitation: Invitation) -> Invitation:
    """Make the letter worthless; refused once it was accepted, harmless when done twice."""
    invitation = _locked(invitation)
    if invitation.accepted_at:
        raise Refused(f"{invitation.email} has accepted it meanwhile. Remove the person instead.")
    invitation.revoked_at = invitation.revoked_at or timezone.now()
    invitation.save(update_fields=["revoked_at"])
    return invitation


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Let `by` in, once; accepting again changes nothing. Raises NotYours, or Gone when it is over."""
    invitation = _locked(invitation)
    if not invitation.is_for(by):
        raise NotYours(f"This invitation is for {invitation.email}.")
    if invitation.accepted_at:
        return invitation
    if not invitation.is_open:
        raise Gone("This invitation is no longer open. Ask for a new one.")
    invitation.grant(by)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    # The secret went to that mailbox, so the mailbox is theirs.
    EmailAddress.objects.filter(user=by, email__iexact=invitation.email).update(verified=True)
    return invitation


def _locked(invitation: Invitation) -> Invitation:
    return type(invitation).objects.told().select_for_update(of=("self",)).get(pk=invitation.pk)

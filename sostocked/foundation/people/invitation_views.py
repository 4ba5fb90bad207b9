"""The page behind the link in an invitation, and what those who invited do with it."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from sostocked.foundation.pages.dialogs import ask, go
from sostocked.foundation.people.access import remember
from sostocked.foundation.people.invitations import (
    accept_invitation,
    find_invitation,
    resend_invitation,
    revoke_invitation,
)
from sostocked.foundation.people.proof.services import has_been_proved, prove
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import ended


@login_not_required
@never_cache
def invitation(request, token):
    """Who invites you to what. Reading it changes nothing; the button accepts."""
    found = _found(token)
    mine = found.is_for(request.user)
    if found.accepted_at and mine:
        return redirect("home")
    context = {"invitation": found, "mine": mine, "known": has_been_proved(found.email)}
    return render(request, "people/invitation.html", context, status=200 if found.is_open else 410)


def accept(request, token):
    """Join, once."""
    found = _found(token)
    if request.method != "POST":
        return redirect(found)
    if found.is_open and found.is_for(request.user) and not request.user.is_proved:
        return _accept_and_prove(request, found)
    return _accept(request, found)


def _accept(request, found, then="home"):
    try:
        accept_invitation(found, by=request.user)
    except Refused as refusal:
        context = {"invitation": found, "mine": found.is_for(request.user), "refusal": str(refusal)}
        return render(request, "people/invitation.html", context, status=refusal.http_status)
    if organization := getattr(found, "organization", None):
        remember(request, organization.slug)
    messages.success(request, ended(f"Welcome to {found.place}"))
    return redirect(then)


def _accept_and_prove(request, found):
    """The secret went to that mailbox, so it is theirs; what was in the account before may be a stranger's."""
    owner = prove(request.user, keeps_password=False)
    if owner.pk != request.user.pk:
        logout(request)
        messages.info(request, f"There is an account for {found.email} already. Sign in to accept.")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': found.get_absolute_url()})}")
    request.user = owner
    update_session_auth_hash(request, owner)
    messages.info(
        request,
        "Your address is proved by the invitation. Choose a new password: the one from before does not work any "
        "more, because a stranger could have chosen it.",
    )
    return _accept(request, found, then=f"{reverse('account_set_password')}?next=/")


def send_again(request, invitation, *, then):
    """Mail an invitation once more and lead back to `then`."""
    try:
        resend_invitation(invitation, by=request.user)
        messages.success(request, f"The invitation to {invitation.email} is on its way again.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(then)


def take_back(request, invitation, *, then):
    """Ask whether to revoke an invitation; POST does it and leads back to `then`."""
    if request.method != "POST":
        title, text = f"Revoke the invitation to {invitation.email}?", "The link in the mail stops working."
        return ask(request, title=title, text=text, submit="Revoke", danger=True, cancel_url=then)
    try:
        revoke_invitation(invitation, by=request.user)
        messages.success(request, f"The invitation to {invitation.email} is revoked.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return go(request, then)


def _found(token):
    if found := find_invitation(token):
        return found
    raise Http404("No such invitation.")

"""The page behind the link in an invitation, and what those who invited do with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from sostocked.foundation.pages.dialogs import ask, go
from sostocked.foundation.people.access import remember
from sostocked.foundation.people.invitations import (
    accept_invitation,
    find_invitation,
    resend_invitation,
    revoke_invitation,
)
from sostocked.foundation.people.models import User
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
    known = User.objects.filter(email__iexact=found.email, is_active=True).exists()
    context = {"invitation": found, "mine": mine, "known": known}
    return render(request, "people/invitation.html", context, status=200 if found.is_open else 410)


def accept(request, token):
    """Join, once."""
    found = _found(token)
    if request.method != "POST":
        return redirect(found)
    try:
        accept_invitation(found, by=request.user)
    except Refused as refusal:
        context = {"invitation": found, "mine": found.is_for(request.user), "refusal": str(refusal)}
        return render(request, "people/invitation.html", context, status=refusal.http_status)
    if organization := getattr(found, "organization", None):
        remember(request, organization.slug)
    messages.success(request, ended(f"Welcome to {found.place}"))
    return redirect("home")


def send_again(request, invitation, *, then):
    """Mail an invitation once more and lead back to `then`."""
    try:
        resend_invitation(invitation)
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
        revoke_invitation(invitation)
        messages.success(request, f"The invitation to {invitation.email} is revoked.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return go(request, then)


def _found(token):
    if found := find_invitation(token):
        return found
    raise Http404("No such invitation.")

"""The people of an organization, and the organization itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from sostocked.foundation.pages.dialogs import ask, go, posted
from sostocked.foundation.pages.navigation import crumbs
from sostocked.foundation.people import services
from sostocked.foundation.people.access import enter, enter_to_manage
from sostocked.foundation.people.forms import FoundingForm, InviteMemberForm, OrganizationForm, RoleForm
from sostocked.foundation.people.invitation_views import send_again, take_back
from sostocked.foundation.people.mail.undelivered import with_letters
from sostocked.foundation.people.models import Role
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused
from sostocked.foundation.records.versions import newer_than, version_of, version_said
from sostocked.foundation.words import ended


def welcome(request):
    """What somebody can do who belongs nowhere yet: found an organization, or ask for an invitation."""
    form = FoundingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        founded = services.found_organization(form.cleaned_data["name"], owner=request.user)
        messages.success(request, f"{founded} is yours. Invite your colleagues here.")
        return redirect("people:members", founded.slug)
    return render(request, "welcome.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
def old_confirmation(request, key):
    """Behind a link of a mail from before addresses were proved by codes."""
    return render(request, "account/old_confirmation.html", status=410)


def members(request, org):
    """Who works here and as what; POST invites somebody."""
    if request.method == "POST":
        return _invite(request, enter_to_manage(request, org))
    membership = enter(request, org)
    return _members_page(request, membership, InviteMemberForm(by=membership))


def _invite(request, membership):
    form = InviteMemberForm(request.POST, by=membership)
    if not form.is_valid():
        return _members_page(request, membership, form, status=422)
    try:
        invitation = services.invite_member(membership.organization, by=membership, **form.cleaned_data)
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return _members_page(request, membership, form, status=refusal.http_status)
    messages.success(request, f"The invitation to {invitation.email} is on its way.")
    return redirect("people:members", membership.organization.slug)


def _members_page(request, membership, form, status=200):
    organization = membership.organization
    members = _in_order(organization.memberships.select_related("user"))
    context = {
        "crumbs": crumbs("People"),
        "organization": organization,
        "me": membership,
        "members": members,
        "one_owner": [member.role for member in members].count(Role.OWNER) == 1,
        "invitations": with_letters(organization.invitations.unanswered(), membership),
        "form": form,
    }
    return render(request, "people/members.html", context, status=status)


def _in_order(memberships):
    ranks = list(Role)
    return sorted(memberships, key=lambda each: (ranks.index(each.role), str(each.user).casefold()))


def role(request, org, pk):
    """Give a member another role."""
    me, member = _member(request, org, pk)
    # Names of its own for the dialog: the page beneath has a field of this name, too.
    form = RoleForm(posted(request), by=me, initial={"role": member.role}, auto_id="new_%s")
    if request.method == "POST" and form.is_valid():
        try:
            services.change_role(member, by=me, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("role", str(refusal))
            return _ask_role(request, member, form, status=refusal.http_status)
        messages.success(request, f"New role of {member.user}: {form.cleaned_data['role']}.")
        return go(request, reverse("people:members", args=[org]))
    return _ask_role(request, member, form, status=422 if form.errors else 200)


def _ask_role(request, member, form, status):
    question = {"title": f"What may {member.user} do?", "submit": "Save", "form": form}
    return ask(request, status=status, cancel_url=_members_url(member.organization), **question)


def remove(request, org, pk):
    """End a membership; members may leave by themselves."""
    me = enter(request, org)
    member = get_object_or_404(me.organization.memberships.select_related("user", "organization"), pk=pk)
    if member.user_id != request.user.pk:
        enter_to_manage(request, org)
    if request.method == "POST":
        return _remove(request, member, me)
    return _ask_to_remove(request, member)


def _remove(request, member, me):
    try:
        services.remove_member(member, by=me)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return go(request, _members_url(me.organization))
    if member.user_id == request.user.pk:
        messages.success(request, ended(f"You have left {me.organization}"))
        return go(request, reverse("home"))
    messages.success(request, f"{member.user} is no longer a member.")
    return go(request, _members_url(me.organization))


def _ask_to_remove(request, member):
    leaving = member.user_id == request.user.pk
    who = "You lose" if leaving else f"{member.user} loses"
    return ask(
        request,
        title=f"Leave {member.organization}?" if leaving else f"Remove {member.user}?",
        text=f"{who} sight of {member.organization} at once. Its orders and their history stay as they are.",
        submit="Leave" if leaving else "Remove",
        danger=True,
        cancel_url=_members_url(member.organization),
    )


def _member(request, org, pk):
    """The managing person's own membership, and the one that is meant."""
    me = enter_to_manage(request, org)
    return me, get_object_or_404(me.organization.memberships.select_related("user", "organization"), pk=pk)


def _members_url(organization):
    return reverse("people:members", args=[organization.slug])


@require_POST
def resend(request, org, pk):
    """Send an invitation again."""
    me = enter_to_manage(request, org)
    invitation = get_object_or_404(me.organization.invitations, pk=pk)
    return send_again(request, invitation, then=_members_url(me.organization))


def revoke(request, org, pk):
    """Take an invitation back."""
    me = enter_to_manage(request, org)
    invitation = get_object_or_404(me.organization.invitations, pk=pk)
    return take_back(request, invitation, then=_members_url(me.organization))


def organization(request, org):
    """Name, time zone and currency, for those who manage."""
    me = enter_to_manage(request, org)
    zone, version = me.organization.timezone, request.POST.get("version") or version_of(me.organization)
    form, newer = OrganizationForm(posted(request), instance=me.organization), None
    if request.method == "POST":
        with transaction.atomic():
            said = version_said(request.POST)
            newer = newer_than(me.organization, said, reader=request.user, timezone=zone)
            is_saved = not newer and form.is_valid()
            if is_saved:
                form.save()
                services.note_settings(me, form.changed_data)
        if is_saved:
            messages.success(request, "Saved.")
            return redirect("people:organization", org)
    up = ("People", _members_url(me.organization))
    context = {"form": form, "version": version, "newer": newer, "crumbs": crumbs(up, "Settings")}
    status = ChangedMeanwhile.http_status if newer else 422 if form.errors else 200
    return render(request, "people/organization.html", context | {"path": request.path}, status=status)

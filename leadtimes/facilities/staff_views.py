"""Who does the work of a facility: the seller invites them here, and lets them go."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from leadtimes.facilities.access import facilities_of, facility_crumbs
from leadtimes.facilities.staff import invite_staff, remove_staff
from sostocked.foundation.pages.dialogs import ask, go
from sostocked.foundation.people.access import enter, enter_to_manage
from sostocked.foundation.people.forms import InviteForm
from sostocked.foundation.people.invitation_views import send_again, take_back
from sostocked.foundation.people.mail.undelivered import with_letters
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import ended


def facility_staff(request, org, pk):
    """The staff of a facility and the open invitations; POST invites somebody."""
    if request.method == "POST":
        return _invite(request, enter_to_manage(request, org), pk)
    membership = enter(request, org)
    return _staff_page(request, membership, _facility(request, membership, pk), InviteForm())


def _invite(request, membership, pk):
    facility = _facility(request, membership, pk)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _staff_page(request, membership, facility, form, status=422)
    try:
        invitation = invite_staff(facility, email=form.cleaned_data["email"], by=request.user)
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return _staff_page(request, membership, facility, form, status=refusal.http_status)
    messages.success(request, f"The invitation to {invitation.email} is on its way.")
    return redirect(_url(membership, facility))


def _staff_page(request, membership, facility, form, status=200):
    organization = membership.organization
    context = {
        "crumbs": facility_crumbs(facility, "Staff"),
        "facility": facility,
        "organization": organization,
        "may_manage": membership.may_manage,
        "staff": facility.staff.order_by("name", "email"),
        "invitations": with_letters(facility.invitations.unanswered(), membership),
        "form": form,
        "base": _url(membership, facility),
    }
    return render(request, "leadtimes/facilities/staff.html", context, status=status)


def remove_person(request, org, pk, user_pk):
    """Take somebody off the staff."""
    membership = enter_to_manage(request, org)
    facility = _facility(request, membership, pk)
    person = get_object_or_404(facility.staff, pk=user_pk)
    if request.method == "POST":
        remove_staff(facility, person, by=request.user)
        messages.success(request, ended(f"{person} is no longer on the staff of {facility}"))
        return go(request, _url(membership, facility))
    return ask(
        request,
        title=f"Remove {person} from the staff of {facility}?",
        text="They lose sight of your work orders there at once. What they did stays on paper.",
        submit="Remove",
        danger=True,
        cancel_url=_url(membership, facility),
    )


@require_POST
def resend_staff_invitation(request, org, pk, invitation_pk):
    """Send an invitation again."""
    membership = enter_to_manage(request, org)
    facility = _facility(request, membership, pk)
    invitation = get_object_or_404(facility.invitations, pk=invitation_pk)
    return send_again(request, invitation, then=_url(membership, facility))


def revoke_staff_invitation(request, org, pk, invitation_pk):
    """Take an invitation back."""
    membership = enter_to_manage(request, org)
    facility = _facility(request, membership, pk)
    invitation = get_object_or_404(facility.invitations, pk=invitation_pk)
    return take_back(request, invitation, then=_url(membership, facility))


def _facility(request, membership, pk):
    """A facility of this organization that gets work orders; others have no staff."""
    facilities = facilities_of(request, membership).select_related("organization")
    return get_object_or_404(facilities.working(), pk=pk)


def _url(membership, facility):
    return reverse("leadtimes:facility_staff", args=[membership.organization.slug, facility.pk])

"""Who does the work of a facility: inviting staff by mail, and letting them go."""

from django.db import transaction

from leadtimes.models import Facility, StaffInvitation
from sostocked.foundation.people.invitations import just_sent, require_free, send_invitation
from sostocked.foundation.people.models import User
from sostocked.foundation.records.errors import Refused


@transaction.atomic
def invite_staff(facility: Facility, *, email: str, by: User) -> StaffInvitation:
    """Invite `email` to do the work of `facility`; refused for its staff and while an invitation is open."""
    facility = (
        Facility.objects.select_for_update(of=("self",)).select_related("organization").get(pk=facility.pk)
    )
    if facility.archived_at:
        raise Refused(f"{facility} is archived and gets no work.")
    if facility.staff.filter(email__iexact=email).exists():
        raise Refused(f"{email} is on the staff of {facility} already.")
    if twin := just_sent(facility.invitations.all(), email, by):
        return twin
    require_free(facility.invitations.all(), email)
    invitation = StaffInvitation.objects.create(facility=facility, email=email.lower(), invited_by=by)
    send_invitation(invitation)
    return invitation


@transaction.atomic
def remove_staff(facility: Facility, user: User) -> None:
    """Take `user` off the staff; what they acknowledged and did stays on paper. Harmless when done twice."""
    facility.staff.remove(user)

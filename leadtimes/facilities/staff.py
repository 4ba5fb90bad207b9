"""Who does the work of a facility: inviting staff by mail, and letting them go."""

from django.db import transaction

from leadtimes.models import Facility, StaffInvitation
from sostocked.foundation.people.invitations import just_sent, require_free, send_invitation
from sostocked.foundation.people.models import Organization, SecurityKind, User
from sostocked.foundation.people.proof.services import require_proof
from sostocked.foundation.people.security_log.services import note
from sostocked.foundation.records.errors import Refused


@transaction.atomic
def invite_staff(facility: Facility, *, email: str, by: User) -> StaffInvitation:
    """Invite `email` to do the work of `facility`; refused for its staff and while an invitation is open.

    Raises ProofNeeded where the address of whoever invites is not proved.
    """
    require_proof(by)
    Organization.objects.select_for_update().get(pk=facility.organization_id)
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
    send_invitation(invitation, by=by)
    return invitation


@transaction.atomic
def remove_staff(facility: Facility, user: User, *, by: User) -> None:
    """Take `user` off the staff; what they acknowledged and did stays on paper. Harmless when done twice."""
    if facility.staff.filter(pk=user.pk).exists():
        facility.staff.remove(user)
        said = f"took {user} ({user.address}) off the staff of {facility}"
        note(SecurityKind.FACILITIES, said, by=by, organization=facility.organization)

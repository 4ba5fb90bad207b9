"""The doors of every page of an organization: a stranger finds nothing, a wrong role is turned away."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone

from sostocked.foundation.outbox.models import Message
from sostocked.foundation.pages.page_parts import HtmxRequest
from sostocked.foundation.people.models import Membership, Organization, Role, User


class Request(HtmxRequest):
    """A request to a page of the house. `organization` is there once somebody works in its books."""

    organization: Organization
    _memberships: list[Membership]


def memberships_of(request: Request) -> list[Membership]:
    """The signed-in person's memberships with their organizations; read once per request."""
    if not hasattr(request, "_memberships"):
        mine = Membership.objects.none()
        if request.user.is_authenticated:
            mine = request.user.memberships.select_related("organization").annotate(mail_alarm=_mail_alarm())
        request._memberships = list(mine)
    return request._memberships


def _mail_alarm() -> Exists:
    """Whether mail did not go out, of which nobody who manages has heard."""
    alarming = Message.objects.alarming(timezone.now())
    return Exists(alarming.filter(organization_id=OuterRef("organization_id")))


def current_membership(request: Request) -> Membership | None:
    """The membership of the organization whose books were open last in this session, or the first one."""
    mine = memberships_of(request)
    last = request.session.get("organization")
    return next((each for each in mine if each.organization.slug == last), mine[0] if mine else None)


def remember(request: Request, slug: str) -> None:
    """Keep in mind whose books are open. Only who has a choice needs it."""
    if len(memberships_of(request)) > 1 and request.session.get("organization") != slug:
        request.session["organization"] = slug


def as_owner(user: User, organization: Organization) -> Membership:
    """How a superuser is in every organization: like an owner, without being one of its people."""
    return Membership(organization=organization, user=user, role=Role.OWNER)


def membership_at(request: Request, slug: str) -> Membership:
    """The person's membership of the organization at `slug`, or Http404: outsiders learn nothing."""
    found = next((each for each in memberships_of(request) if each.organization.slug == slug), None)
    if found is None and request.user.is_superuser:
        organization = Organization.objects.filter(slug=slug).first()
        found = as_owner(request.user, organization) if organization else None
    if not found:
        raise Http404("No such organization.")
    return found


def work_in(request: Request, organization: Organization) -> None:
    """Open the organization's books for this request: its clock shows the time, its name stands on the page."""
    request.organization = organization
    timezone.activate(organization.timezone)
    remember(request, organization.slug)


def enter(request: Request, slug: str) -> Membership:
    """Go in at the door of every page of an organization: find the membership, and work in its books."""
    membership = membership_at(request, slug)
    work_in(request, membership.organization)
    return membership


def enter_to_write(request: Request, slug: str) -> Membership:
    """Like `enter`, for those who create and change documents; PermissionDenied for a viewer."""
    return _if(enter(request, slug), "may_write")


def enter_to_manage(request: Request, slug: str) -> Membership:
    """Like `enter`, for owners and admins; PermissionDenied for others."""
    return _if(enter(request, slug), "may_manage")


def enter_to_own(request: Request, slug: str) -> Membership:
    """Like `enter`, for owners alone; PermissionDenied for others."""
    return _if(enter(request, slug), "may_own")


def _if(membership: Membership, permission: str) -> Membership:
    if not getattr(membership, permission):
        raise PermissionDenied("Your role in this organization does not allow this.")
    return membership

"""The doors of the stock: an organization's people see all of it, a facility's staff what lies with them."""

from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone

from leadtimes.models import Facility
from sostocked.foundation.people.access import Request, as_owner, memberships_of, remember
from sostocked.foundation.people.models import Membership


@dataclass(frozen=True)
class StockAccess:
    """A person at the stock of a facility: for the seller (`membership`), as its staff, or both."""

    facility: Facility
    membership: Membership | None

    @property
    def discreet(self) -> bool:
        """Whether the seller's own affairs are none of this person's business."""
        return self.membership is None

    @property
    def may_write(self) -> bool:
        return self.membership is not None and self.membership.may_write


def open_stock_of(request: Request, slug: str, pk: int) -> StockAccess:
    """Go in at the door of a facility's stock, or Http404; the clock is the seller's, or the facility's own."""
    rows = Facility.objects.working().filter(organization__slug=slug, pk=pk).select_related("organization")
    found = rows.first()
    membership = found and _membership(request, found)
    if found is None or not (membership or found.staff.filter(pk=request.user.pk).exists()):
        raise Http404("No such stock.")
    if membership:
        request.organization = found.organization
        remember(request, slug)
    timezone.activate(found.organization.timezone if membership else found.timezone)
    return StockAccess(found, membership)


def _membership(request: Request, facility: Facility) -> Membership | None:
    mine = (each for each in memberships_of(request) if each.organization_id == facility.organization_id)
    root = as_owner(request.user, facility.organization) if request.user.is_superuser else None
    return next(mine, root)

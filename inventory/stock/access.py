"""The doors of the stock: an organization's people see all of it, a facility's staff what lies with them."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from inventory.models import Product, StockBalance
from leadtimes.models import Facility
from sostocked.foundation.people.access import Request, as_owner, memberships_of, remember
from sostocked.foundation.people.models import Membership


@dataclass(frozen=True)
class StockAccess:
    """A person at the stock of a facility: for the seller (`membership`), as its staff, or both."""

    facility: Facility
    membership: Membership | None
    works_here: bool = False

    @property
    def discreet(self) -> bool:
        """Whether the seller's own affairs are none of this person's business."""
        return self.membership is None

    @property
    def may_write(self) -> bool:
        return self.membership is not None and self.membership.may_write

    @property
    def may_handle(self) -> bool:
        """Whether this person may say what is damaged, put it on hold, and say where in the hall it lies."""
        return self.may_write or self.works_here

    @property
    def stock_url(self) -> str:
        """One step up: all of the seller's stock, or whose stock lies with the staff's facilities."""
        slug = self.facility.organization.slug
        return reverse("inventory:my_stock") if self.discreet else reverse("inventory:stock", args=[slug])


def open_stock_of(request: Request, slug: str, pk: int) -> StockAccess:
    """Go in at the door of a facility's stock, or Http404; the clock is the seller's, or the facility's own."""
    rows = Facility.objects.working().filter(organization__slug=slug, pk=pk).select_related("organization")
    found = rows.first()
    membership = found and _membership(request, found)
    works_here = not (membership and membership.may_write) and _works_at(request, found)
    if found is None or not (membership or works_here):
        raise Http404("No such stock.")
    if membership:
        request.organization = found.organization
        remember(request, slug)
    timezone.activate(found.organization.timezone if membership else found.timezone)
    return StockAccess(found, membership, works_here)


def open_units_of(request: Request, slug: str, pk: int, product: int) -> tuple[StockAccess, Product]:
    """Go in to handle units of one product at a facility, or PermissionDenied; Http404 where none lie there."""
    access = open_stock_of(request, slug, pk)
    if not access.may_handle:
        raise PermissionDenied
    here = StockBalance.objects.on_hand().filter(place__facility=access.facility, product=OuterRef("pk"))
    products = Product.objects.filter(Exists(here), organization=access.facility.organization_id)
    return access, get_object_or_404(products, pk=product)


def _works_at(request: Request, facility: Facility | None) -> bool:
    return facility is not None and facility.staff.filter(pk=request.user.pk).exists()


def _membership(request: Request, facility: Facility) -> Membership | None:
    mine = (each for each in memberships_of(request) if each.organization_id == facility.organization_id)
    root = as_owner(request.user, facility.organization) if request.user.is_superuser else None
    return next(mine, root)

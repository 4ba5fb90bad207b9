"""The doors of what came unannounced: those of the facility's stock, and who may do what behind them."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

from inventory.stock.access import StockAccess, open_stock_of
from leadtimes.speaker import Speaker
from sostocked.foundation.people.access import Request
from sostocked.foundation.people.models import User
from workorders.models import UnannouncedReceipt


@dataclass(frozen=True)
class HallAccess:
    """A person at a facility: for the seller, as its staff (`is_staff`), or both."""

    stock: StockAccess
    is_staff: bool

    @property
    def facility(self):
        return self.stock.facility

    @property
    def discreet(self) -> bool:
        return self.stock.discreet

    @property
    def may_assign(self) -> bool:
        """Both sides say which work order it is for, what a line is, and that it was a mistake."""
        return self.is_staff or self.stock.may_write

    @property
    def may_keep(self) -> bool:
        """Only the seller says that goods are free to use without an order."""
        return self.stock.may_write

    def speaker(self, user: User) -> Speaker:
        """This person, who says what came: for the facility where they are its staff."""
        if self.is_staff:
            return Speaker(user, self.facility.today(), self.facility)
        return Speaker(user, self.facility.organization.today())


def open_hall(request: Request, org: str, pk: int) -> HallAccess:
    """Go in at a facility, or Http404."""
    stock = open_stock_of(request, org, pk)
    return HallAccess(stock, is_staff=stock.facility.staff.filter(pk=request.user.pk).exists())


def open_truck(request: Request, org: str, number: int) -> tuple[HallAccess, UnannouncedReceipt]:
    """Go in at a truck, or Http404."""
    rows = UnannouncedReceipt.objects.visible_to(request.user).filter(organization__slug=org, number=number)
    along = ("organization", "by", "ending__by", "ending__goods_receipt__work_order__organization")
    truck = rows.select_related(*along).first()
    if truck is None:
        raise Http404("No such truck.")
    access = open_hall(request, org, truck.facility_id)
    truck.facility = access.facility
    return access, truck


def require(allowed: bool) -> None:
    """Raise PermissionDenied for somebody whose thing to do this is not."""
    if not allowed:
        raise PermissionDenied

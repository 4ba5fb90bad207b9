"""The page of Amazon's count of what left a facility; only the seller's people find it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from inventory.rules.shipping import AMAZON
from inventory.shipping.check_in_views import CheckInPage, check_in_page
from inventory.shipping.views import find_departure
from leadtimes.speaker import Speaker
from workorders.access import open_work_order
from workorders.page.responses import work_order_crumbs
from workorders.shipping import check_ins


def check_in(request, org: str, number: str, departure: int):
    """Enter what Amazon has by now of what left on a work order."""
    access = open_work_order(request, org, number)
    if access.discreet:
        raise Http404("This is the seller's.")
    if not access.writes:
        raise PermissionDenied("Your role in this organization does not allow this.")
    work_order = access.work_order
    found = find_departure(work_order.departures, departure)
    found.work_order = work_order
    if found.shipment.to_kind not in AMAZON:
        raise Http404("It does not go to Amazon.")
    today = work_order.organization.today()
    page = CheckInPage(
        departure=str(found),
        url=found.get_absolute_url(),
        crumbs=work_order_crumbs(work_order, "Amazon's count"),
        today=today,
        why_not=check_ins.why_not_count(found),
        check_in=lambda said, key: check_ins.check_in(
            found, said, speaker=Speaker(request.user, today), key=key
        ),
    )
    return check_in_page(request, page, found.shipment)

"""The page of Amazon's count of what left the supplier."""

from django.http import Http404

from inventory.rules.shipping import AMAZON
from inventory.shipping.check_in_views import CheckInPage, check_in_page
from inventory.shipping.views import find_departure
from leadtimes.speaker import Speaker
from purchasing.access import crumbs, order_to_write
from purchasing.departures import check_ins


def check_in(request, org: str, number: str, departure: int):
    """Enter what Amazon has by now of what left the supplier."""
    order = order_to_write(request, org, number)
    found = find_departure(order.departures, departure)
    found.order = order
    if found.shipment.to_kind not in AMAZON:
        raise Http404("It does not go to Amazon.")
    today = order.organization.today()
    way = (order.number, order.get_absolute_url()), (f"Departure {found.number}", found.get_absolute_url())
    page = CheckInPage(
        departure=str(found),
        url=found.get_absolute_url(),
        crumbs=crumbs(order.organization, *way, "Amazon's count"),
        today=today,
        why_not=check_ins.why_not_count(found),
        check_in=lambda said, key: check_ins.check_in(
            found, said, speaker=Speaker(request.user, today), key=key
        ),
    )
    return check_in_page(request, page, found.shipment)

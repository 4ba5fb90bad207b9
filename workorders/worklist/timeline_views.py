"""The facility's calendar: what arrives and must leave, soonest arrival first."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leadtimes.models import Facility
from leadtimes.timeline.chart import ROWS, scale_of, scales
from sostocked.foundation.pages.navigation import tabs
from sostocked.foundation.pages.page_parts import page_or_part
from sostocked.foundation.pages.paging import page_of
from workorders.models import WorkOrder
from workorders.workflow import AT_WORK
from workorders.worklist.arrivals_timeline import SOONEST_ARRIVAL_FIRST, by_arrival, chart_of
from workorders.worklist.filters import AtWorkFilter


@require_safe
def timeline(request):
    """The work under way at the facilities where this person is staff, narrowed like the worklist."""
    facilities = list(
        Facility.objects.staffed_by(request.user).with_calendar().select_related("organization")
    )
    today = min((facility.today() for facility in facilities), default=timezone.localdate())
    mine = WorkOrder.objects.assigned_to(request.user).filter(status__in=AT_WORK)
    found = AtWorkFilter(request.GET, mine, facilities=facilities, today=today)
    page = page_of(by_arrival(found.qs), request, SOONEST_ARRIVAL_FIRST, size=ROWS)
    context = {
        "filter": found,
        "chart": chart_of(
            page.rows, today=today, scale=scale_of(request), several=found.has_several_facilities
        ),
        "page": page,
        "scales": scales(request),
        "tabs": worklist_tabs(request),
        "facilities": facilities,
    }
    return page_or_part(request, "workorders/worklist/timeline.html", context, part="timeline")


def worklist_tabs(request: HttpRequest) -> list[dict]:
    """A facility's work as a list and on a calendar, and what came without any."""
    pages = [("List", "worklist"), ("Timeline", "timeline"), ("Goods nobody announced", "my_unannounced")]
    return tabs(request, *((label, reverse(f"workorders:{name}")) for label, name in pages))

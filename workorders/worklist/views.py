"""The facility's list of work, nearest need first."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from leadtimes.models import Facility
from sostocked.foundation.pages.page_parts import page_or_part
from sostocked.foundation.pages.paging import NEWEST_FIRST, page_of
from workorders.closed_day_words import tell_days
from workorders.models import UnannouncedReceipt, WorkOrder
from workorders.worklist.filters import WorklistFilter
from workorders.worklist.queries import NEAREST_NEED_FIRST, by_need, grouped, with_card
from workorders.worklist.timeline_views import worklist_tabs


@require_safe
def worklist(request):
    """All work of the facilities where this person is staff, across sellers, nearest need first."""
    facilities = list(
        Facility.objects.staffed_by(request.user).with_calendar().select_related("organization")
    )
    today = min((facility.today() for facility in facilities), default=timezone.localdate())
    mine = WorkOrder.objects.assigned_to(request.user)
    found = WorklistFilter(request.GET, mine, facilities=facilities, today=today)
    rows = with_card(by_need(found.qs, facilities=facilities, today=today))
    page = page_of(rows, request, NEWEST_FIRST if found.is_over else NEAREST_NEED_FIRST)
    tell_days(page.rows)
    context = {
        "filter": found,
        "groups": grouped(page.rows, today=today),
        "page": page,
        "facilities": facilities,
        "tabs": worklist_tabs(request),
        "trucks": UnannouncedReceipt.objects.at_facilities_of(request.user).waiting().count(),
        "waiting": mine.awaiting_acknowledgement().count(),
        "back": request.get_full_path(),
    }
    return page_or_part(request, "workorders/worklist/worklist.html", context, part="worklist")

"""The seller's list of work orders: what each facility was told, and who has read it."""

from django.db.models import Prefetch
from django.views.decorators.http import require_safe

from sostocked.foundation.pages.filters import all_of
from sostocked.foundation.pages.page_parts import page_or_part
from sostocked.foundation.pages.paging import NEWEST_FIRST, page_of
from sostocked.foundation.people.access import enter
from workorders.closed_day_words import tell_days
from workorders.models import Acknowledgement, UnannouncedReceipt, WorkOrder
from workorders.worklist.filters import WorkOrderFilter
from workorders.worklist.queries import with_card


@require_safe
def work_orders(request, org):
    """The work orders of the organization that are open, or others that are asked for, newest first."""
    membership = enter(request, org)
    organization = membership.organization
    mine = WorkOrder.objects.visible_to(request.user).filter(organization=organization)
    found = WorkOrderFilter(request.GET, mine, facilities=list(organization.facilities.working()))
    read_by = Acknowledgement.objects.select_related("by").defer("content")
    rows = with_card(found.qs).prefetch_related(Prefetch("acknowledgements", read_by, to_attr="read_by"))
    page = page_of(rows, request, NEWEST_FIRST)
    tell_days(page.rows)
    context = {
        "organization": organization,
        "may_write": membership.may_write,
        "trucks": UnannouncedReceipt.objects.filter(organization=organization).waiting().count(),
        "filter": found,
        "page": page,
        "is_empty": not page.rows and not found.is_narrowed and not mine.exists(),
        "all_url": all_of(request),
    }
    return page_or_part(request, "workorders/worklist/work_orders.html", context, part="work-orders")

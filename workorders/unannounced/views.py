"""Trucks that nobody announced: the lists of them, and writing one down."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from inventory.stock.facility_tabs import FACILITY_TABS
from leadtimes.models import Facility
from sostocked.foundation.pages.navigation import crumbs, tabs
from sostocked.foundation.pages.page_parts import page_or_part
from sostocked.foundation.pages.paging import NEWEST_FIRST, page_of
from sostocked.foundation.people.access import enter
from sostocked.foundation.records.errors import Refused
from workorders.models import UnannouncedReceipt
from workorders.unannounced.access import open_hall, require
from workorders.unannounced.draft import TruckDraft
from workorders.unannounced.queries import for_list
from workorders.unannounced.services import write_down
from workorders.worklist.timeline_views import worklist_tabs


@require_safe
def my_unannounced(request):
    """To the staff of facilities: what came to them that nobody announced, and where a truck stands now."""
    facilities = Facility.objects.staffed_by(request.user).working().active().select_related("organization")
    up = ("Work orders", reverse("workorders:worklist"))
    return _list(
        request,
        UnannouncedReceipt.objects.at_facilities_of(request.user),
        facilities=list(facilities.order_by("organization__name", "name")),
        crumbs=crumbs(up, "Unannounced"),
        tabs=worklist_tabs(request),
    )


@require_safe
def sellers_unannounced(request, org):
    """To the seller: what came to its facilities that nobody announced."""
    organization = enter(request, org).organization
    up = ("Work orders", reverse("workorders:work_orders", args=[org]))
    rows = UnannouncedReceipt.objects.filter(organization=organization)
    return _list(request, rows, facilities=[], crumbs=crumbs(up, "Unannounced"))


@require_safe
def unannounced_at(request, org, pk):
    """What came to one facility that nobody announced, for the seller and for its staff."""
    access = open_hall(request, org, pk)
    facility = access.facility
    at_stock = (facility.name, reverse("inventory:facility_stock", args=[org, pk]))
    return _list(
        request,
        UnannouncedReceipt.objects.filter(facility=facility),
        facilities=[facility] if access.is_staff else [],
        crumbs=crumbs(("Stock", access.stock.stock_url), at_stock, "Unannounced"),
        here=facility,
        tabs=tabs(request, *FACILITY_TABS.at(facility)),
    )


def write_down_truck(request, org, pk):
    """Write down what stands on a truck, by scanner or by hand, and take it in on hold."""
    access = open_hall(request, org, pk)
    require(access.is_staff)
    if request.method != "POST":
        return _form(request, access, TruckDraft.new(access.facility).forgive_blanks())
    action = request.POST.get("action", "save")
    draft = TruckDraft(access.facility, TruckDraft.acted(request.POST, action))
    if action != "save":
        draft.go_on(action)
        return _form(request, access, draft.forgive_blanks())
    if not draft.is_valid():
        return _form(request, access, draft, status=422)
    try:
        truck = write_down(
            access.facility,
            draft.head.truck(),
            draft.goods(),
            by=request.user,
            key=draft.head.cleaned_data["key"],
        )
    except Refused as refusal:
        return _form(request, access, draft, refusal=refusal, status=refusal.http_status)
    messages.success(request, f"{truck} is written down and on hold. The seller has been told.")
    return redirect(truck.get_absolute_url())


def _form(request, access, draft: TruckDraft, *, refusal: Refused | None = None, status: int = 200):
    facility = access.facility
    here = [facility.organization.slug, facility.pk]
    up = ("Unannounced", reverse("workorders:unannounced_at", args=here))
    context = {
        "facility": facility,
        "draft": draft,
        "refusal": refusal,
        "crumbs": crumbs(("Stock", access.stock.stock_url), up, "A truck came"),
        "up": up[1],
    }
    return render(request, "workorders/unannounced/write_down.html", context, status=status)


def _list(request, rows, **more):
    """What waits, all of it, and what is settled, a page at a time."""
    context = {
        "waiting": for_list(rows.waiting()).order_by("pk"),
        "page": page_of(for_list(rows.exclude(ending=None)), request, NEWEST_FIRST),
        **more,
    }
    return page_or_part(request, "workorders/unannounced/trucks.html", context, part="settled")

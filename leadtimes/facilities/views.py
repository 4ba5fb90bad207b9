"""The seller's facilities, through which goods go: the list, and one of them."""

from calendar import day_name

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from leadtimes.facilities.access import facilities_of, facility_crumbs
from leadtimes.facilities.filters import FacilityFilter
from leadtimes.facilities.outdated import FACILITY_SPEAKERS
from leadtimes.models import Closure, LeadTime
from leadtimes.rules.public_holidays import coming_holidays, coming_worked_weekends, is_estimate
from sostocked.foundation.pages.page_parts import list_page
from sostocked.foundation.pages.paging import BY_NAME
from sostocked.foundation.people.access import enter, enter_to_write
from sostocked.foundation.records.errors import Refused


def facilities(request, org):
    """Every business that handles the organization's goods."""
    membership = enter(request, org)
    rows = facilities_of(request, membership).select_related("default_lead_time").prefetch_related("closures")
    narrowed = FacilityFilter(request.GET, rows, request=request)
    page = "leadtimes/facilities/facilities.html"
    return list_page(request, page, narrowed, BY_NAME, part="facilities", membership=membership)


def facility(request, org, pk):
    """One business: where it is, whom to ask, when it works, and which lead times lead through it."""
    membership = enter(request, org)
    rows = facilities_of(request, membership).with_calendar()
    rows = rows.select_related("default_lead_time", "organization")
    found = get_object_or_404(rows, pk=pk)
    today = found.today()
    context = {
        "membership": membership,
        "facility": found,
        "rescheduling": found.reschedulings.unfinished().first(),
        "week": [(name, number in found.working_weekdays) for number, name in enumerate(day_name)],
        "closures": _ahead(found, today),
        "extra_days": [each for each in found.extra_days.all() if each.day >= today],
        **_public_holidays(found, today),
        "staff": found.staff.filter(is_active=True).order_by("email"),
        "outdated": FACILITY_SPEAKERS.outdated(found),
        "lead_times": LeadTime.objects.active().through(found).with_days(),
        "crumbs": facility_crumbs(found),
    }
    return render(request, "leadtimes/facilities/facility.html", context)


def _public_holidays(facility, today):
    """The holidays ahead, the weekends worked instead, and from which year on those are not announced."""
    where = (facility.holiday_country, facility.holiday_subdivision)
    years = (today.year, today.year + 1)
    return {
        "holidays": coming_holidays(*where, since=today),
        "worked_weekends": coming_worked_weekends(*where, since=today),
        "unannounced": next((year for year in years if is_estimate(facility.holiday_country, year)), None),
    }


@require_POST
def tell_documents(request, org, pk):
    """Let the chosen documents say what the facility is called, and where it is, now."""
    membership = enter_to_write(request, org)
    found = get_object_or_404(facilities_of(request, membership), pk=pk)
    try:
        messages.success(request, FACILITY_SPEAKERS.tell(found, request.POST.getlist("documents")))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("leadtimes:facility", org, found.pk)


def _ahead(facility, today):
    """For each closure that is not over for good the times still to come; the nearest one first.

    The facility must come `with_calendar`.
    """
    times = filter(None, (each.ahead(today) for each in map(Closure.read, facility.closure_rows)))
    return sorted(times, key=lambda ahead: ahead[0].starts_on)

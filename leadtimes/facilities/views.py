"""The seller's map: the facilities that goods go through."""

from calendar import day_name

from django.shortcuts import get_object_or_404, render

from leadtimes.facilities.filters import FacilityFilter
from leadtimes.lead_times.views import _crumbs, _list
from leadtimes.models import Facility, LeadTime
from leadtimes.rules.public_holidays import coming_holidays
from sostocked.foundation.people.access import enter


def facilities(request, org):
    """Every business that handles the organization's goods."""
    membership = enter(request, org)
    rows = Facility.objects.visible_to(request.user).filter(organization=membership.organization)
    rows = rows.select_related("default_lead_time").prefetch_related("closures")
    narrowed = FacilityFilter(request.GET, rows, request=request)
    return _list(request, membership, "facilities", narrowed)


def facility(request, org, pk):
    """One business: where it is, whom to ask, when it works, and which lead times lead through it."""
    membership = enter(request, org)
    rows = Facility.objects.visible_to(request.user).filter(organization=membership.organization)
    found = get_object_or_404(rows.select_related("default_lead_time"), pk=pk)
    today = found.today()
    context = {
        "membership": membership,
        "facility": found,
        "rescheduling": found.reschedulings.unfinished().first(),
        "week": [(name, number in found.working_weekdays) for number, name in enumerate(day_name)],
        "closures": _ahead(found, today),
        "extra_days": [each for each in found.extra_days.all() if each.day >= today],
        "holidays": coming_holidays(found.holiday_country, found.holiday_subdivision, since=today),
        "staff": found.staff.filter(is_active=True).order_by("email"),
        "lead_times": LeadTime.objects.active().through(found).with_days(),
        "crumbs": _crumbs("Facilities", "facilities", org, found.name),
    }
    return render(request, "leadtimes/facility.html", context)


def _ahead(facility, today):
    """For each closure that is not over for good the times still to come; the nearest one first."""
    times = filter(None, (each.ahead(today) for each in facility.closures.all()))
    return sorted(times, key=lambda ahead: ahead[0].starts_on)

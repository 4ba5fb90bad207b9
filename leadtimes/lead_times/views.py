"""The seller's lead times: the list, and one of them."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from leadtimes.lead_times.filters import LeadTimeFilter
from leadtimes.lead_times.planned_bar import template_bar
from leadtimes.models import LeadTime, Leg
from leadtimes.rules.portions import divide
from sostocked.foundation.pages.navigation import crumbs
from sostocked.foundation.pages.page_parts import list_page
from sostocked.foundation.pages.paging import BY_NAME
from sostocked.foundation.people.access import enter

LEGS = Prefetch("legs", Leg.objects.select_related("facility"))


def lead_times(request, org):
    """All chains of legs of the organization, each in one line."""
    membership = enter(request, org)
    rows = LeadTime.objects.visible_to(request.user).filter(organization=membership.organization)
    rows = rows.with_days().prefetch_related(LEGS, "default_of")
    narrowed = LeadTimeFilter(request.GET, rows, request=request)
    page = "leadtimes/lead_times/lead_times.html"
    return list_page(request, page, narrowed, BY_NAME, part="lead-times", membership=membership)


def lead_time(request, org, pk):
    """One chain: its bar as if ordered today, its legs, and who uses it."""
    membership = enter(request, org)
    rows = LeadTime.objects.visible_to(request.user).filter(organization=membership.organization)
    found = get_object_or_404(rows.prefetch_related(LEGS, "default_of"), pk=pk)
    bar, trouble = template_bar(
        list(found.legs.all()), today=membership.organization.today(), label=found.name
    )
    context = {
        "membership": membership,
        "lead_time": found,
        "bar": bar,
        "trouble": trouble,
        "legs": _cared_for(found),
        "crumbs": crumbs(("Lead times", reverse("leadtimes:lead_times", args=[org])), found.name),
    }
    return render(request, "leadtimes/lead_times/lead_time.html", context)


def _cared_for(found):
    """Each leg with the facility whose work order takes care of it (None: the purchase order does)."""
    legs = list(found.legs.all())
    portions = divide(legs)
    owners = [None, *(legs[portion.first].facility for portion in portions[1:])]
    return [
        {"leg": legs[index], "by": owner, "starts": owner and index == portion.first}
        for owner, portion in zip(owners, portions, strict=True)
        for index in portion.legs
    ]

"""The page on which owners see who came in, and who changed what others may do."""

from django.urls import reverse

from sostocked.foundation.pages.navigation import crumbs
from sostocked.foundation.pages.page_parts import list_page
from sostocked.foundation.pages.paging import NEWEST_FIRST
from sostocked.foundation.people.access import enter_to_own
from sostocked.foundation.people.models import SecurityEvent
from sostocked.foundation.people.security_log.filters import SecurityLogFilter


def security_log(request, org):
    """Newest first: who, what, when, and from where."""
    organization = enter_to_own(request, org).organization
    narrowed = SecurityLogFilter(request.GET, SecurityEvent.objects.of(organization), request=request)
    up = ("People", reverse("people:members", args=[org]))
    return list_page(
        request,
        "people/security_log.html",
        narrowed,
        NEWEST_FIRST,
        part="events",
        organization=organization,
        crumbs=crumbs(up, "Security log"),
    )

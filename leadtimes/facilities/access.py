"""The facilities that a page of an organization may show, and where a page about one stands."""

from django.http import HttpRequest
from django.urls import reverse

from leadtimes.models import Facility
from leadtimes.models.facilities import FacilityQuerySet
from sostocked.foundation.pages.navigation import crumbs
from sostocked.foundation.people.models import Membership


def facilities_of(request: HttpRequest, membership: Membership) -> FacilityQuerySet:
    """The organization's facilities. Every page about them starts here."""
    return Facility.objects.visible_to(request.user).filter(organization=membership.organization)


def facility_crumbs(facility: Facility, here: str = "") -> list[dict]:
    """Where we are: a facility, and `here` what is done there."""
    up = ("Facilities", reverse("leadtimes:facilities", args=[facility.organization.slug]))
    if not here:
        return crumbs(up, facility.name)
    return crumbs(up, (facility.name, facility.get_absolute_url()), here)

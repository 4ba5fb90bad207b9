"""What a seller needs before there can be stock: a place for it, and a product."""

from typing import NamedTuple

from django.urls import reverse

from sostocked.foundation.people.models import Membership


class Lack(NamedTuple):
    """Something to add first. `url` is empty where this person's role cannot add it."""

    title: str
    why: str
    action: str
    url: str


def missing_for_stock(membership: Membership) -> Lack | None:
    """What is missing before stock can be entered; None where nothing is."""
    organization = membership.organization
    if not organization.facilities.working().active().exists():
        return Lack(
            "First say where your stock is",
            "Stock lies at a warehouse, a prep center or another business. Add it as a facility"
            + ("." if membership.may_manage else ", or ask an owner or admin of your organization to do so."),
            "New facility",
            reverse("admin:leadtimes_facility_add") if membership.may_manage else "",
        )
    if not organization.products.exists():
        new_product = reverse("inventory:new_product", args=[organization.slug])
        return Lack("First add a product", "Stock is counted by product.", "New product", new_product)
    return None

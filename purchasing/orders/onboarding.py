"""What an organization needs before its first order, and where each of it is made."""

from typing import NamedTuple

from django.urls import reverse

from sostocked.foundation.people.models import Membership


class SetupStep(NamedTuple):
    """One thing to have. `url` is empty where this person's role cannot make it."""

    label: str
    why: str
    url: str
    done: bool


def setup_steps(membership: Membership) -> list[SetupStep]:
    """From nothing to an order: a supplier, a lead time, a product, and then the order itself."""
    organization, manages = membership.organization, membership.may_manage
    org = organization.slug
    return [
        SetupStep(
            "Add your supplier, and the warehouses and prep centers on the way",
            "They are facilities. Invite the people who work there from a facility's page.",
            reverse("admin:leadtimes_facility_add") if manages else "",
            organization.facilities.suppliers().active().exists(),
        ),
        SetupStep(
            "Write a lead time",
            "The legs from the supplier to the shelf, with days: who handles the goods, and for how long.",
            reverse("admin:leadtimes_leadtime_add") if manages else "",
            organization.lead_times.usable().exists(),
        ),
        SetupStep(
            "Add a product",
            "Its SKU, and how many units a carton holds.",
            reverse("inventory:new_product", args=[org]) if membership.may_write else "",
            organization.products.active().exists(),
        ),
        SetupStep(
            "Create a purchase order",
            "Choose the lead time and watch the workflow bar: each facility on the way gets its work order.",
            reverse("purchasing:new_order", args=[org]) if membership.may_write else "",
            organization.purchase_orders.exists(),
        ),
    ]

"""The minimal valid object of each kind. Documents are made by the services, as in life."""

import uuid
from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone

from inventory.adjusting.services import AdjustmentInput, adjust
from inventory.models import Product
from inventory.stock.places import NO_LOT
from leadtimes.models import Closure, Facility, LeadTime, Leg
from purchasing import services as purchasing
from sostocked.foundation.people.models import Membership, Organization, User
from workorders.models import WorkOrderLeg
from workorders.steps.services import StepInput
from workorders.transfers import services as transfers


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    proved_at = factory.LazyFunction(timezone.now)


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Seller {n}")
    slug = factory.Sequence(lambda n: f"seller-{n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    role = "owner"


class FacilityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Facility

    class Params:
        supplier = factory.Trait(kind="supplier")
        prep = factory.Trait(kind="prep_center")
        other = factory.Trait(kind="other")
        forwarder = factory.Trait(kind="freight_forwarder")

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"Facility {n}")
    kind = "warehouse"


class ClosureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Closure

    facility = factory.SubFactory(FacilityFactory)
    reason = "Stocktaking"


class ProductFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Product

    organization = factory.SubFactory(OrganizationFactory)
    sku = factory.Sequence(lambda n: f"SKU-{n}")
    title = factory.LazyAttribute(lambda product: f"Title of {product.sku}")
    last_cost_currency = "USD"


class LegFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Leg

    days = 1


def make_lead_time(organization, *legs, name="Lead time"):
    """A lead time of legs written as ("supplier", 30), ("freight/ocean", 28), (facility, 5), ("fba", 7)."""
    lead_time = LeadTime.objects.create(organization=organization, name=name)
    for position, (what, days) in enumerate(legs, start=1):
        LegFactory(lead_time=lead_time, position=position, days=days, **leg_fields(what))
    return lead_time


_KIND_AT = {"warehouse": "warehouse", "prep_center": "prep", "other": "other", "freight_forwarder": "freight"}


def leg_fields(what) -> dict:
    """The kind, mode and facility that a leg written in short has."""
    if isinstance(what, Facility):
        return {"kind": _KIND_AT[what.kind], "facility": what}
    kind, _, mode = what.partition("/")
    return {"kind": kind, "mode": mode}


def make_draft(cast, *, lines=None, lead_time=None, ordered_on=date(2026, 10, 12), **more):
    """A draft of Acme Goods: by default the one of scenario S2."""
    lines = [(cast.brushes, 2000, "2.10")] if lines is None else lines
    head = purchasing.Head(cast.ningbo, lead_time or cast.lead_time, ordered_on, "USD")
    return purchasing.create_order(
        cast.acme,
        by=cast.alice,
        head=head,
        lines=[purchasing.LineInput(product, units, Decimal(cost)) for product, units, cost in lines],
        **more,
    )


def make_placed(cast, **more):
    """The same, placed with the supplier."""
    return purchasing.place(make_draft(cast, **more), by=cast.alice)


def make_transfer(cast, *legs, starts_on=date(2026, 11, 16), units=10, step="ship"):
    """A stand-alone work order at Lone Star on what lies there, not sent yet; its legs as of a lead time."""
    make_stock(cast.lone_star, cast.brushes, units, by=cast.alice)
    return transfers.create_transfer(
        cast.lone_star,
        by=cast.alice,
        starts_on=starts_on,
        lines=[transfers.LineInput(cast.brushes, units)],
        steps=[StepInput(step)],
        legs=[WorkOrderLeg(days=days, **leg_fields(what)) for what, days in legs or [(cast.lone_star, 2)]],
    )


def make_stock(facility, product, units, *, by, condition="good", lot=NO_LOT):
    """Opening stock at a facility."""
    line = AdjustmentInput(product=product, condition=condition, units=units, lot=lot)
    return adjust(facility, kind="opening", lines=[line], reason="Opening stock", by=by, key=uuid.uuid4())


def make_closed(order):
    """The order closed as it was possible once, while somebody was still to work for it."""
    order.refresh_from_db()
    order.status = "closed"
    order.save()
    return order

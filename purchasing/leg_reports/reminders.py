"""Asking by mail whether legs are over that should be: once a day, and only on days when another one should."""

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch
from django.template.loader import render_to_string
from django.urls import reverse

from leadtimes.rules.lateness import unconfirmed
from purchasing.models import OrderLeg, PurchaseOrder
from sostocked.foundation.outbox.kinds import NewsKind, register
from sostocked.foundation.outbox.models import Message, key_of
from sostocked.foundation.outbox.services import post
from sostocked.foundation.people.models import Organization, Role

UNCONFIRMED = "unconfirmed-legs"

MOST_NAMED = 20
"""How many legs a mail names before it says how many more there are."""


class Asked(NamedTuple):
    """A leg that should be over, of which nobody has said so."""

    order: PurchaseOrder
    leg: OrderLeg
    url: str


def remind(organization: Organization) -> bool:
    """Post today's question to everybody who writes orders there; False where nothing new is to be asked."""
    today = organization.today()
    asked = _asked(organization, today)
    if not any(each.leg.expected_ends_on == today for each in asked):
        return False
    context = {
        "organization": organization,
        "asked": asked[:MOST_NAMED],
        "more": max(len(asked) - MOST_NAMED, 0),
        "late": organization.purchase_orders.late().count(),
        "orders_url": settings.SITE_URL + reverse("purchasing:orders", args=[organization.slug]),
        "settings_url": settings.SITE_URL + reverse("people:organization", args=[organization.slug]),
    }
    first = asked[0]
    others = f" and {len(asked) - 1} more" if len(asked) > 1 else ""
    message = Message(
        key=f"organization:{organization.pk}:unconfirmed:{today}",
        kind=UNCONFIRMED,
        organization_id=organization.pk,
        part_of=sorted({key_of(each.order) for each in asked[:MOST_NAMED]}),
        facts={
            "organization": organization.pk,
            "day": today.isoformat(),
            "legs": [each.leg.pk for each in asked],
        },
        to=_who_is_asked(organization),
        subject=f"Is it over? {first.leg.name} of {first.order.number}{others} · {organization.name}"[:250],
        text=render_to_string("mail/unconfirmed.txt", context),
        html=render_to_string("mail/unconfirmed.html", context),
    )
    post([message])
    return True


def _who_is_asked(organization: Organization) -> list[str]:
    """Everybody who writes orders there."""
    writers = organization.memberships.filter(role__in=Role.who_write(), user__is_active=True)
    return list(writers.order_by("user__email").values_list("user__email", flat=True))


def _overtaken(message: Message) -> str:
    """Why the question need not be put any more."""
    organization = _organization(message)
    today = organization.today()
    if today.isoformat() != message.facts["day"]:
        return "The day on which it was asked is over."
    legs = OrderLeg.objects.filter(
        pk__in=message.facts["legs"], order__in=organization.purchase_orders.open()
    )
    is_open = legs.filter(actual_ends_on=None, expected_ends_on__lte=today).exists()
    return "" if is_open else "What it asks was answered meanwhile."


def _organization(message: Message) -> Organization:
    return Organization.objects.get(pk=message.facts["organization"])


def register_kind() -> None:
    """Called once, when the app is ready."""
    register(
        NewsKind(
            key=UNCONFIRMED,
            overtaken=_overtaken,
            recipients=lambda message: _who_is_asked(_organization(message)),
        )
    )


def _asked(organization: Organization, today: date) -> list[Asked]:
    """Legs at risk, the one that should have ended last first; none on a day on which no leg ends."""
    ends_today = OrderLeg.objects.filter(order__organization=organization, expected_ends_on=today)
    if (
        not organization.purchase_orders.open()
        .filter(Exists(ends_today.filter(order=OuterRef("pk"))))
        .exists()
    ):
        return []
    legs = Prefetch("legs", OrderLeg.objects.select_related("facility"))
    orders = organization.purchase_orders.at_risk(on=today).select_related("supplier").prefetch_related(legs)
    found = []
    for order in orders:
        order.organization = organization
        rows = list(order.legs.all())
        url = settings.SITE_URL + order.get_absolute_url()
        found += [Asked(order, rows[n], url) for n in unconfirmed(rows, today=today)]
    return sorted(found, key=lambda each: (each.leg.expected_ends_on, each.order.pk), reverse=True)

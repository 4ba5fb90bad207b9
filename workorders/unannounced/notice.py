"""Telling the seller that a truck came which nobody announced: one mail, as long as it waits."""

from django.conf import settings
from django.template.loader import render_to_string

from sostocked.foundation.outbox.kinds import NewsKind, register
from sostocked.foundation.outbox.models import Message, key_of
from sostocked.foundation.outbox.services import post
from sostocked.foundation.people.models import Organization, Role
from sostocked.foundation.words import count_of
from workorders.models import UnannouncedReceipt

KIND = "unannounced-truck"
HEARS = (Role.OWNER, Role.ADMIN, Role.BUYER)
"""Who may say what becomes of it."""


def tell_seller(truck: UnannouncedReceipt) -> None:
    """Post it to everybody at the seller who may assign it, once."""
    lines = list(truck.lines.select_related("product", "lot"))
    organization, units = truck.organization, sum(line.quantity for line in lines)
    known = {
        "truck": truck,
        "lines": lines,
        "units": units,
        "url": settings.SITE_URL + truck.get_absolute_url(),
    }
    headline = f"A truck nobody announced at {truck.facility.name}: {count_of(units, 'unit')}"
    post(
        [
            Message(
                key=f"unannounced:{truck.pk}",
                kind=KIND,
                facts={"truck": truck.pk},
                organization_id=organization.pk,
                about=[key_of(truck)],
                to=_recipients_at(organization),
                whom=organization.name,
                subject=f"{headline} · {organization.name}"[:250],
                text=render_to_string("mail/unannounced.txt", known),
                html=render_to_string("mail/unannounced.html", known),
            )
        ]
    )


def _recipients_at(organization: Organization) -> list[str]:
    members = organization.memberships.filter(role__in=HEARS, user__is_active=True)
    return list(members.order_by("user__email").values_list("user__email", flat=True))


def _overtaken(message: Message) -> str:
    truck = UnannouncedReceipt.objects.select_related("ending").get(pk=message.facts["truck"])
    ending = getattr(truck, "ending", None)
    return f"{truck} was {ending.get_what_display().lower()} meanwhile." if ending else ""


def _recipients(message: Message) -> list[str]:
    truck = UnannouncedReceipt.objects.select_related("organization").get(pk=message.facts["truck"])
    return _recipients_at(truck.organization)


def register_kind() -> None:
    """Called once, when the app is ready."""
    register(NewsKind(key=KIND, overtaken=_overtaken, recipients=_recipients))

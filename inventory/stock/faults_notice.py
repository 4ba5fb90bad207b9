"""Telling the owners of an organization that its stock does not add up."""

import logging
from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from inventory.stock.documents import Fault
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.services import post
from sostocked.foundation.people.models import Organization, Role
from sostocked.foundation.words import count_of

logger = logging.getLogger(__name__)

MOST_NAMED = 20
"""How many faults a mail names before it says how many more there are."""


def tell_faults(faults: Sequence[Fault]) -> None:
    """Log each, and post them to the owners whose stock it is: one mail a day."""
    by_organization = defaultdict(list)
    for fault in faults:
        logger.error("Stock does not add up: %s", fault.text)
        by_organization[fault.organization_id].append(fault)
    organizations = Organization.objects.in_bulk(list(by_organization))
    post([_message(organizations[pk], found) for pk, found in by_organization.items()])


def _message(organization: Organization, faults: Sequence[Fault]) -> Message:
    owners = organization.memberships.filter(role=Role.OWNER, user__is_active=True)
    context = {
        "organization": organization,
        "faults": faults[:MOST_NAMED],
        "more": max(len(faults) - MOST_NAMED, 0),
        "url": settings.SITE_URL + reverse("inventory:stock", args=[organization.slug]),
    }
    return Message(
        key=f"organization:{organization.pk}:stock:{organization.today()}",
        to=list(owners.order_by("user__email").values_list("user__email", flat=True)),
        subject=f"Stock does not add up: {count_of(len(faults), 'fault')} · {organization.name}"[:250],
        text=render_to_string("mail/stock_faults.txt", context),
        html=render_to_string("mail/stock_faults.html", context),
    )

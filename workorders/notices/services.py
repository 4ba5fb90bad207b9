"""What a facility is told by mail: one message per work order and revision, in words and without prices."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, timedelta

from allauth.core import context
from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from inventory.rules.product_facts import not_full
from leadtimes.models import staff_emails
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.services import post
from sostocked.foundation.people.models import Organization
from sostocked.foundation.people.proof.services import require_proof_of_whoever_asks
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of
from workorders.closed_day_words import tell_days
from workorders.models import WorkOrder, WorkOrderLine
from workorders.notices.news import MOVES, NOTICE, about_many, about_one
from workorders.workflow import Status

SEPARATOR = " · "
"""Between the news and the seller's name, in the subject of a mail."""

NEW_FOR = timedelta(days=14)
"""How long an organization counts as new."""

FEW = 3
"""Up to so many work orders that move at once, a facility gets a mail for each."""

MOST_LISTED = 100
"""How many work orders one mail lists before it says how many more there are."""


def announce(work_orders: Iterable[WorkOrder]) -> None:
    """Post what is new about these sent work orders to their facilities, once per revision.

    Raises ProofNeeded where whoever caused it has not proved their address: nobody writes to others before.
    """
    work_orders = list(work_orders)
    if not work_orders:
        return
    require_proof_of_whoever_asks()
    prefetch_related_objects(work_orders, "facility__staff", "organization")
    tell_days(work_orders)
    _require_room(work_orders)
    lines = _lines_now(work_orders)
    messages = [_message(work_order, lines[work_order.pk]) for work_order in work_orders]
    post([each for pair in zip(messages, work_orders, strict=True) for each in _by_acquaintance(*pair)])


def _lines_now(work_orders: Sequence[WorkOrder]) -> dict[int, list[WorkOrderLine]]:
    """The lines by work order, asked anew: those that a work order was loaded with may have changed since."""
    lines = defaultdict(list)
    rows = WorkOrderLine.objects.filter(work_order__in=work_orders).with_reason()
    for line in rows.select_related("product"):
        lines[line.work_order_id].append(line)
    return lines


def announce_moves(work_orders: Iterable[WorkOrder]) -> None:
    """Post the new dates of sent work orders; a facility with many of them gets one mail that lists them."""
    work_orders = list(work_orders)
    if not work_orders:
        return
    require_proof_of_whoever_asks()
    by_facility = defaultdict(list)
    for work_order in work_orders:
        by_facility[work_order.facility_id].append(work_order)
    few = [each for group in by_facility.values() if len(group) <= FEW for each in group]
    many = [group for group in by_facility.values() if len(group) > FEW]
    prefetch_related_objects([group[0] for group in many], "facility__staff")
    tell_days(each for group in many for each in group)
    post([each for group in many for each in _by_acquaintance(_digest(group), group[0])])
    announce(few)


def _require_room(work_orders: Sequence[WorkOrder]) -> None:
    """Refuse where somebody has too many notices sent within a day to who never agreed to hear of them.

    A new organization may send fewer. What a rule of the house does, a task or the command line, is not refused.
    """
    organization = work_orders[0].organization
    if context.request is None or not any(map(_strangers, work_orders)):
        return
    is_new = timezone.now() - organization.created_at <= NEW_FOR
    most = settings.INVITATIONS_A_DAY["notices" if is_new else "notices_later"]
    if _told_strangers(organization) >= most:
        who = "A new organization" if is_new else "An organization"
        raise Refused(
            f"{who} sends {most:,} notices a day to facilities where nobody signs in. "
            "Invite the people who work there, or go on tomorrow."
        )


def _told_strangers(organization: Organization) -> int:
    """How many notices went to who never agreed to hear of them, within a day: without the seller's name."""
    a_day = Message.objects.filter(
        organization_id=organization.pk, created_at__gt=timezone.now() - timedelta(days=1)
    )
    own_words = Q(subject__endswith=f"{SEPARATOR}{organization.name}")
    return a_day.filter(kind__in=(NOTICE, MOVES)).exclude(own_words).count()


def _strangers(work_order: WorkOrder) -> list[str]:
    """The addresses of the facility that the seller typed, and nobody has accepted an invitation for."""
    staff = {person.email for person in work_order.facility.staff.all()}
    return [address for address in staff_emails(work_order.facility) if address not in staff]


def _by_acquaintance(message: Message, work_order: WorkOrder) -> list[Message]:
    """The message, and another without the seller's own words in its subject for who never agreed to hear of them.

    Staff have accepted an invitation; the contact address is whatever the seller typed.
    """
    strangers = _strangers(work_order)
    discreet = copy(message)
    discreet.subject = message.subject.partition(SEPARATOR)[0]
    discreet.to = [address for address in message.to if address in strangers]
    message.to = [address for address in message.to if address not in strangers]
    return [each for each in (message, discreet) if each.to]


def _digest(work_orders: Sequence[WorkOrder]) -> Message:
    """The new dates of one facility's work orders, soonest first."""
    first = work_orders[0]
    facility, organization = first.facility, first.organization
    listed = sorted(work_orders, key=lambda each: (each.expected_on or date.max, each.pk))
    known = {
        "facility": facility,
        "organization": organization,
        "count": len(work_orders),
        "work_orders": listed[:MOST_LISTED],
        "more": max(len(work_orders) - MOST_LISTED, 0),
        "url": settings.SITE_URL + reverse("workorders:worklist"),
    }
    return Message(
        **about_many(work_orders),
        subject=f"{count_of(len(work_orders), 'work order')} have new dates{SEPARATOR}{organization.name}"[
            :250
        ],
        text=render_to_string("mail/work_orders_moved.txt", known),
        html=render_to_string("mail/work_orders_moved.html", known),
    )


def _message(work_order: WorkOrder, lines: Sequence[WorkOrderLine]) -> Message:
    units = sum(line.quantity for line in lines)
    headline = f"{work_order.number}{_news(work_order, units)}"
    known = {
        "work_order": work_order,
        "headline": headline,
        "was_expected_on": _former(work_order.was_expected_on, work_order.expected_on),
        "was_leave_on": _former(work_order.was_leave_on, work_order.leave_on),
        "lines": lines,
        "units": units,
        "cartons": sum(line.cartons for line in lines),
        "not_full": not_full([line.packed for line in lines]),
        "url": settings.SITE_URL + work_order.get_absolute_url(),
    }
    return Message(
        **about_one(work_order),
        subject=f"{headline}{SEPARATOR}{work_order.organization.name}"[:250],
        text=render_to_string("mail/work_order.txt", known),
        html=render_to_string("mail/work_order.html", known),
    )


def _former(was: date | None, now: date | None) -> date | None:
    """A date that the facility was told before, where another has taken its place."""
    return was if was != now else None


def _news(work_order: WorkOrder, units: int) -> str:
    """What is new, behind the number of the work order."""
    if work_order.status == Status.CANCELLED:
        return " was cancelled"
    if work_order.was_completed:
        return " was reopened: please acknowledge again"
    if not work_order.was_expected_on and not work_order.acknowledged_revision:
        return " is waiting for you"
    return f"{_what_changed(work_order, units)}{_what_is_asked(work_order)}"


def _what_changed(work_order: WorkOrder, units: int) -> str:
    """The quantity and the dates where they are others, else only that something is."""
    was_on = (work_order.was_expected_on, work_order.was_leave_on)
    is_moved = was_on != (work_order.expected_on, work_order.leave_on)
    was = work_order.was_units
    if was is not None and was != units:
        amount = f": {units:,} instead of {count_of(was, 'unit')}"
        return f"{amount}, and new dates" if is_moved else amount
    return " has new dates" if is_moved else " has changed"


def _what_is_asked(work_order: WorkOrder) -> str:
    """Behind what changed: what the facility is to do."""
    return ": please acknowledge again" if work_order.acknowledged_revision else ", waiting for you"

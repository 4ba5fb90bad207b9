"""What a facility is told by mail: one message per work order and revision, in words and without prices."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string

from leadtimes.models import staff_emails
from sostocked.outbox.models import Message
from sostocked.outbox.services import post
from workorders.models import WorkOrder
from workorders.workflow import Status


def announce(work_orders: Iterable[WorkOrder]) -> None:
    """Post what is new about these sent work orders to their facilities, once per revision."""
    work_orders = list(work_orders)
    if not work_orders:
        return
    prefetch_related_objects(work_orders, "facility__staff", "lines__product", "organization")
    post([_message(work_order) for work_order in work_orders])


def _message(work_order: WorkOrder) -> Message:
    context = {
        "work_order": work_order,
        "news": _news(work_order),
        "was_expected_on": _former(work_order.was_expected_on, work_order.expected_on),
        "was_leave_on": _former(work_order.was_leave_on, work_order.leave_on),
        "units": sum(line.quantity for line in work_order.lines.all()),
        "cartons": sum(line.cartons for line in work_order.lines.all()),
        "url": settings.SITE_URL + work_order.get_absolute_url(),
    }
    return Message(
        key=f"work-order:{work_order.pk}:revision:{work_order.revision}",
        to=staff_emails(work_order.facility),
        subject=f"{work_order.number} {context['news']} · {work_order.organization.name}"[:250],
        text=render_to_string("mail/work_order.txt", context),
        html=render_to_string("mail/work_order.html", context),
    )


def _former(was: date | None, now: date | None) -> date | None:
    """A date that the facility was told before, where another has taken its place."""
    return was if was != now else None


def _news(work_order: WorkOrder) -> str:
    if work_order.status == Status.CANCELLED:
        return "was cancelled"
    return (
        "has changed: please acknowledge again" if work_order.acknowledged_revision else "is waiting for you"
    )

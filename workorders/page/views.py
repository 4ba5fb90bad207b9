"""The facility's desk: the list of its work, one work order, and what its staff do with it."""

from django.contrib import messages
from django.urls import reverse
from django.views.decorators.http import require_safe

from sostocked.foundation.pages.paging import read_id
from sostocked.foundation.records.errors import NotYours, Refused
from workorders import services
from workorders.access import open_work_order
from workorders.page.responses import back_from, confirmation, lead_to, page_of_work_order, refuse


@require_safe
def work_order(request, org, number):
    """What is coming, when, and what is to be done with it. Opening it changes nothing."""
    return page_of_work_order(request, open_work_order(request, org, number))


def acknowledge(request, org, number):
    """Say that the revision on the page has been read."""
    access = open_work_order(request, org, number)
    if request.method != "POST":
        return lead_to(request, access.work_order.get_absolute_url())
    try:
        services.acknowledge(access.work_order, by=request.user, revision=_revision(request))
    except Refused as refusal:
        return refuse(request, access, refusal)
    messages.success(request, f"You acknowledged {number}. {access.work_order.organization} can see it.")
    return back_from(request, access.work_order)


def start(request, org, number):
    """Begin the work."""
    access = open_work_order(request, org, number)
    if request.method != "POST":
        return lead_to(request, access.work_order.get_absolute_url())
    try:
        services.start(access.work_order, by=request.user)
    except Refused as refusal:
        return refuse(request, access, refusal)
    messages.success(request, f"{number} is in progress. Tick off each step as you do it.")
    return back_from(request, access.work_order)


def tick(request, org, number, step):
    """Mark a step as done, or as open again."""
    access = open_work_order(request, org, number)
    if request.method != "POST":
        return lead_to(request, access.work_order.get_absolute_url())
    done = request.POST.get("done") == "1"
    try:
        services.tick(access.work_order, step_id=min(step, 2**63 - 1), done=done, by=request.user)
    except Refused as refusal:
        return refuse(request, access, refusal)
    if request.htmx:
        return page_of_work_order(request, access, part="#steps")
    return lead_to(request, f"{access.work_order.get_absolute_url()}#step-{step}")


def complete(request, org, number):
    """Finish the work, once every step is ticked off."""
    access = open_work_order(request, org, number)
    if not access.is_staff:
        return refuse(request, access, NotYours(f"Only staff of {access.work_order.facility} can do this."))
    if request.method != "POST":
        return _ask_to_complete(request, access)
    try:
        services.complete(access.work_order, by=request.user)
    except Refused as refusal:
        return _refuse_to_complete(request, access, refusal)
    messages.success(request, f"{number} is completed. Thank you.")
    return lead_to(request, reverse("workorders:worklist"))


def _refuse_to_complete(request, access, refusal):
    """In the dialog where the question was asked, else on the page."""
    if not request.htmx:
        return refuse(request, access, refusal)
    return _ask_to_complete(request, access, text=str(refusal), status=refusal.http_status)


def _ask_to_complete(request, access, *, text="", status=200):
    work_order = access.work_order
    return confirmation(
        request,
        status=status,
        title=f"Complete {work_order.number}?",
        text=text or f"{work_order.organization} will see that the work is done. This cannot be undone.",
        action=reverse("workorders:complete", args=[work_order.organization.slug, work_order.number]),
        submit="Complete the work",
        cancel_url=work_order.get_absolute_url(),
    )


def _revision(request) -> int:
    try:
        return read_id(request.POST.get("revision", ""))
    except ValueError:
        return 0

"""Owners and admins of the seller reopen a work order that was completed by mistake."""

from sostocked.foundation.pages.dialogs import posted
from sostocked.foundation.pages.reason_form import ReasonForm
from sostocked.foundation.people.access import enter_to_manage
from sostocked.foundation.records.errors import IllegalMove
from workorders.access import open_work_order
from workorders.page.responses import ask_first, refuse_to_ask
from workorders.reopening import services


def reopen_work_order(request, org, number):
    """Let the work go on, with a reason; the facility is told."""
    enter_to_manage(request, org)
    access = open_work_order(request, org, number)
    work_order = access.work_order
    if why := services.why_not_reopen(work_order):
        return refuse_to_ask(request, access, IllegalMove(why), title=f"{number} cannot be reopened")
    form = ReasonForm(
        posted(request),
        label="Why?",
        help_text=f"{work_order.facility.name} will read it.",
        missing=services.SAY_WHY,
    )
    return ask_first(
        request,
        access,
        lambda: services.reopen(work_order, reason=form.cleaned_data["reason"]),
        outcome=f"{number} is in progress again. {work_order.facility.name} was told.",
        form=form,
        title=f"Reopen {number}?",
        text=f"{work_order.facility.name} is asked to acknowledge it again and to go on. Steps that are ticked "
        "off, what was received and dates that were confirmed stay as they are; each can be corrected.",
        submit="Reopen",
    )

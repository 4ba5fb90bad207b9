"""The seller writes what a facility is to do."""

from django.contrib import messages
from django.urls import reverse

from sostocked.foundation.pages import form_rows
from sostocked.foundation.people.access import enter_to_write
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused
from workorders.access import open_work_order
from workorders.page.responses import form_page, lead_to, refuse
from workorders.steps.draft import PREFIXES, StepsDraft
from workorders.steps.services import write_steps
from workorders.workflow import CHANGEABLE


def edit_steps(request, org, number):
    """The steps of a work order and the note to the facility, as rows."""
    enter_to_write(request, org)
    access = open_work_order(request, org, number)
    options_url = reverse("inventory:product_options", args=[org])
    if access.work_order.status not in CHANGEABLE:
        return refuse(request, access, Refused(f"The steps of {number} can no longer be changed."))
    if request.method != "POST":
        return _page(request, access, StepsDraft.of(access.work_order, options_url=options_url))
    action = request.POST.get("action", "save")
    data = form_rows.act(request.POST, action, PREFIXES)
    draft = StepsDraft(access.work_order, data, options_url=options_url)
    if action != "save":
        return _page(request, access, draft.forgive_blanks(action))
    return _save(request, access, draft) if draft.is_valid() else _page(request, access, draft, status=422)


def _save(request, access, draft):
    work_order = access.work_order
    try:
        saved = write_steps(
            work_order,
            revision=draft.revision,
            steps=draft.steps.steps(),
            instructions=draft.note.cleaned_data["instructions"],
        )
    except Refused as refusal:
        return _page(request, access, draft, refusal=refusal, status=refusal.http_status)
    messages.success(request, told_of(saved, before=work_order))
    return lead_to(request, work_order.get_absolute_url())


def told_of(saved, *, before) -> str:
    """What saving did, for the person who did it."""
    if saved.revision == before.revision:
        return f"{saved.number} was saved. It reads as before."
    if not saved.sent_at:
        return f"{saved.number} was saved."
    return f"{saved.number} is now revision {saved.revision}. {saved.facility} was told."


def warning_before(work_order) -> str:
    """What saving will set off at the facility."""
    facility, read = work_order.facility, work_order.acknowledged_revision
    if not work_order.sent_at:
        return ""
    if read:
        return f"{facility} has acknowledged revision {read} and will be asked again."
    return f"{facility} has this work order already and will be told of the change."


def _page(request, access, draft, *, refusal=None, status=200):
    context = {
        "work_order": access.work_order,
        "draft": draft,
        "warning": warning_before(access.work_order),
        "refusal": refusal,
        "changed": isinstance(refusal, ChangedMeanwhile),
        "crumbs": _crumbs(access.work_order),
    }
    return form_page(request, "workorders/edit_steps.html", context, status=status)


def _crumbs(work_order):
    up = reverse("workorders:work_orders", args=[work_order.organization.slug])
    return [
        {"label": "Work orders", "url": up},
        {"label": work_order.number, "url": work_order.get_absolute_url()},
        {"label": "Edit steps"},
    ]

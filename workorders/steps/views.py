"""The seller writes what a facility is to do."""

from django.contrib import messages
from django.http import HttpResponse

from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.pages.page_parts import form_page
from sostocked.foundation.people.access import enter_to_write
from sostocked.foundation.records.errors import Refused
from workorders.access import open_work_order
from workorders.locking import may_write_steps
from workorders.page.responses import bar_for, refuse, work_order_crumbs
from workorders.page.saving import newer_than_draft, outcome_of, warning_before
from workorders.steps.draft import StepsDraft
from workorders.steps.services import write_steps


def edit_steps(request, org, number):
    """The steps of a work order and the note to the facility, as rows."""
    enter_to_write(request, org)
    access = open_work_order(request, org, number)
    work_order = access.work_order
    if not may_write_steps(work_order):
        return refuse(request, access, Refused(f"The steps of {number} can no longer be changed."))
    if request.method != "POST":
        return _page(request, access, StepsDraft.of(work_order))
    action = request.POST.get("action", "save")
    draft = StepsDraft(work_order, StepsDraft.acted(request.POST, action))
    if action == "propose" and not draft.proposes:
        return HttpResponse(status=204)
    if action != "save":
        draft.go_on(action)
        return _page(request, access, draft.forgive_blanks())
    return _save(request, access, draft) if draft.is_valid() else _page(request, access, draft, status=422)


def _save(request, access, draft):
    work_order = draft.work_order
    try:
        saved = write_steps(
            work_order,
            version=draft.version,
            steps=draft.steps.steps(),
            instructions=draft.note.cleaned_data["instructions"],
        )
    except Refused as refusal:
        return _page(request, access, draft, refusal=refusal, status=refusal.http_status)
    messages.success(request, outcome_of(saved, before=work_order))
    return go(request, work_order.get_absolute_url())


def _page(request, access, draft, *, refusal=None, status=200):
    context = {
        "work_order": draft.work_order,
        "bar": None if request.htmx else bar_for(access),
        "draft": draft,
        "warning": warning_before(draft.work_order),
        "refusal": refusal,
        "newer": newer_than_draft(request, draft, refusal),
        "crumbs": work_order_crumbs(draft.work_order, "Edit steps"),
    }
    page = "workorders/steps/edit_steps.html"
    return form_page(request, page, context, part="steps-form", status=status, to_top=status >= 400)
